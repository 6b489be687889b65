package dev.wsboot.engine.internal.transport;

/**
 * Something to be done at a time. Belongs to one {@link Scheduler} and is scheduled there
 * at most once at a time. Used on the scheduler's thread only.
 */
public abstract class Timer {

	static final int UNSCHEDULED = -1;

	/** Time at which it is due, on the scheduler's clock. */
	long deadline;

	/** Its place in the heap. */
	int index = UNSCHEDULED;

	/** A timer that runs the task, which must not throw. */
	public static Timer of(Runnable task) {
		return new Timer() {

			@Override
			protected void expired() {
				task.run();
			}

		};
	}

	/**
	 * Called on the scheduler's thread when the time has come; the timer is not scheduled
	 * any more and may be scheduled anew. Must not throw.
	 */
	protected abstract void expired();

	public final boolean isScheduled() {
		return this.index != UNSCHEDULED;
	}

}
