package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.MemoryBudget;
import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * One thread at a time that selects the sockets of many connections, reads them into the
 * one buffer that they share, and runs their tasks and timers. It sleeps while nothing
 * happens. Nothing that a task, a timer, a socket's owner or the log throws ends it, and
 * a selector that fails costs it its sockets, no more.
 *
 * <p>
 * At the end of a round the thread may do {@link BlockingWork}, as which it is not the
 * loop's: what that work asks of the loop is a task like anybody's. Should a step of it
 * not come to its end, {@link LoopWatch} has another thread go on with the loop; the one
 * that lost its place ends with its work.
 */
public final class EventLoop implements Scheduler {

	private static final Log log = Log.of(EventLoop.class);

	/** Room for one read: four TLS records, or what a fast peer sends meanwhile. */
	static final int READ_BUFFER_SIZE = 64 * 1024;

	private static final int MAX_IDLE_BYTES = 8 * 1024 * 1024;

	private static final Runnable NOTHING = () -> {
	};

	final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_SIZE);

	final byte[] received = new byte[READ_BUFFER_SIZE];

	private final BufferPool pool;

	private final TimerHeap timers = new TimerHeap();

	private final Tasks tasks = new Tasks();

	private final AtomicBoolean awake = new AtomicBoolean();

	private final Sockets sockets;

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

	private volatile boolean stopped;

	/** The time, as the loop's thread sees it. */
	private long now = System.nanoTime();

	/** Whether the clock was read since the loop last slept. */
	private boolean stamped;

	/** An {@link EventLoopGroup} starts it; the budget is for borrowers of its pool. */
	public EventLoop(String name, MemoryBudget budget) {
		this(name, budget, Selector::open);
	}

	EventLoop(String name, MemoryBudget budget, Sockets.Opener selectors) {
		this.pool = new BufferPool(MAX_IDLE_BYTES, budget);
		try {
			this.sockets = new Sockets(selectors, this::ready);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.name = name;
	}

	/**
	 * Sets what is run on the thread, before it is started: {@code onEnter} whenever a
	 * thread becomes the loop's, also behind work that may block; {@code afterRound} when
	 * all sockets, tasks and timers that were due have been served. It gives what the
	 * thread is to do although it may block, or null.
	 */
	public void onRounds(Runnable onEnter, Supplier<@Nullable BlockingWork> afterRound) {
		this.onEnter = onEnter;
		this.afterRound = afterRound;
	}

	/** Sets whether the thread lets the JVM end, as by default, before it is started. */
	public void daemon(boolean daemon) {
		this.daemon = daemon;
	}

	void start(LoopWatch watch) {
		this.watch = watch;
		startThread(this::run);
	}

	private void startThread(Runnable task) {
		Thread created = new Thread(task, this.name);
		created.setDaemon(this.daemon);
		created.start();
	}

	/** Ends the thread after this round; sockets are left to their owners. */
	public void stop() {
		this.stopped = true;
		this.sockets.wakeup();
	}

	boolean hasEnded() {
		return this.tasks.hasEnded();
	}

	/** The loop's buffers, for any thread. */
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
	 * Runs a task that does not block on the loop's thread, in order of the calls. Throws
	 * {@link RejectedExecutionException} if the loop was stopped.
	 */
	@Override
	public void execute(Runnable task) {
		if (this.stopped) {
			throw new RejectedExecutionException("event loop is stopped");
		}
		this.tasks.add(task);
		wakeup();
	}

	void wakeup() {
		if (!isCurrent() && this.awake.compareAndSet(false, true)) {
			this.sockets.wakeup();
		}
	}

	Sockets sockets() {
		return this.sockets;
	}

	private void run() {
		enter();
		while (!this.stopped) {
			try {
				if (!round()) {
					return;
				}
			}
			catch (Throwable ex) {
				log.log(Level.ERROR, "event loop met an unexpected error", ex);
			}
		}
		this.tasks.end();
		BlockingWork last = endRound();
		this.sockets.close();
		if (last != null) {
			finish(last);
		}
	}

	/** Serves whatever is there; false if another thread goes on with the loop. */
	private boolean round() {
		this.stamped = false;
		this.sockets.select(this.tasks.isEmpty() ? this.timers.untilNext(this.now) : 0);
		stamp();
		this.awake.set(false);
		this.tasks.run();
		expireTimers();
		BlockingWork next = endRound();
		return next == null || leaveFor(next);
	}

	/** The calling thread becomes the loop's. */
	private void enter() {
		this.work = null;
		this.thread = Thread.currentThread();
		this.awake.set(false);
		try {
			this.onEnter.run();
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "event loop could not prepare its thread", ex);
		}
	}

	private @Nullable BlockingWork endRound() {
		try {
			return this.afterRound.get();
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "event loop could not end its round", ex);
			return null;
		}
	}

	// Work that may block.

	/** Does work step by step; false if another thread goes on with the loop. */
	private boolean leaveFor(BlockingWork work) {
		this.work = work;
		this.thread = null;
		// Nobody needs to wake the loop up: it looks at its tasks behind the work.
		this.awake.set(true);
		for (boolean more = true; more;) {
			long away = this.step.incrementAndGet();
			Objects.requireNonNull(this.watch).expect();
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

	private static boolean step(BlockingWork work) {
		try {
			return work.next();
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "work failed on the event loop", ex);
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
					log.log(Level.DEBUG, () -> this.name + " goes on with another thread: a handler blocks");
					overtake(Objects.requireNonNull(this.work));
					run();
				}
			});
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "no thread for an event loop whose handler blocks", ex);
			this.replaced = 0;
		}
	}

	private static void overtake(BlockingWork work) {
		try {
			work.overtaken();
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "work on the event loop could not be passed on", ex);
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
		Selectable owner = (Selectable) key.attachment();
		try {
			owner.ready(key);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "socket could not be served", ex);
			Sockets.lose(owner, new IOException("socket could not be served", ex));
		}
	}

	private void expireTimers() {
		try {
			this.timers.expire(this.now);
		}
		catch (Throwable ex) {
			// It is scheduled no more; those behind it have the next round, which is now.
			log.log(Level.ERROR, "timer failed on the event loop", ex);
		}
	}

}
