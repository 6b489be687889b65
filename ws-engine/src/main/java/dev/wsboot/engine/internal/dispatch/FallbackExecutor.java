package dev.wsboot.engine.internal.dispatch;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * Runs what must be run although the executor of handlers refuses, such as the end of a
 * connection: on one thread for all of it, while there is something to do. What it runs
 * may block; no more waits for it than there are connections. Thread-safe.
 */
public final class FallbackExecutor implements Executor {

	private static final Log log = Log.of(FallbackExecutor.class);

	private final Executor executor;

	private final Executor threads;

	// Guarded by this.

	private final Queue<Runnable> refused = new ArrayDeque<>();

	private boolean running;

	public FallbackExecutor(Executor executor) {
		this(executor, FallbackExecutor::startThread);
	}

	/** Asks {@code executor} first; {@code threads} gives a task a thread of its own. */
	public FallbackExecutor(Executor executor, Executor threads) {
		this.executor = executor;
		this.threads = threads;
	}

	private static void startThread(Runnable task) {
		Thread thread = new Thread(task, "ws-fallback");
		thread.setDaemon(true);
		thread.start();
	}

	/** Runs a task that may block; twice perhaps, if the executor takes it and throws. */
	@Override
	public void execute(Runnable task) {
		submit(task);
	}

	/** As {@link #execute}; false if {@link #proceed()} is to be called later. */
	boolean submit(Runnable task) {
		try {
			this.executor.execute(task);
			return true;
		}
		catch (Throwable ex) {
			synchronized (this) {
				this.refused.add(task);
			}
			return proceed();
		}
	}

	/** Starts the thread, if it is needed; false if there can be none just now. */
	boolean proceed() {
		synchronized (this) {
			if (this.running || this.refused.isEmpty()) {
				return true;
			}
			this.running = true;
		}
		try {
			this.threads.execute(this::runAll);
			return true;
		}
		catch (Throwable ex) {
			synchronized (this) {
				this.running = false;
			}
			log.log(Level.ERROR, "no thread to tell handlers how their connections ended; it is tried again", ex);
			return false;
		}
	}

	private void runAll() {
		for (Runnable task; (task = next()) != null;) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				log.log(Level.ERROR, "task that the executor refused failed", ex);
			}
		}
	}

	private synchronized @Nullable Runnable next() {
		Runnable next = this.refused.poll();
		this.running = next != null;
		return next;
	}

}
