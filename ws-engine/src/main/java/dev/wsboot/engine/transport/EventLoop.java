package dev.wsboot.engine.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.wsboot.engine.buffer.BufferPool;
import dev.wsboot.engine.buffer.MemoryBudget;

/**
 * One thread that selects the sockets of many connections, reads them into the one buffer
 * that they share, and runs their tasks and timers. It sleeps while nothing happens.
 */
public final class EventLoop implements Scheduler {

	private static final Logger logger = System.getLogger(EventLoop.class.getName());

	/** Room for one read: four TLS records, or what a fast peer sends meanwhile. */
	static final int READ_BUFFER_SIZE = 64 * 1024;

	private static final int MAX_IDLE_BYTES = 8 * 1024 * 1024;

	private static final Runnable END_OF_ROUND = () -> {
	};

	final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_SIZE);

	final byte[] received = new byte[READ_BUFFER_SIZE];

	private final BufferPool pool;

	private final TimerHeap timers = new TimerHeap();

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean awake = new AtomicBoolean();

	private final Selector selector;

	private final Thread thread;

	private Runnable atStart = END_OF_ROUND;

	private Runnable afterRound = END_OF_ROUND;

	private final Consumer<SelectionKey> onReady = this::ready;

	private volatile boolean stopped;

	/** Whether no task will be run any more but those already there. */
	private volatile boolean ended;

	/** The time, as the loop's thread sees it. */
	private long now = System.nanoTime();

	/** Whether the clock was read since the loop last slept. */
	private boolean stamped;

	/**
	 * Creates a loop; {@link #start()} starts it.
	 * @param name name of its thread
	 * @param budget what the pool's borrowers may hold of their own
	 */
	public EventLoop(String name, MemoryBudget budget) {
		this.pool = new BufferPool(MAX_IDLE_BYTES, budget);
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
	}

	/**
	 * Sets what is to be run on the thread, before it is started.
	 * @param atStart run before anything else
	 * @param afterRound run when all sockets that were ready, all tasks and all timers
	 * that were due have been served
	 */
	public void onRounds(Runnable atStart, Runnable afterRound) {
		this.atStart = atStart;
		this.afterRound = afterRound;
	}

	/**
	 * Sets whether the thread lets the JVM end, before it is started.
	 * @param daemon true by default
	 */
	public void daemon(boolean daemon) {
		this.thread.setDaemon(daemon);
	}

	/**
	 * Starts the thread.
	 */
	public void start() {
		this.thread.start();
	}

	/**
	 * Ends the thread after the current round. Sockets still registered are left to their
	 * owners.
	 */
	public void stop() {
		this.stopped = true;
		this.selector.wakeup();
	}

	/**
	 * The loop's buffers. May be used from any thread.
	 * @return its pool
	 */
	public BufferPool pool() {
		return this.pool;
	}

	@Override
	public boolean isCurrent() {
		return Thread.currentThread() == this.thread;
	}

	@Override
	public long now() {
		return isCurrent() ? this.now : System.nanoTime();
	}

	@Override
	public void schedule(Timer timer, long deadline) {
		this.timers.schedule(timer, deadline);
	}

	@Override
	public void cancel(Timer timer) {
		this.timers.cancel(timer);
	}

	/**
	 * Runs a task on the loop's thread, in order of the calls.
	 * @param task must not block
	 * @throws RejectedExecutionException if the loop was stopped
	 */
	@Override
	public void execute(Runnable task) {
		if (this.stopped) {
			throw new RejectedExecutionException("event loop is stopped");
		}
		this.tasks.add(task);
		if (this.ended && this.tasks.remove(task)) {
			throw new RejectedExecutionException("event loop is stopped");
		}
		wakeup();
	}

	void wakeup() {
		if (!isCurrent() && this.awake.compareAndSet(false, true)) {
			this.selector.wakeup();
		}
	}

	Selector selector() {
		return this.selector;
	}

	private void run() {
		this.atStart.run();
		while (!this.stopped) {
			try {
				this.stamped = false;
				select();
				stamp();
				this.awake.set(false);
				runTasks();
				this.timers.expire(this.now);
				this.afterRound.run();
			}
			catch (IOException | ClosedSelectorException ex) {
				logger.log(Level.ERROR, "event loop cannot select", ex);
				this.stopped = true;
			}
			catch (Throwable ex) {
				logger.log(Level.ERROR, "event loop met an unexpected error", ex);
			}
		}
		this.ended = true;
		runTasks();
		this.afterRound.run();
		close();
	}

	private void select() throws IOException {
		long wait = this.timers.untilNext(this.now);
		if (!this.tasks.isEmpty() || wait == 0) {
			this.selector.selectNow(this.onReady);
		}
		else {
			// Rounded up, lest the loop spins through a deadline's last millisecond.
			this.selector.select(this.onReady, (wait < 0) ? 0 : TimeUnit.NANOSECONDS.toMillis(wait) + 1);
		}
	}

	private void stamp() {
		if (!this.stamped) {
			this.stamped = true;
			this.now = System.nanoTime();
		}
	}

	private void ready(SelectionKey key) {
		stamp();
		((Selectable) key.attachment()).ready(key);
	}

	/**
	 * Runs the tasks that are there. Those that they add wait for the next round: a task
	 * that goes on and on, such as reading a busy TLS socket, must not keep the loop from
	 * its other sockets.
	 */
	private void runTasks() {
		if (this.tasks.isEmpty()) {
			return;
		}
		this.tasks.add(END_OF_ROUND);
		for (Runnable task; (task = this.tasks.poll()) != null && task != END_OF_ROUND;) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.log(Level.ERROR, "task failed on the event loop", ex);
			}
		}
	}

	private void close() {
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			logger.log(Level.DEBUG, "selector did not close", ex);
		}
	}

	/** What a key of the selector is attached to. */
	interface Selectable {

		/**
		 * The socket is ready. Must not throw.
		 */
		void ready(SelectionKey key);

	}

}
