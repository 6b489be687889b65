package dev.wsboot.engine.internal.buffer;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that wait to be written to one socket, and the role of their writer, which one
 * thread at a time has: {@link #beginWriting()} grants it with the first bytes,
 * {@link #next} hands over more and, when there are none left, ends it. Thread-safe by
 * its own monitor, under which subclasses also add bytes: so either the writer takes what
 * is added, or whoever added it finds the role free. Not held across I/O.
 */
public abstract class ByteSource {

	// Guarded by this.

	private boolean writing;

	private boolean discarded;

	/** Takes the role before there is anything to write, to keep back what is added. */
	public final synchronized void hold() {
		this.writing = true;
	}

	/**
	 * Asks for the role: a view of the first bytes to write, or null if there are none or
	 * somebody writes already, who will take what was added meanwhile.
	 */
	public final synchronized @Nullable ByteBuffer beginWriting() {
		if (this.writing) {
			return null;
		}
		ByteBuffer view = take(0);
		this.writing = view != null;
		return view;
	}

	/**
	 * For the writer: a view of the bytes behind the {@code written} of the last one, or
	 * null if there are none, which ends the role.
	 */
	public final synchronized @Nullable ByteBuffer next(int written) {
		ByteBuffer view = this.discarded ? null : take(written);
		this.writing = view != null;
		return view;
	}

	/** For the writer: the socket took so much and is full; the role is kept. */
	public final synchronized void stalled(int written) {
		if (!this.discarded) {
			shrink(written);
		}
	}

	/** Whether everything is written: nothing waits, and nobody is writing. */
	public final synchronized boolean isIdle() {
		return !this.writing && take(0) == null;
	}

	/** Drops what was not written, and refuses everything from now on. */
	public final synchronized void discard() {
		if (!this.discarded) {
			this.discarded = true;
			drop(this.writing);
		}
	}

	// Called under the monitor.

	/**
	 * A view of the bytes behind the {@code written} of the last one, valid until the
	 * next call, or null if there are none.
	 */
	protected abstract @Nullable ByteBuffer take(int written);

	/** The socket is full: memory not needed for what is left can be given back. */
	protected void shrink(int written) {
	}

	/**
	 * Drops what is there and takes nothing any more. {@code viewed} tells that the
	 * writer may still be reading from the last view.
	 */
	protected abstract void drop(boolean viewed);

}
