package dev.wsboot.engine.internal.dispatch;

import java.util.concurrent.TimeUnit;

/**
 * The figures by which it is decided who calls a handler, and when what it sends is
 * written. What a handler takes is known from its last messages alone: all of them are
 * about expectations.
 */
public final class DispatchPolicy {

	// What shares a thread.

	/**
	 * Longest that the connections of a group are expected to take together. To hand a
	 * task to another thread costs more than a quick handler takes; they share that cost,
	 * and the last waits no longer than this.
	 */
	public static final long MOST_GROUP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	/**
	 * A group that has not got on for so long, ten times what it was expected to take,
	 * gets another thread.
	 */
	public static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	// What the loop's own thread does.

	/**
	 * Longest that the calls on the loop's thread are expected to take in a round: so
	 * long its sockets wait. With these calls, an echo of 64 bytes costs 1.2 times less
	 * processor time, and 1.9 times less where there is one connection.
	 */
	public static final long MOST_OWN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * A loop is busy behind so many connections in a window, which is 2,000 a second.
	 * Another leaves the handlers to the other processors.
	 */
	public static final int BUSY = 20;

	/** Short, lest the first messages of a burst are judged by the silence before. */
	public static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/**
	 * Most handlers per second that may take the loop's thread by surprise: each keeps
	 * the loop for a tick of the watch or two, 2 % of its time in all.
	 */
	public static final int MOST_SURPRISES = 10;

	/**
	 * Time between two looks at loops that call handlers: a stuck one is relieved after
	 * one to two of them.
	 */
	public static final long WATCH_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * Looks in a row at loops that call none, after which the watch sleeps until one
	 * does: to wake it up costs the loop a system call.
	 */
	public static final int WATCH_QUIET_TICKS = 10;

	// When it is written.

	/**
	 * A handler that takes longer than this per message, not counting its writes, gets
	 * every send written at once: only quick ones gain from writing once per batch.
	 */
	public static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

	/** And than this per send: who sends to thousands takes long, but is at it. */
	public static final long QUICK_SEND_NANOS = TimeUnit.MICROSECONDS.toNanos(2);

	/**
	 * Longest that what a batch sends waits for the rest of it, but for one message; or
	 * as long as the last write of it all took, lest most of the time goes into writes.
	 */
	public static final long MOST_BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * Most connections that wait to be written where no other message is expected to be
	 * sent to them. Others are written at once, while what is theirs is in the
	 * processor's cache.
	 */
	public static final int FEW = 32;

	// Who else.

	/** Threads for handlers without virtual ones: a servlet container has as many. */
	public static final int PLATFORM_THREADS = 200;

	private DispatchPolicy() {
	}

}
