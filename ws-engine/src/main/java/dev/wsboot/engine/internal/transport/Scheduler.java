package dev.wsboot.engine.internal.transport;

import java.util.concurrent.Executor;

/** A thread that a connection belongs to: runs its tasks and timers. */
public interface Scheduler extends Executor {

	/** Whether the caller runs on this scheduler's thread. */
	boolean isCurrent();

	/** In nanoseconds: on the thread as of its current round, elsewhere as of now. */
	long now();

	/** Sets or moves a timer, on the clock of {@link #now()}. On the thread only. */
	void schedule(Timer timer, long deadline);

	/** Removes a timer, scheduled or not. On the thread only. */
	void cancel(Timer timer);

}
