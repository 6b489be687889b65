package dev.wsboot.engine.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;

import dev.wsboot.engine.buffer.BufferPool;
import dev.wsboot.engine.buffer.SegmentQueue;
import org.jspecify.annotations.Nullable;

/**
 * The sending half: messages to bytes, in the order of the calls, and nothing after a
 * Close frame. Thread-safe by its own monitor, the send lock, which is held while a
 * message is encoded and never across I/O. Codecs run under it, so wire order is the
 * order in which they saw the messages.
 *
 * <p>
 * One writer at a time takes the bytes out: {@link #beginWriting()} grants the role,
 * {@link #next()} hands over bytes and, when there are none left, ends it.
 */
public final class Outbound {

	private final SegmentQueue queue;

	private final FrameEncoder encoder;

	private List<MessageCodec> codecs;

	private final FrameRun run;

	private final long limit;

	private boolean closeSent;

	private boolean writing;

	private boolean discarded;

	Outbound(Side side, long limit, List<MessageCodec> codecs, BufferPool pool, IntSupplier keys,
			FrameObserver observer) {
		this.limit = limit;
		this.queue = new SegmentQueue(pool);
		this.encoder = new FrameEncoder(side, this.queue, keys);
		this.codecs = codecs;
		this.run = new FrameRun(observer, false);
	}

	/**
	 * Takes the role of the writer before anything is sent, to keep it back while the
	 * opening handshake is under way.
	 */
	public synchronized void hold() {
		this.writing = true;
	}

	/** What is encoded from now on goes through the codecs. */
	synchronized void negotiated(List<MessageCodec> codecs) {
		this.codecs = codecs;
	}

	/**
	 * Appends bytes that are no frames: the answer to the opening handshake, before all
	 * else.
	 * @param bytes the bytes, copied
	 */
	public synchronized void handshake(byte[] bytes) {
		this.queue.append(bytes, 0, bytes.length);
	}

	/**
	 * Encodes a text message.
	 * @param text the message; unpaired surrogates become {@code ?}
	 * @return what became of it
	 */
	public synchronized Result text(String text) {
		if (this.closeSent) {
			return Result.CLOSED;
		}
		if (this.queue.size() >= this.limit) {
			return Result.FULL;
		}
		if (this.codecs.isEmpty()) {
			this.run.add(Opcode.TEXT, this.encoder.text(text));
		}
		else {
			byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
			message(Opcode.TEXT, utf8, 0, utf8.length);
		}
		return Result.ACCEPTED;
	}

	/**
	 * Encodes a binary message.
	 * @param bytes array that holds it; copied
	 * @param offset where it starts
	 * @param length its length
	 * @return what became of it
	 */
	public synchronized Result binary(byte[] bytes, int offset, int length) {
		if (this.closeSent) {
			return Result.CLOSED;
		}
		if (this.queue.size() >= this.limit) {
			return Result.FULL;
		}
		message(Opcode.BINARY, bytes, offset, length);
		return Result.ACCEPTED;
	}

	private void message(int opcode, byte[] bytes, int offset, int length) {
		byte[] payload = bytes;
		int from = offset;
		int count = length;
		int rsv = 0;
		// RFC 6455 section 9.1: extensions apply in the order negotiated.
		for (MessageCodec codec : this.codecs) {
			ByteArrayOutputStream encoded = new ByteArrayOutputStream(Math.max(32, count / 2));
			if (codec.encode(payload, from, count, encoded::write)) {
				payload = encoded.toByteArray();
				from = 0;
				count = payload.length;
				rsv |= codec.rsv();
			}
		}
		frame(opcode, rsv, payload, from, count);
	}

	/**
	 * Encodes a Ping frame.
	 * @param data at most 125 bytes
	 * @return false if a Close frame was sent already
	 */
	public synchronized boolean ping(byte[] data) {
		return !this.closeSent && frame(Opcode.PING, 0, data, 0, data.length);
	}

	/**
	 * Encodes a Pong frame.
	 * @param data array that holds at most 125 bytes
	 * @param offset where they start
	 * @param length how many
	 * @return false if a Close frame was sent already
	 */
	public synchronized boolean pong(byte[] data, int offset, int length) {
		return !this.closeSent && frame(Opcode.PONG, 0, data, offset, length);
	}

	/**
	 * Encodes the Close frame; the first call wins.
	 * @param payload code and reason, possibly empty
	 * @return false if a Close frame was sent already
	 */
	synchronized boolean close(byte[] payload) {
		if (this.closeSent) {
			return false;
		}
		this.closeSent = true;
		return frame(Opcode.CLOSE, 0, payload, 0, payload.length);
	}

	private boolean frame(int opcode, int rsv, byte[] payload, int offset, int length) {
		this.encoder.frame(opcode, true, rsv, payload, offset, length);
		this.run.add(opcode, length);
		return true;
	}

	/**
	 * Whether the Close frame is among the bytes.
	 * @return true when nothing can be sent any more
	 */
	public synchronized boolean isCloseSent() {
		return this.closeSent;
	}

	/**
	 * Bytes that wait to be written, headers included.
	 * @return their number
	 */
	public synchronized long size() {
		return this.queue.size();
	}

	/**
	 * Whether the next message would be refused for want of room.
	 * @return false also when closed
	 */
	public synchronized boolean isFull() {
		return !this.closeSent && this.queue.size() >= this.limit;
	}

	/**
	 * Asks for the role of the writer.
	 * @return false if there is nothing to write or somebody writes already; that writer
	 * will take what was appended meanwhile
	 */
	public synchronized boolean beginWriting() {
		if (this.writing || this.queue.size() == 0) {
			return false;
		}
		this.run.report();
		this.writing = true;
		return true;
	}

	/**
	 * For the writer: the next bytes.
	 * @return a view to write from, or null if there are none, which ends the role
	 */
	public synchronized @Nullable ByteBuffer next() {
		ByteBuffer view = this.discarded ? null : this.queue.next();
		if (view == null) {
			this.run.report();
			this.writing = false;
		}
		return view;
	}

	/**
	 * For the writer: bytes of the view went to the socket.
	 * @param length how many
	 */
	public synchronized void written(int length) {
		if (!this.discarded) {
			this.queue.written(length);
		}
	}

	/**
	 * For the writer: the socket takes no more for now, the role is kept.
	 */
	public synchronized void stalled() {
		if (!this.discarded) {
			this.queue.shrink();
		}
	}

	/**
	 * Drops what was not written, refuses everything from now on and closes the codecs.
	 */
	public synchronized void discard() {
		if (this.discarded) {
			return;
		}
		this.closeSent = true;
		this.discarded = true;
		this.run.report();
		if (this.writing) {
			// The writer may be reading a segment: it goes to the collector, not back to
			// the pool where another connection would fill it.
			this.queue.forget();
		}
		else {
			this.queue.clear();
		}
		this.codecs.forEach(MessageCodec::close);
	}

	/** What became of a message. */
	public enum Result {

		/** It is among the bytes to be written. */
		ACCEPTED,

		/** It was dropped: as many bytes as allowed are waiting already. */
		FULL,

		/** It was dropped: a Close frame was sent already. */
		CLOSED

	}

}
