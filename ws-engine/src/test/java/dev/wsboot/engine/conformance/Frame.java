package dev.wsboot.engine.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A frame as the tester sends it, rules kept or broken at will, or what the tester
 * received.
 *
 * @param fin whether it is its message's last
 * @param rsv the reserved bits, RSV1 being 4
 * @param opcode any four bits
 * @param payload what it carries
 * @param lengthBytes size of the extended payload length, 0, 2 or 8 bytes
 */
public record Frame(boolean fin, int rsv, int opcode, byte[] payload, int lengthBytes) {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	static final int RSV1 = 4;

	static Frame of(int opcode, byte[] payload) {
		return new Frame(true, 0, opcode, payload, (payload.length > 0xFFFF) ? 8 : (payload.length > 125) ? 2 : 0);
	}

	public static Frame text(String text) {
		return text(utf8(text));
	}

	public static Frame text(byte[] utf8) {
		return of(TEXT, utf8);
	}

	public static Frame binary(byte[] data) {
		return of(BINARY, data);
	}

	public static Frame continuation(String text) {
		return continuation(utf8(text));
	}

	public static Frame continuation(byte[] payload) {
		return of(CONTINUATION, payload);
	}

	public static Frame ping(String text) {
		return of(PING, utf8(text));
	}

	public static Frame pong(String text) {
		return of(PONG, utf8(text));
	}

	/** A Close frame without a payload. */
	public static Frame close() {
		return of(CLOSE, new byte[0]);
	}

	public static Frame close(int code, String reason) {
		return close(code, utf8(reason));
	}

	public static Frame close(int code, byte[] reason) {
		return of(CLOSE, ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array());
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** The same, more fragments following. */
	Frame unfinished() {
		return new Frame(false, this.rsv, this.opcode, this.payload, this.lengthBytes);
	}

	Frame rsv(int bits) {
		return new Frame(this.fin, bits, this.opcode, this.payload, this.lengthBytes);
	}

	/** The same, with its length in a form of the given size. */
	Frame lengthIn(int bytes) {
		return new Frame(this.fin, this.rsv, this.opcode, this.payload, bytes);
	}

	boolean isControl() {
		return this.opcode >= CLOSE;
	}

	/** The message cut into fragments of a size, the last being shorter. */
	Frame[] inFragmentsOf(int size) {
		int count = Math.max(1, (this.payload.length + size - 1) / size);
		Frame[] fragments = new Frame[count];
		for (int i = 0; i < count; i++) {
			byte[] part = Arrays.copyOfRange(this.payload, i * size, Math.min(this.payload.length, (i + 1) * size));
			Frame fragment = (i == 0) ? of(this.opcode, part).rsv(this.rsv) : continuation(part);
			fragments[i] = (i < count - 1) ? fragment.unfinished() : fragment;
		}
		return fragments;
	}

	/** Made of the fragments of a message, among which there may be control frames. */
	static Frame messageOf(Frame... frames) {
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		int opcode = CONTINUATION;
		for (Frame frame : frames) {
			if (!frame.isControl()) {
				opcode = (opcode == CONTINUATION) ? frame.opcode : opcode;
				payload.writeBytes(frame.payload);
			}
		}
		return of(opcode, payload.toByteArray());
	}

	/**
	 * The frame on the wire (RFC 6455 section 5.2).
	 * @param key the masking key, or null for a frame that is not masked
	 */
	byte[] bytes(byte[] key) {
		ByteBuffer bytes = ByteBuffer.allocate(14 + this.payload.length);
		bytes.put((byte) ((this.fin ? 0x80 : 0) | this.rsv << 4 | this.opcode));
		int mask = (key != null) ? 0x80 : 0;
		switch (this.lengthBytes) {
			case 0 -> bytes.put((byte) (mask | this.payload.length));
			case 2 -> bytes.put((byte) (mask | 126)).putShort((short) this.payload.length);
			default -> bytes.put((byte) (mask | 127)).putLong(this.payload.length);
		}
		if (key != null) {
			bytes.put(key);
		}
		int start = bytes.position();
		bytes.put(this.payload);
		byte[] whole = Arrays.copyOf(bytes.array(), bytes.position());
		if (key != null) {
			mask(key, whole, start);
		}
		return whole;
	}

	/** Masks or unmasks bytes up to the end (RFC 6455 section 5.3). */
	static void mask(byte[] key, byte[] bytes, int start) {
		for (int i = start; i < bytes.length; i++) {
			bytes[i] ^= key[(i - start) & 3];
		}
	}

	/** The close code, or 0 if there is none. */
	int closeCode() {
		return (this.payload.length >= 2) ? ByteBuffer.wrap(this.payload).getShort() & 0xFFFF : 0;
	}

	/** Whether this and another say the same, however they look on the wire. */
	boolean saysTheSame(Frame other) {
		return this.opcode == other.opcode && Arrays.equals(this.payload, other.payload);
	}

	@Override
	public String toString() {
		String name = switch (this.opcode) {
			case CONTINUATION -> "Continuation";
			case TEXT -> "Text";
			case BINARY -> "Binary";
			case CLOSE -> "Close";
			case PING -> "Ping";
			case PONG -> "Pong";
			default -> "Opcode " + this.opcode;
		};
		String size = name + (this.fin ? "" : "...") + ((this.rsv != 0) ? " rsv" + this.rsv : "") + " of "
				+ this.payload.length + " bytes";
		if (this.opcode == CLOSE && this.payload.length >= 2) {
			return size + ": " + closeCode() + " "
					+ new String(this.payload, 2, this.payload.length - 2, StandardCharsets.UTF_8);
		}
		return size + ": " + HexFormat.of().formatHex(this.payload, 0, Math.min(32, this.payload.length));
	}

}
