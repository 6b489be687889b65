package dev.wsboot.engine.internal.protocol;

import java.util.Arrays;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Collects a message of which not all is there: in a borrowed segment and, when that does
 * not hold it or the batch of received bytes ends before the message does, in an array
 * that grows with the bytes that arrive, to at most four times as many, never with the
 * length that the peer declares. Such arrays are within the budget of the pool. Not
 * thread-safe.
 */
final class MessageBuffer {

	private static final int SMALLEST_ARRAY = 256;

	/** Largest array that every JVM can allocate. */
	static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	private static final byte[] NOTHING = new byte[0];

	private final BufferPool pool;

	private byte[] bytes = NOTHING;

	private int size;

	private @Nullable Segment borrowed;

	/** Bytes of the budget that the array has used up. */
	private int charged;

	MessageBuffer(BufferPool pool) {
		this.pool = pool;
	}

	/** What was collected, from index 0 on. */
	byte[] bytes() {
		return this.bytes;
	}

	int size() {
		return this.size;
	}

	/** Adds bytes, behind which the message can still have {@code most} others. */
	void append(byte[] from, int offset, int length, long most) {
		if (length > this.bytes.length - this.size) {
			grow(length, most);
		}
		System.arraycopy(from, offset, this.bytes, this.size, length);
		this.size += length;
	}

	private void grow(int length, long most) {
		if (this.size == 0 && this.borrowed == null && length <= BufferPool.LARGE) {
			this.borrowed = this.pool.borrow(length);
			this.bytes = this.borrowed.bytes;
			return;
		}
		int wanted = this.size + length;
		long whole = Math.min(wanted + most, MAX_ARRAY);
		long twice = Math.max(wanted * 2L, SMALLEST_ARRAY);
		// Behind the first quarter the rest is not copied again.
		long capacity = (whole <= 2 * twice) ? whole : twice;
		move((int) Math.max(wanted, capacity));
	}

	private void move(int capacity) {
		if (!this.pool.budget().take(capacity - this.charged)) {
			throw WsProtocolException
				.tryAgainLater("no memory left for messages that have not arrived whole (max-partial-bytes)");
		}
		this.charged = capacity;
		this.bytes = Arrays.copyOf(this.bytes, capacity);
		release();
	}

	/** The message as an array of its own; the buffer is then empty. */
	byte[] take() {
		boolean handOver = this.borrowed == null && this.bytes.length == this.size;
		byte[] taken = handOver ? this.bytes : Arrays.copyOf(this.bytes, this.size);
		clear();
		return taken;
	}

	/** Forgets the message; a borrowed segment is kept for the next of the batch. */
	void clear() {
		this.size = 0;
		if (this.borrowed == null) {
			this.bytes = NOTHING;
			this.pool.budget().giveBack(this.charged);
			this.charged = 0;
		}
	}

	/**
	 * Ends a batch of received bytes: a borrowed segment goes back, what it holds of an
	 * unfinished message moves to an array of its own size.
	 */
	void settle() {
		if (this.borrowed == null) {
			return;
		}
		if (this.size > 0) {
			move(this.size);
		}
		else {
			this.bytes = NOTHING;
			release();
		}
	}

	void abandon() {
		release();
		clear();
	}

	private void release() {
		if (this.borrowed != null) {
			this.pool.release(this.borrowed);
			this.borrowed = null;
		}
	}

}
