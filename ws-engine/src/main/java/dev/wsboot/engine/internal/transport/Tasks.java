package dev.wsboot.engine.internal.transport;

import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.internal.log.Log;

/**
 * The tasks of an event loop, in their order. Each is run or was refused, even while the
 * loop ends. Thread-safe, but for {@link #run()}.
 */
final class Tasks {

	private static final Log log = Log.of(EventLoop.class);

	private static final Runnable END_OF_ROUND = () -> {
	};

	private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

	private volatile boolean ended;

	/** Adds one; throws {@link RejectedExecutionException} if no more are run. */
	void add(Runnable task) {
		this.queue.add(task);
		if (this.ended && this.queue.remove(task)) {
			throw new RejectedExecutionException("event loop is stopped");
		}
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	/**
	 * Runs those that are there. Those that they add wait for the next round: a task that
	 * goes on and on, such as reading a busy TLS socket, must not keep the loop from its
	 * other sockets.
	 */
	void run() {
		if (this.queue.isEmpty()) {
			return;
		}
		this.queue.add(END_OF_ROUND);
		for (Runnable task; (task = this.queue.poll()) != null && task != END_OF_ROUND;) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				log.log(Level.ERROR, "task failed on the event loop", ex);
			}
		}
	}

	/** Takes no more, and runs those that are there. */
	void end() {
		this.ended = true;
		run();
	}

	boolean hasEnded() {
		return this.ended;
	}

}
