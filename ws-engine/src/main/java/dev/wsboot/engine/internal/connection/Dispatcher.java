package dev.wsboot.engine.internal.connection;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Carries the events of one connection from its reader to the executor, in order and one
 * at a time. All that is waiting goes in one hop. A connection at rest has no queue.
 */
final class Dispatcher implements Handoff.Work {

	/**
	 * A handler that takes longer than this per message, not counting its writes, gets
	 * every send written at once: only quick ones gain from writing once per batch, and
	 * nobody waits for a slow one.
	 */
	private static final long QUICK_NANOS = 500_000;

	/** And than this per send: who sends to thousands takes long, but is at it. */
	private static final long SEND_NANOS = 2_000;

	/**
	 * Longest that what a batch sends waits for the rest of it, but for one message; or
	 * as long as the last write of it all took, lest most of the time goes into writes.
	 */
	private static final long MOST_BATCH_NANOS = 1_000_000;

	private static final long UNKNOWN = Long.MAX_VALUE;

	private final EngineConnection connection;

	private final ConnectionReader reader;

	private final Delivery delivery;

	private final Handoff handoff;

	private final int maxMessages;

	private final int maxBytes;

	// Guarded by this.

	/** The event that waits, or several of them as {@link Events}. */
	private @Nullable Object waiting;

	private int count;

	private long bytes;

	private int taken;

	private long takenBytes;

	private boolean running;

	private boolean full;

	// Written by the thread that runs.

	/** What an event took on average the last times, or {@link #UNKNOWN}. */
	private long nanosPerEvent = UNKNOWN;

	/** Whether the handler was quick with the last batch. */
	private boolean quick;

	Dispatcher(EngineConnection connection, ConnectionReader reader, Delivery delivery, Handoff handoff,
			int maxMessages, int maxBytes) {
		this.connection = connection;
		this.reader = reader;
		this.delivery = delivery;
		this.handoff = handoff;
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	/**
	 * Adds an event; {@link #submit()} must follow at the end of the batch.
	 * @param event what {@link Delivery} understands
	 * @param size what it counts for in bytes
	 */
	synchronized void add(Object event, long size) {
		if (this.waiting == null) {
			this.waiting = event;
		}
		else if (this.waiting instanceof Events events) {
			events.add(event);
		}
		else {
			this.waiting = new Events(this.waiting, event);
		}
		this.count++;
		this.bytes += size;
		if (!this.full
				&& (this.count + this.taken >= this.maxMessages || this.bytes + this.takenBytes >= this.maxBytes)) {
			this.full = true;
			// Under the lock, as catching up is: the two must not overtake each other.
			this.reader.pause(ConnectionReader.PAUSED_BY_HANDLER);
		}
	}

	/**
	 * Has waiting events delivered, unless that is under way.
	 */
	void submit() {
		long expected;
		synchronized (this) {
			if (this.running || this.waiting == null) {
				return;
			}
			this.running = true;
			// Of what takes that long, not even one shares a thread.
			expected = (this.nanosPerEvent <= Handoff.MOST_GROUP_NANOS) ? this.nanosPerEvent * this.count : UNKNOWN;
		}
		this.handoff.add(this, expected);
	}

	@Override
	public void refused(RejectedExecutionException cause) {
		if (this.connection.isClosed()) {
			// The end has to be told, if need be on this thread.
			run();
			return;
		}
		synchronized (this) {
			this.running = false;
		}
		this.connection.rejected(cause);
	}

	@Override
	public void run() {
		for (Object events; (events = take()) != null;) {
			if (events == Delivery.OPEN) {
				// Says nothing of what a message will take.
				this.delivery.deliver(events);
				continue;
			}
			long start = System.nanoTime();
			int number = 1;
			if (events instanceof Events several) {
				number = several.size();
				deliverBatch(several);
			}
			else {
				this.delivery.deliver(events);
			}
			took((System.nanoTime() - start) / number);
		}
	}

	/** Forgets only slowly that the handler took its time. */
	private void took(long nanos) {
		long before = this.nanosPerEvent;
		this.nanosPerEvent = (before == UNKNOWN) ? nanos : Math.max(nanos, before / 2);
	}

	private void deliverBatch(Events events) {
		int count = events.size();
		SendBatch batch = this.quick ? SendBatch.gathering() : SendBatch.writingThrough();
		batch.begin();
		try {
			long handled = 0;
			long flushed = System.nanoTime();
			long before = flushed;
			long patience = MOST_BATCH_NANOS;
			for (Object event; (event = events.poll()) != null;) {
				this.delivery.deliver(event);
				long now = System.nanoTime();
				handled += now - before;
				if (now - flushed > patience) {
					batch.flush();
					flushed = System.nanoTime();
					patience = Math.max(MOST_BATCH_NANOS, flushed - now);
					now = flushed;
				}
				before = now;
			}
			this.quick = handled - batch.writtenNanos() <= count * QUICK_NANOS + batch.sends() * SEND_NANOS;
		}
		finally {
			batch.end();
		}
	}

	private synchronized @Nullable Object take() {
		Object events = this.waiting;
		this.waiting = null;
		this.taken = this.count;
		this.count = 0;
		this.takenBytes = this.bytes;
		this.bytes = 0;
		this.running = events != null;
		if (this.full && this.taken <= this.maxMessages / 2 && this.takenBytes <= this.maxBytes / 2) {
			this.full = false;
			this.reader.resume(ConnectionReader.PAUSED_BY_HANDLER);
		}
		return events;
	}

	/** Events that wait together: most of the time there is one alone. */
	private static final class Events extends ArrayDeque<Object> {

		Events(Object first, Object second) {
			add(first);
			add(second);
		}

	}

}
