package dev.wsboot.engine.internal.dispatch;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * Connections that were sent to while a batch of received messages is handled: each is
 * written once, at the end of the batch, however many messages it was sent. Belongs to
 * one thread.
 */
public final class SendBatch {

	private static final Log log = Log.of(SendBatch.class);

	private static final ThreadLocal<@Nullable SendBatch> CURRENT = new ThreadLocal<>();

	private final List<Member> touched = new ArrayList<>();

	private final boolean gathers;

	/** How often something was sent. */
	long sends;

	/** What writing took as yet, unless it gathers. */
	long writtenNanos;

	private int most = Integer.MAX_VALUE;

	/** Whether more than the most were sent to in this round. */
	private boolean many;

	private int handled;

	private SendBatch(boolean gathers) {
		this.gathers = gathers;
	}

	/** A batch, not begun, at the end of which connections are written. */
	public static SendBatch gathering() {
		return new SendBatch(true);
	}

	/** A batch, not begun, that writes at once and only measures how long that takes. */
	static SendBatch writingThrough() {
		return new SendBatch(false);
	}

	/** The batch that the calling thread is in, or null. */
	public static @Nullable SendBatch current() {
		return CURRENT.get();
	}

	/** Makes it the thread's until {@link #end()}, or for good on an event loop. */
	public void begin() {
		CURRENT.set(this);
	}

	/** Writes what was sent; the calling thread is in no batch from now on. */
	public void end() {
		CURRENT.remove();
		flush();
	}

	/** The calling thread is in no batch from now on. */
	static void leave() {
		CURRENT.remove();
	}

	/** Adds a connection that was sent to: it is flushed at the end, or now. */
	public void add(Member member) {
		this.sends++;
		if (!this.gathers) {
			long start = System.nanoTime();
			write(member);
			this.writtenNanos += System.nanoTime() - start;
		}
		else if (this.many) {
			write(member);
		}
		else if (member.batch != this) {
			member.batch = this;
			this.touched.add(member);
			if (this.touched.size() >= this.most) {
				flush();
				this.many = true;
			}
		}
	}

	/** Writes what was sent in a round of the loop, and expects the next to be alike. */
	public void endRound() {
		flush();
		this.most = (this.handled > 1) ? Integer.MAX_VALUE : DispatchPolicy.FEW;
		this.handled = 0;
		this.many = false;
	}

	/** Writes what was sent. */
	public void flush() {
		for (int i = 0; i < this.touched.size(); i++) {
			Member member = this.touched.get(i);
			member.batch = null;
			write(member);
		}
		this.touched.clear();
	}

	/** One that cannot be written is no reason not to write the others. */
	private static void write(Member member) {
		try {
			member.flush();
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "connection could not be written", ex);
		}
	}

	/**
	 * A connection that batches write. Knows which of them will: a class, since the
	 * question is asked for every message.
	 */
	public abstract static class Member {

		/** Of the batch's thread. */
		private @Nullable SendBatch batch;

		/** Writes what was sent. */
		protected abstract void flush();

		/**
		 * What is sent to it by the calling thread waits until {@link #endReceiving()},
		 * behind which it is to be flushed, and not for the end of the thread's batch.
		 */
		public final void beginReceiving() {
			this.batch = current();
		}

		/** A message that was received goes to its handler. */
		public final void handled() {
			SendBatch receiving = this.batch;
			if (receiving != null) {
				receiving.handled++;
			}
		}

		/** What was received is handled. */
		public final void endReceiving() {
			this.batch = null;
		}

	}

}
