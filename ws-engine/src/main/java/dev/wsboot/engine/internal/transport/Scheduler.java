package dev.wsboot.engine.internal.transport;

import java.util.concurrent.Executor;

/** A thread that a connection belongs to: runs its tasks and timers. */
public interface Scheduler extends Executor {

	/** Whether the caller runs on this scheduler's thread. */
	boolean isCurrent();

	/**
	 * Nanoseconds of an arbitrary clock: on the thread as of its current round, else as
	 * of now.
	 */
	long now();

	/**
	 * Schedules a timer for a time on the clock of {@link #now()}, or moves it. On the
	 * thread only.
	 */
	void schedule(Timer timer, long deadline);

	/** Removes a timer, scheduled or not. On the scheduler's thread only. */
	void cancel(Timer timer);

}
