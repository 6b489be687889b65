package dev.wsboot.engine.internal.dispatch;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Carries the events of one connection from its reader to the executor, in order and one
 * at a time. All that is waiting goes in one hop. A connection at rest has no queue.
 */
public final class Dispatcher implements Handoff.Work {

	private static final long UNKNOWN = Long.MAX_VALUE;

	private final Receiver receiver;

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

	/**
	 * Creates the dispatcher of a connection.
	 * @param receiver takes its events
	 * @param handoff of its loop
	 * @param maxMessages events that may wait before reading is paused
	 * @param maxBytes and what they may count for
	 */
	public Dispatcher(Receiver receiver, Handoff handoff, int maxMessages, int maxBytes) {
		this.receiver = receiver;
		this.handoff = handoff;
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	/**
	 * Adds an event; {@link #submit()} must follow at the end of the batch.
	 * @param event what the receiver understands
	 * @param size what it counts for in bytes; 0 if it is no message
	 */
	public synchronized void add(Object event, long size) {
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
			this.receiver.pause();
		}
	}

	/**
	 * Has waiting events delivered, unless that is under way.
	 */
	public void submit() {
		long expected;
		synchronized (this) {
			if (this.running || this.waiting == null) {
				return;
			}
			this.running = true;
			// Of what takes that long, not even one shares a thread.
			expected = (this.nanosPerEvent <= DispatchPolicy.MOST_GROUP_NANOS) ? this.nanosPerEvent * this.count
					: UNKNOWN;
		}
		this.handoff.add(this, expected);
	}

	@Override
	public void refused(RejectedExecutionException cause) {
		if (this.receiver.isClosed()) {
			// The end has to be told, if need be on this thread.
			run();
			return;
		}
		synchronized (this) {
			this.running = false;
		}
		this.receiver.refused(cause);
	}

	@Override
	public void run() {
		for (Object events; (events = take()) != null;) {
			long start = System.nanoTime();
			int number = 1;
			if (events instanceof Events several) {
				number = several.size();
				deliverBatch(several);
			}
			else {
				this.receiver.deliver(events);
			}
			// The opening says nothing of what a message will take.
			if (this.takenBytes > 0) {
				took((System.nanoTime() - start) / number);
			}
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
			long patience = DispatchPolicy.MOST_BATCH_NANOS;
			for (Object event; (event = events.poll()) != null;) {
				this.receiver.deliver(event);
				long now = System.nanoTime();
				handled += now - before;
				if (now - flushed > patience) {
					batch.flush();
					flushed = System.nanoTime();
					patience = Math.max(DispatchPolicy.MOST_BATCH_NANOS, flushed - now);
					now = flushed;
				}
				before = now;
			}
			this.quick = handled - batch.writtenNanos() <= count * DispatchPolicy.QUICK_NANOS
					+ batch.sends() * DispatchPolicy.QUICK_SEND_NANOS;
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
			this.receiver.resume();
		}
		return events;
	}

	/** What a dispatcher knows of its connection. */
	public interface Receiver {

		/** Takes an event, on a thread where the handler may be called. */
		void deliver(Object event);

		/** So much waits that nothing is to be read. Under the dispatcher's lock. */
		void pause();

		/** Half of it is done. Under the dispatcher's lock. */
		void resume();

		/** Whether only its end is left to be delivered. On the loop's thread. */
		boolean isClosed();

		/** The executor takes no more: the handler cannot be called. */
		void refused(RejectedExecutionException cause);

	}

	/** Events that wait together: most of the time there is one alone. */
	private static final class Events extends ArrayDeque<Object> {

		Events(Object first, Object second) {
			add(first);
			add(second);
		}

	}

}
