package dev.wsboot.engine.internal.transport;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks after event loops whose threads do {@link BlockingWork}: a loop whose thread is
 * still at the same step after a tick, or two, gets another thread. Has a thread of its
 * own, which sleeps while no loop does such work.
 */
final class LoopWatch {

	private final List<EventLoop> loops;

	/** Time between two looks. */
	private final long tickNanos;

	/** Looks in a row without any work, after which it sleeps. */
	private final int quietTicks;

	/** How far each loop had come at the last look. */
	private final long[] seen;

	private final Thread thread;

	private volatile boolean asleep;

	private volatile boolean stopping;

	LoopWatch(List<EventLoop> loops, long tickNanos, int quietTicks) {
		this.loops = loops;
		this.tickNanos = tickNanos;
		this.quietTicks = quietTicks;
		this.seen = new long[loops.size()];
		this.thread = new Thread(this::run, "ws-loop-watch");
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	Thread thread() {
		return this.thread;
	}

	/** A loop begins such work, which it shows already. */
	void expect() {
		if (this.asleep) {
			this.asleep = false;
			LockSupport.unpark(this.thread);
		}
	}

	/** Ends the thread once all loops have ended. */
	void stop() {
		this.stopping = true;
		expect();
	}

	private void run() {
		int quiet = 0;
		while (!this.stopping || !this.loops.stream().allMatch(EventLoop::hasEnded)) {
			LockSupport.parkNanos(this, this.tickNanos);
			quiet = look() ? 0 : quiet + 1;
			if (quiet >= this.quietTicks && !this.stopping) {
				sleep();
				quiet = 0;
			}
		}
	}

	private void sleep() {
		this.asleep = true;
		// A loop that began before it could see that somebody sleeps here is seen here.
		if (look() || this.stopping) {
			this.asleep = false;
		}
		while (this.asleep) {
			LockSupport.park(this);
		}
	}

	/** Whether there was anything to see since the last look. */
	private boolean look() {
		boolean worked = false;
		for (int i = 0; i < this.seen.length; i++) {
			EventLoop loop = this.loops.get(i);
			long step = loop.step();
			if (step != this.seen[i]) {
				this.seen[i] = step;
				worked = true;
			}
			else if (loop.isAway(step)) {
				loop.replaceThread(step);
				worked = true;
			}
		}
		return worked;
	}

}
