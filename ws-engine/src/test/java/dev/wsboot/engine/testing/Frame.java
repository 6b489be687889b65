package dev.wsboot.engine.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A frame on the wire (RFC 6455 section 5.2), rules kept or broken at will. It shares no
 * code with the product. Immutable, but for its payload's bytes.
 *
 * @param fin whether it is its message's last
 * @param rsv the reserved bits, RSV1 being 4
 * @param opcode any four bits
 * @param payload what it carries
 * @param announced the length that its header tells
 * @param lengthBytes size of the extended payload length: 0, 2 or 8 bytes
 */
public record Frame(boolean fin, int rsv, int opcode, byte[] payload, long announced, int lengthBytes) {

	/** Opcode of what goes on with a message. */
	public static final int CONTINUATION = 0;

	/** Opcode of a text message. */
	public static final int TEXT = 1;

	/** Opcode of a binary message. */
	public static final int BINARY = 2;

	/** Opcode of a Close frame. */
	public static final int CLOSE = 8;

	/** Opcode of a Ping. */
	public static final int PING = 9;

	/** Opcode of a Pong. */
	public static final int PONG = 10;

	/** The reserved bit that marks a compressed message (RFC 7692 section 6). */
	public static final int RSV1 = 4;

	/** The masking key of the examples in RFC 6455 section 5.7. */
	public static final int KEY = 0x37fa213d;

