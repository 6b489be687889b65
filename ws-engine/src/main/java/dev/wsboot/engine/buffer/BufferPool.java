package dev.wsboot.engine.buffer;

import java.util.ArrayDeque;

/**
 * Segments that connections borrow while they have bytes to send or a message to
 * assemble, and give back when they come to rest, so that an idle connection owns none.
 * Thread-safe; every event loop has a pool of its own, which keeps the lock uncontended.
 */
public final class BufferPool {

	/** Size of a pooled segment in bytes. */
	public static final int SEGMENT_SIZE = 64 * 1024;

	private final ArrayDeque<Segment> idle = new ArrayDeque<>();

	private final int maxIdle;

	/**
	 * Creates a pool.
	 * @param maxIdle how many unused segments are kept; more are left to the collector
	 */
	public BufferPool(int maxIdle) {
		this.maxIdle = maxIdle;
	}

	/**
	 * Hands out an empty segment.
	 * @return a segment of {@link #SEGMENT_SIZE} bytes, the caller's until released
	 */
	public Segment borrow() {
		synchronized (this.idle) {
			Segment segment = this.idle.pollFirst();
			if (segment != null) {
				return segment;
			}
		}
		return new Segment(SEGMENT_SIZE);
	}

	/**
	 * Takes a segment back. A segment of another size is left to the collector.
	 * @param segment the segment, not to be used by the caller any more
	 */
	public void release(Segment segment) {
		if (segment.bytes.length != SEGMENT_SIZE) {
			return;
		}
		segment.reset();
		synchronized (this.idle) {
			if (this.idle.size() < this.maxIdle) {
				this.idle.addFirst(segment);
			}
		}
	}

	/**
	 * Segments lying unused.
	 * @return their number
	 */
	public int idle() {
		synchronized (this.idle) {
			return this.idle.size();
		}
	}

}
