package dev.wsboot.engine.internal.buffer;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Bytes waiting to be written, in pooled segments. Not thread-safe: the owner guards
 * every call with its lock. Only the view that {@link #next()} returns may be used
 * outside the lock, by one writer at a time; appending meanwhile is safe, as it touches
 * other bytes.
 */
public final class SegmentQueue {

	private final BufferPool pool;

	private @Nullable Segment head;

	private @Nullable Segment tail;

	private long size;

	public SegmentQueue(BufferPool pool) {
		this.pool = pool;
	}

	public BufferPool pool() {
		return this.pool;
	}

	/** Bytes appended and not yet written. */
	public long size() {
		return this.size;
	}

	/**
	 * Makes room for {@code length} bytes in one piece, {@link BufferPool#LARGE} at most,
	 * where {@code expected} are about to be appended in all. The segment is filled from
	 * its {@link Segment#end}; then comes {@link #commit}.
	 */
	public Segment reserve(int length, int expected) {
		Segment last = this.tail;
		if (last == null) {
			last = addSegment(Math.max(length, expected));
		}
		else if (last.free() < length) {
			last = addSegment(BufferPool.LARGE);
		}
		return last;
	}

	/** Appends what was filled into the reserved segment. */
	public void commit(int length) {
		Segment last = this.tail;
		if (last == null) {
			throw new IllegalStateException("commit without reserve");
		}
		last.end += length;
		this.size += length;
	}

	/** The segment that was appended to last, or null if nothing waits. */
	public @Nullable Segment last() {
		return this.tail;
	}

	/**
	 * Takes back what was appended since {@link #last()} was that segment, or null, with
	 * that end. Nothing may have been handed out meanwhile.
	 */
	public void cutBehind(@Nullable Segment last, int end) {
		Segment dropped;
		if (last == null) {
			dropped = this.head;
			this.head = null;
		}
		else {
			dropped = last.next;
			last.next = null;
			this.size -= last.end - end;
			last.end = end;
		}
		this.tail = last;
		while (dropped != null) {
			Segment following = dropped.next;
			this.size -= dropped.end;
			this.pool.release(dropped);
			dropped = following;
		}
	}

	/** Appends a copy of the bytes. */
	public void append(byte[] bytes, int offset, int length) {
		int done = 0;
		while (done < length) {
			Segment last = reserve(1, length - done);
			int step = Math.min(last.free(), length - done);
			System.arraycopy(bytes, offset + done, last.bytes, last.end, step);
			commit(step);
			done += step;
		}
	}

	/**
	 * A view of the next bytes to write, behind what the writer took of the previous one.
	 * Null when there are none: then the queue holds no segment any more.
	 */
	public @Nullable ByteBuffer next() {
		Segment first = this.head;
		while (first != null) {
			ByteBuffer view = first.view;
			if (view.position() < first.end) {
				return view.limit(first.end);
			}
			Segment following = first.next;
			this.pool.release(first);
			first = following;
			this.head = first;
		}
		this.tail = null;
		return null;
	}

	/** The socket took so many bytes of the view. */
	public void written(int length) {
		this.size -= length;
	}

	/**
	 * Gives the large segment back if only little is left in it, so that many slow peers
	 * cost what they are owed and not a segment each.
	 */
	public void shrink() {
		Segment first = this.head;
		if (first == null || first != this.tail || first.bytes.length < BufferPool.LARGE
				|| first.end - first.view.position() >= BufferPool.SMALL) {
			return;
		}
		Segment small = first.rest(0);
		this.head = small;
		this.tail = small;
		this.pool.release(first);
	}

	/** Drops everything and gives the segments back. */
	public void clear() {
		cutBehind(null, 0);
		this.size = 0;
	}

	/** Drops everything, leaving the segments to the collector. */
	public void forget() {
		this.head = null;
		this.tail = null;
		this.size = 0;
	}

	private Segment addSegment(int expected) {
		Segment added = this.pool.borrow(expected);
		if (this.tail == null) {
			this.head = added;
		}
		else {
			this.tail.next = added;
		}
		this.tail = added;
		return added;
	}

}
