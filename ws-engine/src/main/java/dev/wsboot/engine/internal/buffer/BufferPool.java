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

	/** Sizes of segments, in bytes. */
	public static final int SMALL = 8 * 1024;

	public static final int LARGE = 64 * 1024;

	private final ArrayDeque<Segment> small = new ArrayDeque<>();

	private final ArrayDeque<Segment> large = new ArrayDeque<>();

	private final int maxIdle;

	private final MemoryBudget budget;

	/** A pool whose borrowers have no budget. */
	public BufferPool(int maxIdle) {
		this(maxIdle, new MemoryBudget(Long.MAX_VALUE));
	}

	/**
	 * Keeps {@code maxIdle} bytes of unused segments of each size. The budget is for what
	 * borrowers hold of their own when they give a segment back before they are done with
	 * it.
	 */
	public BufferPool(int maxIdle, MemoryBudget budget) {
		this.maxIdle = maxIdle;
		this.budget = budget;
	}

	/** What borrowers may hold in arrays of their own, shared with other pools. */
	public MemoryBudget budget() {
		return this.budget;
	}

	/** Lends an empty segment, {@link #SMALL} or {@link #LARGE} as the length asks. */
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

	/** Takes a segment back; one of another size is left to the collector. */
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

	/** Bytes of all unused segments. */
	public long idle() {
		return idle(this.small) * SMALL + idle(this.large) * LARGE;
	}

	private static long idle(ArrayDeque<Segment> segments) {
		synchronized (segments) {
			return segments.size();
		}
	}

}
