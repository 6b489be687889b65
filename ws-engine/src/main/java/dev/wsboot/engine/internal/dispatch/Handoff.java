package dev.wsboot.engine.internal.dispatch;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.transport.BlockingWork;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.Scheduler;
import dev.wsboot.engine.internal.transport.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Carries the connections of one event loop that have something for their handlers to
 * whoever calls these, at the end of the loop's round. To hand something to another
 * thread costs more than a quick handler does, so those that were quick the last time are
 * called by the loop's thread itself if it is busy, and go to the executor in groups if
 * it is not, or has enough to do. Should one of them take its time, another thread goes
 * on with the loop, and those behind it are given to yet another.
 *
 * <p>
 * A group is at the executor once at most until it is begun there, so that no more tasks
 * wait than there are groups, however long the executor is stuck. Whatever the executor
 * throws is a refusal. Belongs to the loop's thread.
 */
public final class Handoff {

	private static final long SECOND_NANOS = 1_000_000_000;

	private static final Log log = Log.of(Handoff.class);

	private final Executor executor;

	private final FallbackExecutor fallback;

	private final Scheduler scheduler;

	private final boolean mayOwn;

	private @Nullable Group own;

	private @Nullable Group filling;

	private final List<Group> underWay = new ArrayList<>();

	private long windowStart;

	private int inWindow;

	private int inWindowBefore;

	private long surprisedSince;

	private int surprises;

	private final Timer insistAgain = Timer.of(this::insistAgain);

	private final Timer check = Timer.of(this::lookAfterGroups);

	/**
	 * {@link #flush()} is to be called at the end of the loop's rounds. {@code mayOwn}
	 * tells whether the loop's thread may call handlers that were quick.
	 */
	public Handoff(Executor executor, FallbackExecutor fallback, Scheduler scheduler, boolean mayOwn) {
		this.executor = executor;
		this.fallback = fallback;
		this.scheduler = scheduler;
		this.mayOwn = mayOwn;
		this.windowStart = scheduler.now();
		this.surprisedSince = this.windowStart;
	}

	/**
	 * The handoff of an event loop that is not started: the loop writes what is sent on
	 * its thread, and hands off, at the end of its rounds.
	 */
	public static Handoff of(Executor executor, FallbackExecutor fallback, EventLoop loop, boolean mayOwn) {
		Handoff handoff = new Handoff(executor, fallback, loop, mayOwn);
		SendBatch batch = SendBatch.gathering();
		loop.onRounds(batch::begin, () -> {
			batch.endRound();
			BlockingWork work = handoff.flush();
			if (work != null) {
				// What its handlers send is not the loop's to write.
				SendBatch.leave();
			}
			return work;
		});
		return handoff;
	}

	/** Adds a connection that has something for its handler, expected to take so long. */
	void add(Work work, long nanos) {
		if (nanos > DispatchPolicy.MOST_GROUP_NANOS) {
			execute(work);
			return;
		}
		if (isOwn(nanos)) {
			this.own = add(this.own, work, nanos);
			return;
		}
		if (this.filling != null && this.filling.expectedNanos + nanos > DispatchPolicy.MOST_GROUP_NANOS) {
			startFilled();
		}
		this.filling = add(this.filling, work, nanos);
	}

	private Group add(@Nullable Group group, Work work, long nanos) {
		Group filled = (group != null) ? group : new Group();
		filled.members.add(work);
		filled.expectedNanos += nanos;
		return filled;
	}

	private boolean isOwn(long nanos) {
		return this.mayOwn && isBusy()
				&& (this.own == null || this.own.expectedNanos + nanos <= DispatchPolicy.MOST_OWN_NANOS)
				&& (this.surprises < DispatchPolicy.MOST_SURPRISES
						|| this.scheduler.now() - this.surprisedSince > SECOND_NANOS);
	}

