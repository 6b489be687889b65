package dev.wsboot.engine.internal.protocol;

import dev.wsboot.engine.WsProtocolException;

/**
 * Bytes to frames (RFC 6455 section 5.2). Resumes at every byte; keeps no payload, only
 * the header that it is in the middle of. Not thread-safe.
 */
final class FrameDecoder {

	private static final int MAX_HEADER = 14;

	private static final byte[] NOTHING = new byte[0];

	private final boolean masked;

	private final MessageAssembler assembler;

	/** Start of a header that did not arrive whole, else empty. */
	private byte[] header = NOTHING;

	private int headerLength;

	private boolean inPayload;

	private long remaining;

	private int key;

	FrameDecoder(Side side, MessageAssembler assembler) {
		this.masked = side == Side.SERVER;
		this.assembler = assembler;
	}

	/**
	 * Decodes bytes as far as frames are admitted and returns how many; payloads are
	 * unmasked in place.
	 * @throws WsProtocolException at the first byte that breaks a rule
	 */
	int decode(byte[] bytes, int offset, int length) {
		int end = offset + length;
		int at = offset;
		while (at < end) {
			if (!this.inPayload) {
				if (!this.assembler.admitFrame()) {
					break;
				}
				at = decodeHeader(bytes, at, end);
				if (!this.inPayload || (this.remaining > 0 && at == end)) {
					break;
				}
			}
			at = decodePayload(bytes, at, end);
		}
		return at - offset;
	}

	private int decodePayload(byte[] bytes, int at, int end) {
		int step = (int) Math.min(this.remaining, end - at);
		boolean ascii = Masker.apply(bytes, at, step, this.key);
		this.remaining -= step;
		this.key = Masker.rotate(this.key, step);
		boolean last = this.remaining == 0;
		this.inPayload = !last;
		this.assembler.payload(bytes, at, step, ascii, last);
		return at + step;
	}

	private int decodeHeader(byte[] bytes, int at, int end) {
		if (this.headerLength == 0 && end - at >= 2) {
			int size = headerSize(bytes[at], bytes[at + 1]);
			if (end - at >= size) {
				begin(bytes, at, size);
				return at + size;
			}
		}
		return collectHeader(bytes, at, end);
	}

	private int collectHeader(byte[] bytes, int at, int end) {
		if (this.headerLength == 0) {
			this.header = new byte[MAX_HEADER];
		}
		int from = at;
		while (from < end) {
			this.header[this.headerLength++] = bytes[from++];
			if (this.headerLength >= 2) {
				int size = headerSize(this.header[0], this.header[1]);
				if (this.headerLength == size) {
					byte[] whole = this.header;
					this.headerLength = 0;
					this.header = NOTHING;
					begin(whole, 0, size);
					return from;
				}
			}
		}
		return from;
	}

	private int headerSize(byte first, byte second) {
		boolean mask = (second & 0x80) != 0;
		// RFC 6455 section 5.1: a server must close upon an unmasked frame, a client upon
		// a masked one.
		if (mask != this.masked) {
			throw WsProtocolException.protocolError(this.masked ? "frame is not masked (RFC 6455 section 5.1)"
					: "frame is masked (RFC 6455 section 5.1)");
		}
		int opcode = first & 0x0F;
		int length = second & 0x7F;
		if (!Opcode.isDefined(opcode)) {
			throw WsProtocolException.protocolError("reserved opcode " + opcode + " (RFC 6455 section 5.2)");
		}
		// RFC 6455 section 5.5: control frames have at most 125 bytes and no fragments.
		if (Opcode.isControl(opcode)) {
			if ((first & 0x80) == 0) {
				throw WsProtocolException.protocolError("fragmented control frame (RFC 6455 section 5.5)");
			}
			if (length > 125) {
				throw WsProtocolException.protocolError("control frame above 125 bytes (RFC 6455 section 5.5)");
			}
		}
		return 2 + ((length == 126) ? 2 : (length == 127) ? 8 : 0) + (mask ? 4 : 0);
	}

	private void begin(byte[] bytes, int at, int size) {
		long length = bytes[at + 1] & 0x7F;
		if (length == 126) {
			length = (bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF);
			requireMinimal(length > 125);
		}
		else if (length == 127) {
			length = (long) readInt(bytes, at + 2) << 32 | (readInt(bytes, at + 6) & 0xFFFFFFFFL);
			// RFC 6455 section 5.2: the most significant bit must be 0.
			if (length < 0) {
				throw WsProtocolException.protocolError("payload length above 2^63 (RFC 6455 section 5.2)");
			}
			requireMinimal(length > 65535);
		}
		this.key = this.masked ? readInt(bytes, at + size - 4) : 0;
		this.remaining = length;
		this.inPayload = true;
		int first = bytes[at];
		this.assembler.header((first & 0x80) != 0, (first >> 4) & 0x7, first & 0x0F, length);
	}

	private static void requireMinimal(boolean minimal) {
		// RFC 6455 section 5.2: the minimal number of bytes must be used.
		if (!minimal) {
			throw WsProtocolException.protocolError("payload length not in its shortest form (RFC 6455 section 5.2)");
		}
	}

	private static int readInt(byte[] bytes, int at) {
		return (bytes[at] & 0xFF) << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8
				| (bytes[at + 3] & 0xFF);
	}

}
