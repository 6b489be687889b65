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

	public final byte[] bytes;

	/** Window on the bytes that the writer hands to the socket; the writer's alone. */
	public final ByteBuffer view;

	/** Index behind the last appended byte. */
	public int end;

	private final ByteBuffer room;

	private char @Nullable [] characters;

	/** Next segment of the queue that holds this one. */
	public @Nullable Segment next;

	public Segment(int capacity) {
		this.bytes = new byte[capacity];
		this.view = ByteBuffer.wrap(this.bytes);
		this.room = ByteBuffer.wrap(this.bytes);
	}

	/** Bytes that can still be appended. */
	public int free() {
		return this.bytes.length - this.end;
	}

	/** A window from there to the array's end, the same for every call. */
	public ByteBuffer room(int from) {
		return this.room.clear().position(from);
	}

	/** An array for the characters of a short text that is about to become bytes. */
	public char[] characters() {
		char[] room = this.characters;
		if (room == null) {
			room = new char[CHARACTERS];
			this.characters = room;
		}
		return room;
	}

	/** A segment of its own for what is not written, with so much room behind it. */
	public Segment rest(int room) {
		int left = this.end - this.view.position();
		Segment rest = new Segment(left + room);
		System.arraycopy(this.bytes, this.view.position(), rest.bytes, 0, left);
		rest.end = left;
		return rest;
	}

	void reset() {
		this.end = 0;
		this.next = null;
		this.view.clear();
	}

}
