package dev.wsboot.engine.internal.transport;

/**
 * What the thread of an event loop does at the end of a round although it may block:
 * several steps, each of which should be quick. If one is not, another thread goes on
 * with the loop, and this one with the work.
 */
public interface BlockingWork {

	/** Does the next step, or returns false. Several threads may call it at a time. */
	boolean next();

	/**
	 * A step takes its time, and the calling thread has taken its place on the loop:
	 * somebody else should see to the steps behind it.
	 */
	void overtaken();

}
