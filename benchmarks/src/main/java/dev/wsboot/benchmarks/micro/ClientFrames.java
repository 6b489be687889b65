package dev.wsboot.benchmarks.micro;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Masked text frames (RFC 6455 section 5.2) that can be decoded again and again: their
 * masking key is 0, so that unmasking them in place costs what it always costs and leaves
 * the bytes as they are.
 */
final class ClientFrames {

	private ClientFrames() {
	}

	/**
	 * Frames one behind the other, as one read would find them.
	 * @param size payload of each, bytes
	 * @param count how many
	 */
	static byte[] text(int size, int count) {
		byte[] payload = "a".repeat(size).getBytes(StandardCharsets.US_ASCII);
		ByteBuffer frames = ByteBuffer.allocate((size + 14) * count);
		for (int i = 0; i < count; i++) {
			frames.put((byte) 0x81);
			if (size <= 125) {
				frames.put((byte) (0x80 | size));
			}
			else if (size <= 0xFFFF) {
				frames.put((byte) (0x80 | 126)).putShort((short) size);
			}
			else {
				frames.put((byte) (0x80 | 127)).putLong(size);
			}
			frames.putInt(0).put(payload);
		}
		byte[] bytes = new byte[frames.position()];
		frames.flip().get(bytes);
		return bytes;
	}

}
