package dev.wsboot.engine.internal.protocol;

import java.util.Arrays;

import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a codec makes of a message: in a borrowed segment as long as it fits, in
 * an array of its own beyond. Not thread-safe.
 */
final class EncodedPayload implements PayloadSink {

	private final BufferPool pool;

	private @Nullable Segment borrowed;

	private byte[] bytes;

	private int size;

	EncodedPayload(BufferPool pool, int expected) {
		this.pool = pool;
		Segment segment = pool.borrow(expected);
		this.borrowed = segment;
		this.bytes = segment.bytes;
	}

	@Override
	public void write(byte[] source, int offset, int length) {
		if (length > this.bytes.length - this.size) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.size + length, this.size * 2));
			release();
		}
		System.arraycopy(source, offset, this.bytes, this.size, length);
		this.size += length;
	}

	byte[] bytes() {
		return this.bytes;
	}

	int size() {
		return this.size;
	}

	/** Gives the segment back; the bytes are not to be used any more. */
	void release() {
		Segment segment = this.borrowed;
		if (segment != null) {
			this.borrowed = null;
			this.pool.release(segment);
		}
	}

}
