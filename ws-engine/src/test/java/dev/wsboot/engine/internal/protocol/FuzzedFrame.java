package dev.wsboot.engine.internal.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame as the figure in RFC 6455 section 5.2 shows it, read without regard to any rule
 * and without a line in common with {@link FrameDecoder}.
 *
 * @param length as announced; negative for one above 2^63
 * @param missing bytes of the payload that are not there; negative as the length is
 */
record FuzzedFrame(boolean fin, int rsv, int opcode, boolean masked, int lengthBytes, long length, byte[] payload,
		long missing) {

	/** All frames, of which the last may be cut off; a cut-off header is left out. */
	static List<FuzzedFrame> all(byte[] bytes) {
		List<FuzzedFrame> frames = new ArrayList<>();
		ByteBuffer in = ByteBuffer.wrap(bytes);
		for (FuzzedFrame frame; (frame = read(in)) != null;) {
			frames.add(frame);
			if (frame.missing != 0) {
				break;
			}
		}
		return frames;
	}

	private static FuzzedFrame read(ByteBuffer in) {
		if (in.remaining() < 2) {
			return null;
		}
		int first = in.get() & 0xFF;
		int second = in.get() & 0xFF;
		int lengthBytes = switch (second % 128) {
			case 126 -> 2;
			case 127 -> 8;
			default -> 0;
		};
		boolean masked = second >= 128;
		if (in.remaining() < lengthBytes + (masked ? 4 : 0)) {
			return null;
		}
		long length = switch (lengthBytes) {
			case 2 -> in.getChar();
			case 8 -> in.getLong();
			default -> second % 128;
		};
		byte[] key = new byte[4];
		if (masked) {
			in.get(key);
		}
		byte[] payload = new byte[(length < 0) ? in.remaining() : (int) Math.min(length, in.remaining())];
		in.get(payload);
		for (int i = 0; masked && i < payload.length; i++) {
			payload[i] ^= key[i % 4];
		}
		return new FuzzedFrame(first >= 128, first / 16 % 8, first % 16, masked, lengthBytes, length, payload,
				length - payload.length);
	}

	/** Size of the header in bytes. */
	int headerBytes() {
		return 2 + this.lengthBytes + (this.masked ? 4 : 0);
	}

	boolean isShortestForm() {
		return switch (this.lengthBytes) {
			case 0 -> true;
			case 2 -> this.length > 125;
			default -> this.length > 0xFFFF;
		};
	}

	/** The frames' size, the missing bytes of the last included. */
	static long size(List<FuzzedFrame> frames) {
		return frames.stream().mapToLong((frame) -> frame.headerBytes() + frame.length).sum();
	}

}
