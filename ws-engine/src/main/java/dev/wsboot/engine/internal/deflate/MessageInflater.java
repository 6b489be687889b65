package dev.wsboot.engine.internal.deflate;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.PayloadSink;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one message at a time (RFC 7692 section 7.2.2). Not thread-safe: lent for
 * the time of a message.
 */
final class MessageInflater {

	/** How far a DEFLATE block may refer back at most. */
	private static final int HISTORY = 1 << 15;

	/** Room below which the output moves to the front of the buffer. */
	private static final int LEAST_ROOM = 8 * 1024;

	/** Nobody needs as many; each costs far more than its two bytes. */
	private static final int MAX_FINAL_BLOCKS = 1024;

	/**
	 * What the sender removed from the end of every message, 00 00 FF FF, and an empty
	 * final block. Only where a block ends can another begin: the Inflater, which cannot
	 * be asked where it is, shows it by reaching the end of the stream.
	 */
	private static final byte[] END = { 0, 0, (byte) 0xFF, (byte) 0xFF, 3, 0 };

	private static final PayloadSink NOWHERE = (bytes, offset, length) -> {
	};

	private final Inflater inflater = new Inflater(true);

	/** The last bytes of context and output, at least {@link #HISTORY} of them. */
	private final byte[] buffer = new byte[2 * HISTORY];

	private int end;

	/** Bytes that came out of the message so far. */
	private long produced;

	private int finalBlocks;

	/**
	 * Decompresses a message, which may refer to the context and will then be in it.
	 * {@code out} takes 64 KiB at a time at most, so that a limit of its own is overshot
	 * by no more.
	 * @throws WsProtocolException 1007 if the message is not DEFLATE, or not complete
	 */
	void inflate(@Nullable SlidingWindow context, byte[] bytes, int offset, int length, PayloadSink out) {
		this.end = (context != null) ? context.copyTo(this.buffer) : 0;
		this.produced = 0;
		this.finalBlocks = 0;
		try {
			refer();
			inflate(bytes, offset, length, out);
			// A final block may stand at the very end, and no bytes may mean no bytes:
			// neither is what RFC 7692 has a sender do, nor can it mean anything else.
			if (length > 0 && !this.inflater.finished()) {
				finish();
			}
		}
		finally {
			this.inflater.reset();
		}
		if (context != null) {
			int count = (int) Math.min(this.produced, HISTORY);
			context.append(this.buffer, this.end - count, count);
		}
	}

	private void inflate(byte[] bytes, int offset, int length, PayloadSink out) {
		int left = length;
		while (left > 0) {
			if (this.inflater.finished()) {
				continueBehindFinalBlock();
			}
			this.inflater.setInput(bytes, offset + length - left, left);
			drain(out);
			left = this.inflater.getRemaining();
		}
	}

	private void drain(PayloadSink out) {
		try {
			int room;
			int count;
			do {
				room = makeRoom();
				count = this.inflater.inflate(this.buffer, this.end, room);
				if (count > 0) {
					this.end += count;
					this.produced += count;
					out.write(this.buffer, this.end - count, count);
				}
			}
			while (count == room);
		}
		catch (DataFormatException ex) {
			throw broken();
		}
	}

	private int makeRoom() {
		if (this.buffer.length - this.end < LEAST_ROOM) {
			System.arraycopy(this.buffer, this.end - HISTORY, this.buffer, 0, HISTORY);
			this.end = HISTORY;
		}
		return this.buffer.length - this.end;
	}

	/**
	 * RFC 7692 section 7.2.1: blocks may follow one whose BFINAL is set, from the next
	 * byte on. To the Inflater they are a new stream that refers to the old one's output.
	 */
	private void continueBehindFinalBlock() {
		if (++this.finalBlocks > MAX_FINAL_BLOCKS) {
			throw WsProtocolException
				.messageTooBig("compressed message has more than " + MAX_FINAL_BLOCKS + " final blocks");
		}
		this.inflater.reset();
		refer();
	}

	private void refer() {
		int count = Math.min(this.end, HISTORY);
		if (count > 0) {
			this.inflater.setDictionary(this.buffer, this.end - count, count);
		}
	}

	private void finish() {
		long before = this.produced;
		inflate(END, 0, END.length, NOWHERE);
		if (!this.inflater.finished() || this.produced != before) {
			throw broken();
		}
	}

	private static WsProtocolException broken() {
		return WsProtocolException.invalidPayload("compressed message is broken or truncated (RFC 7692 section 7.2.2)");
	}

	/** Frees native memory. The object is of no use afterwards. */
	void dispose() {
		this.inflater.end();
	}

}
