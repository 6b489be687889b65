package dev.wsboot.engine.deflate;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import dev.wsboot.engine.protocol.PayloadSink;
import dev.wsboot.engine.protocol.WsProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one message at a time (RFC 7692 section 7.2.2). Not thread-safe: lent for
 * the time of a message.
 */
public final class MessageInflater {

	/** How far a DEFLATE block may refer back at most. */
	private static final int HISTORY = 1 << 15;

	/** Room below which the output moves to the front of the buffer. */
	private static final int LEAST_ROOM = 8 * 1024;

	/**
	 * Nobody needs as many; each costs far more than its two bytes.
	 */
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

	private boolean empty;

	private @Nullable SlidingWindow context;

	/**
	 * Begins a message.
	 * @param context what it may refer to, or null
	 */
	public void begin(@Nullable SlidingWindow context) {
		this.context = context;
		this.end = (context != null) ? context.copyTo(this.buffer) : 0;
		this.produced = 0;
		this.finalBlocks = 0;
		this.empty = true;
		refer();
	}

	/**
	 * Decompresses the next bytes of the message.
	 * @param bytes array that holds them
	 * @param offset where they start
	 * @param length how many
	 * @param out takes the result, 64 KiB at a time at most, so that a limit of its own
	 * is overshot by no more
	 * @throws WsProtocolException 1007 if they are not DEFLATE
	 */
	public void inflate(byte[] bytes, int offset, int length, PayloadSink out) {
		int left = length;
		while (left > 0) {
			this.empty = false;
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

	/**
	 * Ends the message.
	 * @throws WsProtocolException 1007 if it is not complete
	 */
	public void finish() {
		// A final block may stand at the very end, and no bytes may mean no bytes:
		// neither
		// is what RFC 7692 has a sender do, nor can it mean anything else.
		if (!this.empty && !this.inflater.finished()) {
			long before = this.produced;
			inflate(END, 0, END.length, NOWHERE);
			if (!this.inflater.finished() || this.produced != before) {
				throw broken();
			}
		}
		SlidingWindow kept = this.context;
		if (kept != null) {
			int count = (int) Math.min(this.produced, HISTORY);
			kept.append(this.buffer, this.end - count, count);
		}
	}

	private static WsProtocolException broken() {
		return WsProtocolException.invalidPayload("compressed message is broken or truncated (RFC 7692 section 7.2.2)");
	}

	/** Forgets the message. */
	public void reset() {
		this.inflater.reset();
		this.context = null;
	}

	/** Frees native memory. May be called while another thread uses the object. */
	public void dispose() {
		this.inflater.end();
	}

}
