package dev.wsboot.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * The frames of a client (RFC 6455 section 5.2), made once and sent again and again.
 */
final class Frames {

	private static final int TEXT = 0x81;

	private static final int CLOSE = 0x88;

	private static final int RSV1 = 0x40;

	private static final byte[] KEY = { 0x12, 0x34, 0x56, 0x78 };

	/** The same messages in every run. */
	private static final long SEED = 6455;

	private Frames() {
	}

	/**
	 * A text message.
	 * @param size length of its text in bytes
	 */
	static byte[] text(int size, boolean compressed) {
		byte[] payload = trades(size).getBytes(StandardCharsets.US_ASCII);
		return compressed ? frame(TEXT | RSV1, deflate(payload)) : frame(TEXT, payload);
	}

	/**
	 * JSON of which each piece has values of its own, so that it is not all too easily
	 * compressed.
	 */
	private static String trades(int size) {
		Random random = new Random(SEED);
		StringBuilder text = new StringBuilder();
		while (text.length() < size) {
			text.append("{\"type\":\"trade\",\"symbol\":\"").append(Long.toString(random.nextInt(1_000_000), 36));
			text.append("\",\"price\":").append(random.nextInt(100_000) / 100.0);
			text.append(",\"quantity\":").append(random.nextInt(10_000));
			text.append(",\"id\":").append(random.nextInt(1_000_000_000)).append("},");
		}
		return text.substring(0, size);
	}

	static byte[] close(int code) {
		return frame(CLOSE, new byte[] { (byte) (code >> 8), (byte) code });
	}

	private static byte[] frame(int first, byte[] payload) {
		int length = payload.length;
		ByteBuffer frame = ByteBuffer.allocate(length + 14).put((byte) first);
		if (length <= 125) {
			frame.put((byte) (0x80 | length));
		}
		else if (length <= 0xFFFF) {
			frame.put((byte) (0x80 | 126)).putShort((short) length);
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(length);
		}
		frame.put(KEY);
		for (int i = 0; i < length; i++) {
			frame.put((byte) (payload[i] ^ KEY[i & 3]));
		}
		byte[] bytes = new byte[frame.position()];
		frame.flip().get(bytes);
		return bytes;
	}

	private static byte[] deflate(byte[] payload) {
		Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
		try {
			deflater.setInput(payload);
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			byte[] buffer = new byte[4096];
			int length;
			do {
				length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
				out.write(buffer, 0, length);
			}
			while (length == buffer.length);
			byte[] deflated = out.toByteArray();
			// RFC 7692 section 7.2.1: the last four bytes, 00 00 FF FF, are removed.
			byte[] body = new byte[deflated.length - 4];
			System.arraycopy(deflated, 0, body, 0, body.length);
			return body;
		}
		finally {
			deflater.end();
		}
	}

}
