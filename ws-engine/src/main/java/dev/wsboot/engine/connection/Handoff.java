package dev.wsboot.engine.connection;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.wsboot.engine.transport.Scheduler;
import dev.wsboot.engine.transport.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Carries the connections of one event loop that have something for their handlers to the
 * executor, at the end of the loop's round. To start a thread costs more than a quick
 * handler does: connections whose handlers were quick the last time go together. Should
 * one of them take its time, those behind it are given to another thread. Belongs to the
 * loop's thread.
 */
final class Handoff {

	/** Longest that the connections of a group are expected to take together. */
	static final long MOST_GROUP_NANOS = 100_000;

	/** A group that has not got on for so long gets another thread. */
	static final long PATIENCE_NANOS = 1_000_000;

	private final Executor executor;

	private final Scheduler scheduler;

	private @Nullable Group filling;

	private long expectedNanos;

	private final List<Group> underWay = new ArrayList<>();

	private final Timer check = new Timer() {

		@Override
		protected void expired() {
			lookAfterGroups();
		}

	};

	Handoff(Executor executor, Scheduler scheduler) {
		this.executor = executor;
		this.scheduler = scheduler;
	}

	/**
	 * Adds a connection that has something for its handler.
	 * @param work to be run once
	 * @param nanos how long it is expected to take
	 */
	void add(Work work, long nanos) {
		if (nanos > MOST_GROUP_NANOS) {
			execute(work);
			return;
		}
		if (this.expectedNanos + nanos > MOST_GROUP_NANOS) {
			flush();
		}
		if (this.filling == null) {
			this.filling = new Group();
		}
		this.filling.members.add(work);
		this.expectedNanos += nanos;
	}

	/** Starts what was added, at the end of the round. */
	void flush() {
		Group group = this.filling;
		if (group == null) {
			return;
		}
		this.filling = null;
		this.expectedNanos = 0;
		if (group.members.size() == 1) {
			execute(group.members.get(0));
			return;
		}
		try {
			this.executor.execute(group);
			this.underWay.add(group);
			checkLater();
		}
		catch (RejectedExecutionException ex) {
			group.members.forEach((work) -> work.refused(ex));
		}
	}

	private void execute(Work work) {
		try {
			this.executor.execute(work);
		}
		catch (RejectedExecutionException ex) {
			work.refused(ex);
		}
	}

	private void checkLater() {
		if (!this.check.isScheduled()) {
			this.scheduler.schedule(this.check, this.scheduler.now() + PATIENCE_NANOS);
		}
	}

	private void lookAfterGroups() {
		for (Iterator<Group> groups = this.underWay.iterator(); groups.hasNext();) {
			Group group = groups.next();
			int taken = group.taken.get();
			if (taken >= group.members.size()) {
				groups.remove();
			}
			else if (taken > group.takenBefore) {
				group.takenBefore = taken;
			}
			else {
				help(group);
			}
		}
		if (!this.underWay.isEmpty()) {
			checkLater();
		}
	}

	private void help(Group group) {
		try {
			this.executor.execute(group);
		}
		catch (RejectedExecutionException ex) {
			// Whoever runs the group will come to the rest of it.
		}
	}

	/** What a connection has for its handler. */
	interface Work extends Runnable {

		/** The executor takes no more: it will not be run. */
		void refused(RejectedExecutionException cause);

	}

	/** Connections that one thread serves, one after the other, or several threads. */
	private static final class Group implements Runnable {

		private final List<Work> members = new ArrayList<>();

		private final AtomicInteger taken = new AtomicInteger();

		/** When last looked at; of the loop's thread. */
		private int takenBefore = -1;

		@Override
		public void run() {
			for (int next; (next = this.taken.getAndIncrement()) < this.members.size();) {
				this.members.get(next).run();
			}
		}

	}

}
