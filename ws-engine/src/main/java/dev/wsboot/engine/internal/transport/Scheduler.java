package dev.wsboot.engine.internal.transport;

import java.util.concurrent.Executor;

/**
 * A thread that a connection belongs to: runs its tasks and timers and lends buffers.
 */
public interface Scheduler extends Executor {

	/**
	 * Whether the caller runs on this scheduler's thread.
	 * @return true on the thread
	 */
	boolean isCurrent();

	/**
	 * The time: on the scheduler's thread as of its current round, elsewhere as of now.
	 * @return nanoseconds on a clock of arbitrary origin
	 */
	long now();

	/**
	 * Schedules a timer, or moves it. On the scheduler's thread only.
	 * @param timer the timer
	 * @param deadline when it is due, on the clock of {@link #now()}
	 */
	void schedule(Timer timer, long deadline);

	/**
	 * Removes a timer. On the scheduler's thread only.
	 * @param timer the timer, scheduled or not
	 */
	void cancel(Timer timer);

}