	private boolean isBusy() {
		long passed = this.scheduler.now() - this.windowStart;
		if (passed > DispatchPolicy.WINDOW_NANOS) {
			this.inWindowBefore = (passed > 2 * DispatchPolicy.WINDOW_NANOS) ? 0 : this.inWindow;
			this.inWindow = 0;
			this.windowStart += passed;
		}
		return ++this.inWindow > DispatchPolicy.BUSY || this.inWindowBefore >= DispatchPolicy.BUSY;
	}

	/** Starts what was added, and gives what the loop's thread is to do, or null. */
	public @Nullable BlockingWork flush() {
		startFilled();
		Group mine = this.own;
		this.own = null;
		return mine;
	}

	private void startFilled() {
		Group group = this.filling;
		this.filling = null;
		if (group == null) {
			return;
		}
		if (group.members.size() == 1) {
			execute(group.members.get(0));
			return;
		}
		try {
			group.enter();
			lookAfter(group);
		}
		catch (Throwable ex) {
			group.members.forEach((work) -> refuse(work, ex));
		}
	}

	private void execute(Work work) {
		try {
			this.executor.execute(work);
		}
		catch (Throwable ex) {
			refuse(work, ex);
		}
	}

	private static void refuse(Work work, Throwable cause) {
		try {
			work.refused(cause);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "connection could not be told that the executor refused", ex);
		}
	}

	/** Has work done that was refused and must be done all the same. */
	void insist(Work work) {
		insisted(this.fallback.submit(work));
	}

	private void insistAgain() {
		insisted(this.fallback.proceed());
	}

	private void insisted(boolean done) {
		if (!done && !this.insistAgain.isScheduled()) {
			this.scheduler.schedule(this.insistAgain, this.scheduler.now() + SECOND_NANOS);
		}
	}

	private void lookAfter(Group group) {
		this.underWay.add(group);
		if (!this.check.isScheduled()) {
			this.scheduler.schedule(this.check, this.scheduler.now() + DispatchPolicy.PATIENCE_NANOS);
		}
	}

	private void lookAfterGroups() {
		this.underWay.removeIf((group) -> group.taken.get() >= group.members.size());
		for (Group group : this.underWay) {
			int taken = group.taken.get();
			if (taken == group.takenBefore) {
				help(group);
			}
			group.takenBefore = taken;
		}
		if (!this.underWay.isEmpty()) {
			this.scheduler.schedule(this.check, this.scheduler.now() + DispatchPolicy.PATIENCE_NANOS);
		}
	}

	private void help(Group group) {
		if (group.entered) {
			// The executor has no thread for it: none for a second helper either.
			return;
		}
		try {
			group.enter();
		}
		catch (Throwable ex) {
			// Whoever runs the group will come to the rest of it.
		}
	}

	private void surprised() {
		long now = this.scheduler.now();
		if (now - this.surprisedSince > SECOND_NANOS) {
			this.surprisedSince = now;
			this.surprises = 0;
		}
		this.surprises++;
	}

	/** What a connection has for its handler. */
	interface Work extends Runnable {

		/** The executor takes no more: it will not be run. On the loop's thread. */
		void refused(Throwable cause);

	}

	/** Connections that one thread serves, one after the other, or several threads. */
	private final class Group implements Runnable, BlockingWork {

		private final List<Work> members = new ArrayList<>();

		private long expectedNanos;

		private final AtomicInteger taken = new AtomicInteger();

		/** When last looked at; of the loop's thread. */
		private int takenBefore = -1;

		/** Whether it is at the executor and was not begun there. */
		private volatile boolean entered;

		void enter() {
			this.entered = true;
			try {
				Handoff.this.executor.execute(this);
			}
			catch (Throwable ex) {
				this.entered = false;
				throw ex;
			}
		}

		@Override
		public void run() {
			this.entered = false;
			while (next()) {
				continue;
			}
		}

		@Override
		public boolean next() {
			int next = this.taken.getAndIncrement();
			if (next >= this.members.size()) {
				return false;
			}
			this.members.get(next).run();
			return true;
		}

		@Override
		public void overtaken() {
			surprised();
			if (this.taken.get() < this.members.size()) {
				help(this);
				lookAfter(this);
			}
		}

	}

}
