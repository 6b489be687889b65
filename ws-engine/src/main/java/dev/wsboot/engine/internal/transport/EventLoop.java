package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * One thread at a time that selects the sockets of many connections, reads them into the
 * one buffer that they share, and runs their tasks and timers. It sleeps while nothing
 * happens.
 *
 * <p>
 * At the end of a round the thread may do {@link BlockingWork}, as which it is not the
 * loop's: what that work asks of the loop is a task like anybody's. Should a step of it
 * not come to its end, {@link LoopWatch} has another thread go on with the loop; the one
 * that lost its place ends with its work.
 */
public final class EventLoop implements Scheduler {

	private static final Logger logger = System.getLogger(EventLoop.class.getName());

	/** Room for one read: four TLS records, or what a fast peer sends meanwhile. */
	static final int READ_BUFFER_SIZE = 64 * 1024;

	private static final int MAX_IDLE_BYTES = 8 * 1024 * 1024;

	private static final Runnable END_OF_ROUND = () -> {
	};

	private static final Runnable NOTHING = () -> {
	};

	final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_SIZE);

	final byte[] received = new byte[READ_BUFFER_SIZE];

	private final BufferPool pool;

	private final TimerHeap timers = new TimerHeap();

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean awake = new AtomicBoolean();

	private final Selector selector;

	private final String name;

	private boolean daemon = true;

	/** The loop's thread, or null while it does work that may block. */
	private volatile @Nullable Thread thread;

	/** Odd while a thread is at a step of work that may block, even otherwise. */
	private final AtomicLong step = new AtomicLong();

	/** The last step at which another thread was started; of the watch's thread. */
	private long replaced;

	/** The work under way. */
	private @Nullable BlockingWork work;

	private @Nullable LoopWatch watch;

	private Runnable onEnter = NOTHING;

	private Supplier<@Nullable BlockingWork> afterRound = () -> null;

	private final Consumer<SelectionKey> onReady = this::ready;

	private volatile boolean stopped;

	/** Whether no task will be run any more but those already there. */
	private volatile boolean ended;

	/** The time, as the loop's thread sees it. */
	private long now = System.nanoTime();

	/** Whether the clock was read since the loop last slept. */
	private boolean stamped;

	/**
	 * Creates a loop; an {@link EventLoopGroup} starts it.
	 * @param name name of its threads
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
		this.name = name;
	}

	/**
	 * Sets what is to be run on the thread, before it is started.
	 * @param onEnter run whenever a thread becomes the loop's, also behind work that may
	 * block
	 * @param afterRound run when all sockets that were ready, all tasks and all timers
	 * that were due have been served; gives what the thread is to do although it may
	 * block, or null
	 */
	public void onRounds(Runnable onEnter, Supplier<@Nullable BlockingWork> afterRound) {
		this.onEnter = onEnter;
		this.afterRound = afterRound;
	}

	/**
	 * Sets whether the thread lets the JVM end, before it is started.
	 * @param daemon true by default
	 */
	public void daemon(boolean daemon) {
		this.daemon = daemon;
	}

	/**
	 * Starts the thread.
	 * @param watch looks after it
	 */
	void start(LoopWatch watch) {
		this.watch = watch;
		startThread(this::run);
	}

	private void startThread(Runnable task) {
		Thread created = new Thread(task, this.name);
		created.setDaemon(this.daemon);
		created.start();
	}

	/**
	 * Ends the thread after the current round. Sockets still registered are left to their
	 * owners.
	 */
	public void stop() {
		this.stopped = true;
		this.selector.wakeup();
	}

	boolean hasEnded() {
		return this.ended;
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
		enter();
		while (!this.stopped) {
			try {
				this.stamped = false;
				select();
				stamp();
				this.awake.set(false);
				runTasks();
				this.timers.expire(this.now);
				BlockingWork next = this.afterRound.get();
				if (next != null && !leaveFor(next)) {
					return;
				}
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
		BlockingWork last = this.afterRound.get();
		close();
		if (last != null) {
			finish(last);
		}
	}

	/** The calling thread becomes the loop's. */
	private void enter() {
		this.work = null;
		this.thread = Thread.currentThread();
		this.awake.set(false);
		this.onEnter.run();
	}

	// Work that may block.

	/**
	 * Does work that may block, step by step.
	 * @return false if another thread goes on with the loop
	 */
	private boolean leaveFor(BlockingWork work) {
		this.work = work;
		this.thread = null;
		// Nobody needs to wake the loop up: it looks at its tasks behind the work.
		this.awake.set(true);
		for (boolean more = true; more;) {
			long away = this.step.incrementAndGet();
			expectReturn();
			more = step(work);
			if (!this.step.compareAndSet(away, away + 1)) {
				finish(work);
				return false;
			}
		}
		// Set by a handler, it would keep the loop from sleeping and close its channels.
		Thread.interrupted();
		enter();
		return true;
	}

	private void expectReturn() {
		LoopWatch looking = this.watch;
		if (looking != null) {
			looking.expect();
		}
	}

	private static boolean step(BlockingWork work) {
		try {
			return work.next();
		}
		catch (Throwable ex) {
			logger.log(Level.ERROR, "work failed on the event loop", ex);
			return true;
		}
	}

	private static void finish(BlockingWork work) {
		while (step(work)) {
			continue;
		}
	}

	// For the watch.

	/** How many steps were begun and ended. */
	long step() {
		return this.step.get();
	}

	/** Whether the loop's thread is at a step of work that may block. */
	boolean isAway(long step) {
		return (step & 1) != 0;
	}

	/** Has another thread take the loop's place, if the step is still not done then. */
	void replaceThread(long step) {
		if (this.replaced == step) {
			// Its thread is about to start.
			return;
		}
		this.replaced = step;
		try {
			startThread(() -> {
				if (this.step.compareAndSet(step, step + 1)) {
					logger.log(Level.DEBUG, () -> this.name + " goes on with another thread: a handler blocks");
					Objects.requireNonNull(this.work).overtaken();
					run();
				}
			});
		}
		catch (OutOfMemoryError ex) {
			logger.log(Level.ERROR, "no thread for an event loop whose handler blocks", ex);
			this.replaced = 0;
		}
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
