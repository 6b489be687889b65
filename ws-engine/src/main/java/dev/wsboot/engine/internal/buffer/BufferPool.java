package dev.wsboot.engine.internal.buffer;

import java.util.ArrayDeque;

/**
 * Segments that connections borrow while they have bytes to send or a message to
 * assemble, and give back when they come to rest, so that an idle connection owns none.
 * There are two sizes: a broadcast of short messages touches many connections at once and
 * must not claim a large segment for each. Thread-safe; every event loop has a pool of
 * its own, which keeps the lock uncontended.
 */
public final class BufferPool {

	/** Size of a small segment in bytes. */
	public static final int SMALL = 8 * 1024;

	/** Size of a large segment in bytes. */
	public static final int LARGE = 64 * 1024;

	private final ArrayDeque<Segment> small = new ArrayDeque<>();

	private final ArrayDeque<Segment> large = new ArrayDeque<>();

	private final int maxIdle;

	private final MemoryBudget budget;

	/**
	 * Creates a pool whose borrowers have no budget.
	 * @param maxIdle how many bytes of unused segments of each size are kept
	 */
	public BufferPool(int maxIdle) {
		this(maxIdle, new MemoryBudget(Long.MAX_VALUE));
	}

	/**
	 * Creates a pool.
	 * @param maxIdle how many bytes of unused segments of each size are kept; more are
	 * left to the collector
	 * @param budget what borrowers may hold of their own when they have to give a segment
	 * back before they are done with it
	 */
	public BufferPool(int maxIdle, MemoryBudget budget) {
		this.maxIdle = maxIdle;
		this.budget = budget;
	}

	/**
	 * What borrowers may hold in arrays of their own.
	 * @return the budget, shared with other pools
	 */
	public MemoryBudget budget() {
		return this.budget;
	}

	/**
	 * Hands out an empty segment.
	 * @param length bytes expected; decides the size
	 * @return a segment of {@link #SMALL} or {@link #LARGE} bytes, the caller's until
	 * released
	 */
	public Segment borrow(int length) {
		ArrayDeque<Segment> idle = (length <= SMALL) ? this.small : this.large;
		synchronized (idle) {
			Segment segment = idle.pollFirst();
			if (segment != null) {
				return segment;
			}
		}
		return new Segment((length <= SMALL) ? SMALL : LARGE);
	}

	/**
	 * Takes a segment back. A segment of another size is left to the collector.
	 * @param segment the segment, not to be used by the caller any more
	 */
	public void release(Segment segment) {
		int size = segment.bytes.length;
		if (size != SMALL && size != LARGE) {
			return;
		}
		segment.reset();
		ArrayDeque<Segment> idle = (size == SMALL) ? this.small : this.large;
		synchronized (idle) {
			if (idle.size() < this.maxIdle / size) {
				idle.addFirst(segment);
			}
		}
	}

	/**
	 * Bytes lying unused.
	 * @return the size of all idle segments
	 */
	public long idle() {
		return idle(this.small) * SMALL + idle(this.large) * LARGE;
	}

	private static long idle(ArrayDeque<Segment> segments) {
		synchronized (segments) {
			return segments.size();
		}
	}

}
