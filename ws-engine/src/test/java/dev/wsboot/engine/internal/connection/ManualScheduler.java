package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import dev.wsboot.engine.internal.transport.Scheduler;
import dev.wsboot.engine.internal.transport.Timer;
import dev.wsboot.engine.internal.transport.TimerHeap;

/**
 * An event loop without a thread and with a clock that is moved by hand. Everything
 * happens on the thread of the test.
 */
public final class ManualScheduler implements Scheduler {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final TimerHeap timers = new TimerHeap();

	/** Close to where the clock's numbers wrap around. */
	private long now = Long.MAX_VALUE - Duration.ofSeconds(45).toNanos();

	@Override
	public boolean isCurrent() {
		return true;
	}

	@Override
	public long now() {
		return this.now;
	}

	@Override
	public void schedule(Timer timer, long deadline) {
		this.timers.schedule(timer, deadline);
	}

	@Override
	public void cancel(Timer timer) {
		this.timers.cancel(timer);
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	public void runTasks() {
		for (Runnable task; (task = this.tasks.poll()) != null;) {
			task.run();
		}
	}

	/** Lets time pass; timers expire each at its own time. */
	public void advance(Duration time) {
		long end = this.now + time.toNanos();
		for (long next; (next = this.timers.untilNext(this.now)) >= 0 && this.now + next - end <= 0;) {
			this.now += next;
			this.timers.expire(this.now);
			runTasks();
		}
		this.now = end;
		runTasks();
	}

	public int timers() {
		return this.timers.size();
	}

}
