package dev.wsboot.engine.connection;

import java.util.Arrays;

import dev.wsboot.engine.protocol.WsProtocol;

/**
 * Takes the bytes of one connection from its transport to the protocol, and stops when
 * they are not wanted: then the transport reads no more, which slows the peer down by
 * TCP, and what was read already waits here. On the scheduler's thread, but for
 * {@link #pause} and {@link #resume}.
 */
final class ConnectionReader {

	/** The handler lags behind. */
	static final int PAUSED_BY_HANDLER = 1;

	/** The peer does not take its replies. */
	static final int PAUSED_BY_BACKLOG = 2;

	/** The subscriber of the connection's stream demands nothing. */
	static final int PAUSED_BY_STREAM = 4;

	/**
	 * Bytes of messages from which on the replies to them are written, though not all of
	 * what was read is decoded: 64 KiB of compressed messages may hold a thousand times
	 * as much.
	 */
	private static final long MOST_BATCH_BYTES = 256 * 1024;

	private static final byte[] NOTHING = new byte[0];

	private final EngineConnection connection;

	private final WsProtocol protocol;

	/** Why reading is paused, as bits; written under the monitor. */
	private volatile int pauses;

	/** What was read but not decoded. */
	private byte[] unread = NOTHING;

	/** Whether the input has ended behind {@link #unread}. */
	private boolean inputEnded;

	/** Bytes of messages since replies were written. */
	private long delivered;

	ConnectionReader(EngineConnection connection, WsProtocol protocol) {
		this.connection = connection;
		this.protocol = protocol;
	}

	void received(byte[] bytes, int offset, int length) {
		if (this.unread.length == 0) {
			decode(bytes, offset, length);
			return;
		}
		// Read before the transport knew that reading was paused.
		int kept = this.unread.length;
		this.unread = Arrays.copyOf(this.unread, kept + length);
		System.arraycopy(bytes, offset, this.unread, kept, length);
	}

	private void decode(byte[] bytes, int offset, int length) {
		this.delivered = 0;
		this.connection.beginBatch();
		int taken = this.protocol.receive(bytes, offset, length);
		this.unread = (taken == length) ? NOTHING : Arrays.copyOfRange(bytes, offset + taken, offset + length);
		this.connection.endBatch();
	}

	/** A message goes to its handler, who may reply to it at once. */
	void delivered(long size) {
		this.delivered += size;
	}

	/** Whether to decode another frame. */
	boolean wantsMore() {
		if (this.delivered >= MOST_BATCH_BYTES) {
			this.delivered = 0;
			this.connection.flushReplies();
		}
		return this.pauses == 0;
	}

	/**
	 * The peer sends no more.
	 * @return false if what it sent before has not been decoded yet: the connection will
	 * be told again
	 */
	boolean endOfInput() {
		this.inputEnded = this.unread.length > 0;
		return !this.inputEnded;
	}

	/** The socket is closed. */
	void closed() {
		this.unread = NOTHING;
	}

	// Any thread.

	boolean isPaused() {
		return this.pauses != 0;
	}

	synchronized void pause(int reason) {
		this.pauses |= reason;
		this.connection.transport().pauseReading();
	}

	void resume(int reason) {
		if ((this.pauses & reason) == 0) {
			return;
		}
		synchronized (this) {
			this.pauses &= ~reason;
		}
		this.connection.onScheduler(this::readOn);
	}

	private void readOn() {
		if (this.pauses != 0 || this.connection.isClosed()) {
			return;
		}
		byte[] rest = this.unread;
		decode(rest, 0, rest.length);
		if (this.unread.length > 0) {
			return;
		}
		if (this.inputEnded) {
			this.connection.endOfInput();
			return;
		}
		synchronized (this) {
			if (this.pauses == 0) {
				this.connection.transport().resumeReading();
			}
		}
	}

}
