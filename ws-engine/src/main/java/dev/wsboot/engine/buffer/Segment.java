package dev.wsboot.engine.buffer;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of bytes on its way out. Appended at {@link #end}, written to the socket
 * through {@link #view}; both may happen at once because the regions never overlap.
 */
public final class Segment {

	/** Backing array. */
	public final byte[] bytes;

	/** Window on the bytes that the writer hands to the socket; the writer's alone. */
	public final ByteBuffer view;

	/** Index behind the last appended byte. */
	public int end;

	/** Next segment of the queue that holds this one. */
	public @Nullable Segment next;

	/**
	 * Creates a segment.
	 * @param capacity its size in bytes
	 */
	public Segment(int capacity) {
		this.bytes = new byte[capacity];
		this.view = ByteBuffer.wrap(this.bytes);
	}

	/**
	 * Bytes that can still be appended.
	 * @return the free space in bytes
	 */
	public int free() {
		return this.bytes.length - this.end;
	}

	void reset() {
		this.end = 0;
		this.next = null;
		this.view.clear();
	}

}