	/** A whole frame with the shortest form of its length. */
	public static Frame of(int opcode, byte[] payload) {
		return new Frame(true, 0, opcode, payload, payload.length, shortestForm(payload.length));
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

	public static Frame binary(String hex) {
		return binary(hex(hex));
	}

	public static Frame continuation(byte[] payload) {
		return of(CONTINUATION, payload);
	}

	public static Frame continuation(String text) {
		return continuation(utf8(text));
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

	public static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Bytes from hexadecimal digits, among which there may be spaces. */
	public static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
	}

	/** The same, more fragments following. */
	public Frame unfinished() {
		return new Frame(false, this.rsv, this.opcode, this.payload, this.announced, this.lengthBytes);
	}

	public Frame rsv(int bits) {
		return new Frame(this.fin, bits, this.opcode, this.payload, this.announced, this.lengthBytes);
	}

	/** The same, with its length in a form of the given size. */
	public Frame lengthIn(int bytes) {
		return new Frame(this.fin, this.rsv, this.opcode, this.payload, this.announced, bytes);
	}

	/** The same, telling a length that is not its own. */
	public Frame announcing(long length) {
		return new Frame(this.fin, this.rsv, this.opcode, this.payload, length, shortestForm(length));
	}

	private static int shortestForm(long length) {
		return (length < 0 || length > 0xFFFF) ? 8 : (length > 125) ? 2 : 0;
	}

	/** The message cut into fragments of a size, the last being shorter. */
	public Frame[] inFragmentsOf(int size) {
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
	public static Frame messageOf(Frame... frames) {
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

	/** The bytes of frames, masked with {@link #KEY} or not masked. */
	public static byte[] bytes(boolean masked, Frame... frames) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (Frame frame : frames) {
			all.writeBytes(frame.bytes(masked));
		}
		return all.toByteArray();
	}

	/** The bytes of the frame, masked with {@link #KEY} or not masked. */
	public byte[] bytes(boolean masked) {
		return bytes(masked ? ByteBuffer.allocate(4).putInt(KEY).array() : null);
	}

	/**
	 * The bytes of the frame.
	 * @param key the masking key, or null for a frame that is not masked
	 */
	public byte[] bytes(byte @Nullable [] key) {
		ByteBuffer bytes = ByteBuffer.allocate(14 + this.payload.length);
		bytes.put((byte) ((this.fin ? 0x80 : 0) | this.rsv << 4 | this.opcode));
		int mask = (key != null) ? 0x80 : 0;
		switch (this.lengthBytes) {
			case 0 -> bytes.put((byte) (mask | (int) this.announced));
			case 2 -> bytes.put((byte) (mask | 126)).putShort((short) this.announced);
			default -> bytes.put((byte) (mask | 127)).putLong(this.announced);
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
	public static void mask(byte[] key, byte[] bytes, int start) {
		for (int i = start; i < bytes.length; i++) {
			bytes[i] ^= key[(i - start) & 3];
		}
	}

	/** Reads frames, masked or not, and nothing but whole ones. */
	public static List<Frame> parse(byte[] bytes) {
		List<Frame> frames = new ArrayList<>();
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			while (in.available() > 0) {
				frames.add(read(in, in.readUnsignedByte(), in.readUnsignedByte()));
			}
			return frames;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads a frame.
	 * @param masked whether it has to be masked, because a client sends it
	 * @return null at the end of the stream
	 * @throws EOFException if the stream ends within the frame
	 */
	public static @Nullable Frame read(InputStream stream, boolean masked) throws IOException {
		int first = stream.read();
		if (first < 0) {
			return null;
		}
		DataInputStream in = new DataInputStream(stream);
		int second = in.readUnsignedByte();
		if (((second & 0x80) != 0) != masked) {
			throw new AssertionError("5.1: a client's frames are masked, a server's are not");
		}
		return read(in, first, second);
	}

	private static Frame read(DataInputStream in, int first, int second) throws IOException {
		int form = second & 0x7F;
		int lengthBytes = (form == 126) ? 2 : (form == 127) ? 8 : 0;
		long length = switch (lengthBytes) {
			case 0 -> form;
			case 2 -> in.readUnsignedShort();
			default -> in.readLong();
		};
		byte[] key = new byte[((second & 0x80) != 0) ? 4 : 0];
		in.readFully(key);
		byte[] payload = new byte[Math.toIntExact(length)];
		in.readFully(payload);
		if (key.length > 0) {
			mask(key, payload, 0);
		}
		return new Frame((first & 0x80) != 0, (first >> 4) & 7, first & 0xF, payload, length, lengthBytes);
	}

	/**
	 * Whether it is a Close, a Ping or a Pong, or would be if there were such an opcode.
	 */
	public boolean isControl() {
		return this.opcode >= CLOSE;
	}

	/** The payload as UTF-8. */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/** The close code, or 0 if there is none. */
	public int closeCode() {
		return (this.payload.length >= 2) ? ByteBuffer.wrap(this.payload).getShort() & 0xFFFF : 0;
	}

	private String reason() {
		return new String(this.payload, 2, this.payload.length - 2, StandardCharsets.UTF_8);
	}

	/** Whether this and another say the same, however they look on the wire. */
	public boolean saysTheSame(Frame other) {
		return this.opcode == other.opcode && Arrays.equals(this.payload, other.payload);
	}

	/**
	 * The frame in a word or two, such as {@code text Hello} or {@code close 1000 bye}.
	 */
	public String describe() {
		String name = name().toLowerCase(Locale.ROOT);
		if (this.opcode == CLOSE && this.payload.length >= 2) {
			return (name + " " + closeCode() + " " + reason()).stripTrailing();
		}
		return (name + " " + ((this.opcode == BINARY) ? HexFormat.of().formatHex(this.payload) : text()))
			.stripTrailing();
	}

	@Override
	public String toString() {
		String size = name() + " of " + this.payload.length + " bytes";
		return (this.opcode == CLOSE && this.payload.length >= 2) ? size + ": " + closeCode() + " " + reason()
				: size + ": " + HexFormat.of().formatHex(this.payload, 0, Math.min(32, this.payload.length));
	}

	private String name() {
		String name = switch (this.opcode) {
			case CONTINUATION -> "Continuation";
			case TEXT -> "Text";
			case BINARY -> "Binary";
			case CLOSE -> "Close";
			case PING -> "Ping";
			case PONG -> "Pong";
			default -> "Opcode " + this.opcode;
		};
		return name + (this.fin ? "" : "...") + ((this.rsv != 0) ? " rsv" + this.rsv : "");
	}

}
