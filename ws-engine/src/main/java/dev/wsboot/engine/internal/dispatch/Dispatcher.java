package dev.wsboot.engine.internal.dispatch;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;

import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * Carries the events of one connection from its reader to the executor, in order and one
 * at a time. All that is waiting goes in one hop. A connection at rest has no queue.
 *
 * <p>
 * Should the executor refuse, the connection's messages are dropped from then on, and of
 * its events only those are delivered that are owed to the handler. {@link #add},
 * {@link #submit()} and {@link #refused} belong to the loop's thread.
 */
public final class Dispatcher implements Handoff.Work {

	private static final Log log = Log.of(Dispatcher.class);

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

	/** From the time that it is handed off until nothing is left. */
	private boolean running;

	/** Whether it is handed off and nobody runs it yet. */
	private boolean submitted;

	private boolean full;

	/** Whether the executor has refused. */
	private boolean refused;

	// Written by the thread that runs.

	/** What an event took on average the last times, or {@link #UNKNOWN}. */
	private long nanosPerEvent = UNKNOWN;

	/** Whether the handler was quick with the last batch. */
	private boolean quick;

	/**
	 * Reading is paused when so many events wait, or events that count for so many bytes.
	 */
	public Dispatcher(Receiver receiver, Handoff handoff, int maxMessages, int maxBytes) {
		this.receiver = receiver;
		this.handoff = handoff;
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	/**
	 * Adds an event, whose size is 0 unless it is a message; false if it is dropped.
	 * {@link #submit()} must follow at the end of the batch.
	 */
	public synchronized boolean add(Object event, long size) {
		if (this.refused && !this.receiver.isOwed(event)) {
			return false;
		}
		this.waiting = with(this.waiting, event);
		this.count++;
		this.bytes += size;
		if (!this.full
				&& (this.count + this.taken >= this.maxMessages || this.bytes + this.takenBytes >= this.maxBytes)) {
			this.full = true;
			// Under the lock, as catching up is: the two must not overtake each other.
			this.receiver.pause();
		}
		return true;
	}

	private static Object with(@Nullable Object before, Object event) {
		if (before == null) {
			return event;
		}
		if (before instanceof Events events) {
			events.add(event);
			return events;
		}
		return new Events(before, event);
	}

	/** Has waiting events delivered, unless that is under way. */
	public void submit() {
		long expected;
		synchronized (this) {
			if (this.running || this.waiting == null) {
				return;
			}
			this.running = true;
			this.submitted = true;
			// Of what takes that long, not even one shares a thread.
			expected = (this.nanosPerEvent <= DispatchPolicy.MOST_GROUP_NANOS) ? this.nanosPerEvent * this.count
					: UNKNOWN;
		}
		try {
			this.handoff.add(this, expected);
		}
		catch (Throwable ex) {
			refused(ex);
		}
	}

	@Override
	public void refused(Throwable cause) {
		boolean closed = this.receiver.isClosed();
		synchronized (this) {
			if (!this.submitted) {
				// The executor runs it, whatever it has thrown.
				return;
			}
			drop();
			// Before the end, what is owed waits for it.
			this.submitted = closed && this.waiting != null;
			this.running = this.submitted;
		}
		if (closed) {
			this.handoff.insist(this);
		}
		else {
			this.receiver.refused(cause);
		}
	}

	private void drop() {
		Object all = this.waiting;
		this.refused = true;
		this.waiting = null;
		this.count = 0;
		this.bytes = 0;
		if (all instanceof Events events) {
			events.forEach(this::keepIfOwed);
		}
		else if (all != null) {
			keepIfOwed(all);
		}
		if (this.full) {
			this.full = false;
			this.receiver.resume();
		}
	}

	private void keepIfOwed(Object event) {
		if (this.receiver.isOwed(event)) {
			this.waiting = with(this.waiting, event);
			this.count++;
		}
	}

	@Override
	public void run() {
		try {
			for (Object events = begin(); events != null; events = take()) {
				long start = System.nanoTime();
				int number = 1;
				if (events instanceof Events several) {
					number = several.size();
					deliverBatch(several);
				}
				else {
					deliver(events);
				}
				// The opening says nothing of what a message will take.
				if (this.takenBytes > 0) {
					took((System.nanoTime() - start) / number);
				}
			}
		}
		finally {
			// Left by a handler, it would meet another connection's on the same thread.
			Thread.interrupted();
		}
	}

	/** What waits, for the first who runs it: the executor may run it twice. */
	private synchronized @Nullable Object begin() {
		if (!this.submitted) {
			return null;
		}
		this.submitted = false;
		return take();
	}

	private void deliver(Object event) {
		try {
			this.receiver.deliver(event);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "event could not be delivered", ex);
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
				deliver(event);
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
			this.quick = handled - batch.writtenNanos <= count * DispatchPolicy.QUICK_NANOS
					+ batch.sends * DispatchPolicy.QUICK_SEND_NANOS;
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

		/** Whether the handler is told though the executor refused, as of the end. */
		boolean isOwed(Object event);

		/** The executor refused: the handler cannot be called. On the loop's thread. */
		void refused(Throwable cause);

	}

	/** Events that wait together: most of the time there is one alone. */
	private static final class Events extends ArrayDeque<Object> {

		Events(Object first, Object second) {
			add(first);
			add(second);
		}

	}

}
