package dev.wsboot.engine.internal.connection;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Connections that were sent to while a batch of received messages is handled: each is
 * written once, at the end of the batch, however many messages it was sent. Belongs to
 * one thread.
 */
final class SendBatch {

	private static final ThreadLocal<@Nullable SendBatch> CURRENT = new ThreadLocal<>();

	private final List<EngineConnection> touched = new ArrayList<>();

	/**
	 * Most connections that wait where no other message is expected to be sent to them.
	 * The others are written at once, while all of theirs is in the processor's cache.
	 */
	static final int FEW = 32;

	private final boolean gathers;

	private long sends;

	private long writtenNanos;

	private int most = Integer.MAX_VALUE;

	/** Whether more than the most were sent to in this round. */
	private boolean many;

	private int handled;

	private SendBatch(boolean gathers) {
		this.gathers = gathers;
	}

	/**
	 * Creates a batch at the end of which connections are written.
	 * @return a batch, not begun
	 */
	static SendBatch gathering() {
		return new SendBatch(true);
	}

	/**
	 * Creates a batch that writes at once and only measures how long that takes.
	 * @return a batch, not begun
	 */
	static SendBatch writingThrough() {
		return new SendBatch(false);
	}

	/**
	 * The batch that the calling thread is in.
	 * @return null outside of one
	 */
	static @Nullable SendBatch current() {
		return CURRENT.get();
	}

	/**
	 * Makes it the calling thread's batch until {@link #end()}, or for good on an event
	 * loop.
	 */
	void begin() {
		CURRENT.set(this);
	}

	void end() {
		CURRENT.remove();
		flush();
	}

	/** The calling thread is in no batch from now on. */
	static void leave() {
		CURRENT.remove();
	}

	void add(EngineConnection connection) {
		this.sends++;
		if (!this.gathers) {
			long start = System.nanoTime();
			connection.flush();
			this.writtenNanos += System.nanoTime() - start;
		}
		else if (this.many) {
			connection.flush();
		}
		else if (connection.batch != this) {
			connection.batch = this;
			this.touched.add(connection);
			if (this.touched.size() >= this.most) {
				flush();
				this.many = true;
			}
		}
	}

	/** A message goes to its handler. */
	void handled() {
		this.handled++;
	}

	/** Writes what was sent in a round of the loop, and expects the next to be alike. */
	void endRound() {
		flush();
		this.most = (this.handled > 1) ? Integer.MAX_VALUE : FEW;
		this.handled = 0;
		this.many = false;
	}

	/** How often something was sent. */
	long sends() {
		return this.sends;
	}

	/** What writing took as yet, unless it gathers. */
	long writtenNanos() {
		return this.writtenNanos;
	}

	/** Writes what was sent. */
	void flush() {
		if (this.touched.isEmpty()) {
			return;
		}
		for (int i = 0; i < this.touched.size(); i++) {
			EngineConnection connection = this.touched.get(i);
			connection.batch = null;
			connection.flush();
		}
		this.touched.clear();
	}

}
