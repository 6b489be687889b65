package dev.wsboot.engine.internal.buffer;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of bytes on its way out. Appended at {@link #end}, written to the socket
 * through {@link #view}; both may happen at once because the regions never overlap.
 */
public final class Segment {

	/** How many characters {@link #characters()} takes. */
	public static final int CHARACTERS = 128;

	/** Backing array. */
	public final byte[] bytes;

	/** Window on the bytes that the writer hands to the socket; the writer's alone. */
	public final ByteBuffer view;

	/** Index behind the last appended byte. */
	public int end;

	private final ByteBuffer room;

	private char @Nullable [] characters;

	/** Next segment of the queue that holds this one. */
	public @Nullable Segment next;

	/**
	 * Creates a segment.
	 * @param capacity its size in bytes
	 */
	public Segment(int capacity) {
		this.bytes = new byte[capacity];
		this.view = ByteBuffer.wrap(this.bytes);
		this.room = ByteBuffer.wrap(this.bytes);
	}

	/**
	 * Bytes that can still be appended.
	 * @return the free space in bytes
	 */
	public int free() {
		return this.bytes.length - this.end;
	}

	/**
	 * Room for bytes that are about to be appended.
	 * @param from index of the first
	 * @return a window from there to the end of the array, the same for every call
	 */
	public ByteBuffer room(int from) {
		return this.room.clear().position(from);
	}

	/**
	 * Room for the characters of a short text on their way to becoming bytes here.
	 * @return an array of {@link #CHARACTERS}, with whatever in it
	 */
	public char[] characters() {
		char[] room = this.characters;
		if (room == null) {
			room = new char[CHARACTERS];
			this.characters = room;
		}
		return room;
	}

	void reset() {
		this.end = 0;
		this.next = null;
		this.view.clear();
	}

}
