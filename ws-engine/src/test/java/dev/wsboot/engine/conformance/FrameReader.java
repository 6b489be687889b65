package dev.wsboot.engine.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import dev.wsboot.engine.testing.Frame;

/**
 * Reads what the tested endpoint sends: messages and control frames, each as one frame.
 * Whatever no endpoint may send is an {@link AssertionError} that names the rule.
 */
final class FrameReader {

	private static final Set<Integer> OPCODES = Set.of(Frame.CONTINUATION, Frame.TEXT, Frame.BINARY, Frame.CLOSE,
			Frame.PING, Frame.PONG);

	private final InputStream in;

	private final boolean masked;

	private final Deflation deflation;

	/** What has been received of a message in fragments. */
	private ByteArrayOutputStream fragments;

	private Frame first;

	/**
	 * Creates a reader.
	 * @param masked whether frames have to be masked, because a client sends them
	 * @param deflation what was negotiated, or null
	 */
	FrameReader(InputStream in, boolean masked, Deflation deflation) {
		this.in = in;
		this.masked = masked;
		this.deflation = deflation;
	}

	/**
	 * Reads the next message or control frame.
	 * @return null at the end of the stream
	 */
	Frame next() throws IOException {
		while (true) {
			Frame frame = frame();
			if (frame == null) {
				require(this.first == null, "the stream ends within a message");
				return null;
			}
			if (frame.isControl()) {
				return frame;
			}
			require((frame.opcode() == Frame.CONTINUATION) == (this.first != null),
					"5.4: a message follows another and is not mixed with it, not " + frame);
			if (this.first == null) {
				if (frame.fin()) {
					return message(frame, frame.payload());
				}
				this.first = frame;
				this.fragments = new ByteArrayOutputStream();
			}
			this.fragments.writeBytes(frame.payload());
			if (frame.fin()) {
				Frame begin = this.first;
				this.first = null;
				return message(begin, this.fragments.toByteArray());
			}
		}
	}

	private Frame message(Frame first, byte[] payload) {
		byte[] data = (first.rsv() == Frame.RSV1) ? this.deflation.decompress(payload) : payload;
		if (first.opcode() == Frame.TEXT) {
			requireUtf8(data, 0, "5.6: a text is UTF-8");
		}
		return Frame.of(first.opcode(), data);
	}

	private Frame frame() throws IOException {
		Frame frame = Frame.read(this.in, this.masked);
		if (frame != null) {
			check(frame);
		}
		return frame;
	}

	private void check(Frame frame) {
		require(frame.lengthBytes() == Frame.of(frame.opcode(), frame.payload()).lengthBytes(),
				"5.2: a length has the shortest form");
		require(OPCODES.contains(frame.opcode()), "5.2: opcodes are known, not " + frame);
		boolean begins = frame.opcode() == Frame.TEXT || frame.opcode() == Frame.BINARY;
		require(frame.rsv() == 0 || (frame.rsv() == Frame.RSV1 && begins && this.deflation != null),
				"5.2: reserved bits are 0 but for RSV1 where a compressed message begins, not " + frame);
		if (frame.isControl()) {
			require(frame.fin() && frame.payload().length <= 125,
					"5.5: a control frame is whole and has at most 125 bytes, not " + frame);
		}
		if (frame.opcode() == Frame.CLOSE && frame.payload().length > 0) {
			require(frame.payload().length > 1, "5.5.1: a close code has two bytes");
			int code = frame.closeCode();
			require((code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006)
					|| (code >= 3000 && code <= 4999), "7.4: a close code may be sent, not " + code);
			requireUtf8(frame.payload(), 2, "5.5.1: a reason is UTF-8");
		}
	}

	private static void requireUtf8(byte[] bytes, int offset, String rule) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, bytes.length - offset));
		}
		catch (CharacterCodingException ex) {
			throw new AssertionError(rule, ex);
		}
	}

	private static void require(boolean holds, String rule) {
		if (!holds) {
			throw new AssertionError(rule);
		}
	}

}
