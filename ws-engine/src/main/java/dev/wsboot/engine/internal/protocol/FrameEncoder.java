package dev.wsboot.engine.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.Segment;
import dev.wsboot.engine.internal.buffer.SegmentQueue;

/**
 * Frames to bytes (RFC 6455 section 5.2), straight into the queue that the socket is
 * written from. One serves all connections of a side; the queue is guarded by its
 * connection's send lock.
 */
final class FrameEncoder {

	private static final int MAX_HEADER = 14;

	private static final int FIN = 0x80;

	private static final FrameEncoder SERVER = new FrameEncoder(Side.SERVER, MaskingKeys.SECURE);

	private static final FrameEncoder CLIENT = new FrameEncoder(Side.CLIENT, MaskingKeys.SECURE);

	private final boolean mask;

	private final IntSupplier keys;

	/** An encoder with masking keys of the caller's. */
	FrameEncoder(Side side, IntSupplier keys) {
		this.mask = side == Side.CLIENT;
		this.keys = keys;
	}

	static FrameEncoder of(Side side) {
		return (side == Side.SERVER) ? SERVER : CLIENT;
	}

	/** Encodes an unfragmented text message and returns the payload's size in bytes. */
	int text(SegmentQueue out, String text) {
		if (ascii(out, text)) {
			return text.length();
		}
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		frame(out, Opcode.TEXT, true, 0, utf8, 0, utf8.length);
		return utf8.length;
	}

	/** Encodes a text message in place, or returns false if it is not ASCII. */
	boolean ascii(SegmentQueue out, String text) {
		int length = text.length();
		if (length <= Segment.CHARACTERS) {
			return shortAscii(out, text);
		}
		Segment last = out.last();
		int end = (last != null) ? last.end : 0;
		int headerSize = headerSize(length);
		Segment segment = out.reserve(headerSize, headerSize + Math.min(length, BufferPool.LARGE - MAX_HEADER));
		int key = header(segment.bytes, segment.end, FIN | Opcode.TEXT, length);
		out.commit(headerSize);
		boolean ascii = false;
		try {
			AsciiEncoder encoder = AsciiEncoder.POOL.borrow();
			ascii = ascii(encoder, out, text, key);
			AsciiEncoder.POOL.giveBack(encoder);
		}
		finally {
			if (!ascii) {
				out.cutBehind(last, end);
			}
		}
		return ascii;
	}

	private boolean shortAscii(SegmentQueue out, String text) {
		int length = text.length();
		int headerSize = headerSize(length);
		Segment segment = out.reserve(headerSize + length, 0);
		int at = segment.end + headerSize;
		if (!AsciiEncoder.encode(text, segment.characters(), segment.bytes, at)) {
			return false;
		}
		int key = header(segment.bytes, segment.end, FIN | Opcode.TEXT, length);
		if (this.mask) {
			Masker.apply(segment.bytes, at, length, key);
		}
		out.commit(headerSize + length);
		return true;
	}

	private boolean ascii(AsciiEncoder encoder, SegmentQueue out, String text, int key) {
		int length = text.length();
		for (int done = 0; done < length;) {
			Segment segment = out.reserve(1, length - done);
			int at = segment.end;
			int step = Math.min(segment.free(), length - done);
			if (!encoder.encode(text, done, done + step, segment.room(at))) {
				return false;
			}
			if (this.mask) {
				Masker.apply(segment.bytes, at, step, Masker.rotate(key, done));
			}
			out.commit(step);
			done += step;
		}
		return true;
	}

	/** Encodes one frame; of the reserved bits, RSV1 is 4. */
	void frame(SegmentQueue out, int opcode, boolean fin, int rsv, byte[] payload, int offset, int length) {
		Segment last = out.last();
		int end = (last != null) ? last.end : 0;
		try {
			int headerSize = headerSize(length);
			Segment segment = out.reserve(headerSize, headerSize + Math.min(length, BufferPool.LARGE));
			int key = header(segment.bytes, segment.end, (fin ? FIN : 0) | rsv << 4 | opcode, length);
			out.commit(headerSize);
			if (this.mask) {
				appendMasked(out, payload, offset, length, key);
			}
			else {
				out.append(payload, offset, length);
			}
		}
		catch (Throwable ex) {
			// Memory is short: no half of a frame goes out.
			out.cutBehind(last, end);
			throw ex;
		}
	}

	private void appendMasked(SegmentQueue out, byte[] payload, int offset, int length, int key) {
		int done = 0;
		while (done < length) {
			Segment segment = out.reserve(1, length - done);
			int step = Math.min(segment.free(), length - done);
			System.arraycopy(payload, offset + done, segment.bytes, segment.end, step);
			Masker.apply(segment.bytes, segment.end, step, Masker.rotate(key, done));
			out.commit(step);
			done += step;
		}
	}

	private int headerSize(int length) {
		return 2 + ((length <= 125) ? 0 : (length <= 0xFFFF) ? 2 : 8) + (this.mask ? 4 : 0);
	}

	/** Writes a header and returns the masking key, 0 on the server's side. */
	private int header(byte[] bytes, int from, int first, int length) {
		int at = from;
		int maskBit = this.mask ? 0x80 : 0;
		bytes[at++] = (byte) first;
		if (length <= 125) {
			bytes[at++] = (byte) (maskBit | length);
		}
		else if (length <= 0xFFFF) {
			bytes[at++] = (byte) (maskBit | 126);
			bytes[at++] = (byte) (length >> 8);
			bytes[at++] = (byte) length;
		}
		else {
			bytes[at++] = (byte) (maskBit | 127);
			writeInt(bytes, at, 0);
			writeInt(bytes, at + 4, length);
			at += 8;
		}
		if (!this.mask) {
			return 0;
		}
		int key = this.keys.getAsInt();
		writeInt(bytes, at, key);
		return key;
	}

	private static void writeInt(byte[] bytes, int at, int value) {
		bytes[at] = (byte) (value >> 24);
		bytes[at + 1] = (byte) (value >> 16);
		bytes[at + 2] = (byte) (value >> 8);
		bytes[at + 3] = (byte) value;
	}

}
