package dev.wsboot.engine.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A frame as a peer sends it, rules kept or broken at will.
 *
 * @param fin whether it is its message's last
 * @param rsv the reserved bits, RSV1 being 4
 * @param opcode any four bits
 * @param payload what it carries
 * @param announced the length that its header tells
 * @param lengthBytes size of the extended payload length: 0, 2 or 8 bytes
 */
public record WireFrame(boolean fin, int rsv, int opcode, byte[] payload, long announced, int lengthBytes) {

	/** The key of every masked frame: that of the examples in RFC 6455 section 5.7. */
	static final int KEY = 0x37fa213d;

	public static WireFrame of(int opcode, byte[] payload) {
		return new WireFrame(true, 0, opcode, payload, payload.length, shortestForm(payload.length));
	}

	public static WireFrame text(String text) {
		return of(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	public static WireFrame text(byte[] utf8) {
		return of(Opcode.TEXT, utf8);
	}

	public static WireFrame binary(byte[] data) {
		return of(Opcode.BINARY, data);
	}

	public static WireFrame binary(String hex) {
		return binary(hex(hex));
	}

	public static WireFrame continuation(byte[] payload) {
		return of(Opcode.CONTINUATION, payload);
	}

	public static WireFrame continuation(String text) {
		return continuation(text.getBytes(StandardCharsets.UTF_8));
	}

	public static WireFrame ping(String text) {
		return of(Opcode.PING, text.getBytes(StandardCharsets.UTF_8));
	}

	public static WireFrame pong(String text) {
		return of(Opcode.PONG, text.getBytes(StandardCharsets.UTF_8));
	}

	public static WireFrame close() {
		return of(Opcode.CLOSE, new byte[0]);
	}

	public static WireFrame close(int code, String reason) {
		return close(code, reason.getBytes(StandardCharsets.UTF_8));
	}

	public static WireFrame close(int code, byte[] reason) {
		return of(Opcode.CLOSE, ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array());
	}

	/** The same, more fragments following. */
	public WireFrame unfinished() {
		return new WireFrame(false, this.rsv, this.opcode, this.payload, this.announced, this.lengthBytes);
	}

	public WireFrame rsv(int bits) {
		return new WireFrame(this.fin, bits, this.opcode, this.payload, this.announced, this.lengthBytes);
	}

	/** The same, with the length in a form of the given size. */
	public WireFrame lengthIn(int bytes) {
		return new WireFrame(this.fin, this.rsv, this.opcode, this.payload, this.announced, bytes);
	}

	/** The same, telling a length that is not its own. */
	public WireFrame announcing(long length) {
		return new WireFrame(this.fin, this.rsv, this.opcode, this.payload, length, shortestForm(length));
	}

	private static int shortestForm(long length) {
		return (length < 0 || length > 0xFFFF) ? 8 : (length > 125) ? 2 : 0;
	}

	/** The bytes that an endpoint of this side receives, or sends. */
	public byte[] bytes(boolean masked) {
		ByteBuffer bytes = ByteBuffer.allocate(14 + this.payload.length);
		bytes.put((byte) ((this.fin ? 0x80 : 0) | this.rsv << 4 | this.opcode));
		int mask = masked ? 0x80 : 0;
		switch (this.lengthBytes) {
			case 0 -> bytes.put((byte) (mask | (int) this.announced));
			case 2 -> bytes.put((byte) (mask | 126)).putShort((short) this.announced);
			default -> bytes.put((byte) (mask | 127)).putLong(this.announced);
		}
		if (!masked) {
			bytes.put(this.payload);
		}
		else {
			byte[] key = ByteBuffer.allocate(4).putInt(KEY).array();
			bytes.put(key);
			for (int i = 0; i < this.payload.length; i++) {
				bytes.put((byte) (this.payload[i] ^ key[i % 4]));
			}
		}
		byte[] whole = new byte[bytes.position()];
		bytes.flip().get(whole);
		return whole;
	}

	public static byte[] bytes(boolean masked, WireFrame... frames) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (WireFrame frame : frames) {
			all.writeBytes(frame.bytes(masked));
		}
		return all.toByteArray();
	}

	public static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
	}

	/** Reads frames that keep the rules, and nothing but whole ones. */
	public static List<WireFrame> parse(byte[] bytes) {
		List<WireFrame> frames = new ArrayList<>();
		ByteBuffer in = ByteBuffer.wrap(bytes);
		while (in.hasRemaining()) {
			int first = in.get();
			int second = in.get();
			int length = second & 0x7F;
			int lengthBytes = (length == 126) ? 2 : (length == 127) ? 8 : 0;
			if (lengthBytes > 0) {
				length = (lengthBytes == 2) ? in.getShort() & 0xFFFF : Math.toIntExact(in.getLong());
			}
			byte[] key = new byte[4];
			if ((second & 0x80) != 0) {
				in.get(key);
			}
			byte[] payload = new byte[length];
			in.get(payload);
			for (int i = 0; i < length; i++) {
				payload[i] ^= key[i % 4];
			}
			frames
				.add(new WireFrame((first & 0x80) != 0, (first >> 4) & 0x7, first & 0xF, payload, length, lengthBytes));
		}
		return frames;
	}

	/**
	 * The frame in a word or two, such as {@code text Hello} or {@code close 1000 bye}.
	 */
	public String describe() {
		String name = Opcode.name(this.opcode) + (this.fin ? "" : "...") + ((this.rsv != 0) ? " rsv" + this.rsv : "");
		if (this.opcode == Opcode.CLOSE && this.payload.length >= 2) {
			return name + " " + ByteBuffer.wrap(this.payload).getShort()
					+ (" " + new String(this.payload, 2, this.payload.length - 2, StandardCharsets.UTF_8))
						.stripTrailing();
		}
		String content = (this.opcode == Opcode.BINARY) ? HexFormat.of().formatHex(this.payload)
				: new String(this.payload, StandardCharsets.UTF_8);
		return (name + " " + content).stripTrailing();
	}

	@Override
	public String toString() {
		return Opcode.name(this.opcode) + (this.fin ? "" : "...") + " of " + this.announced + " bytes";
	}

}
