package dev.wsboot.engine.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

import dev.wsboot.engine.internal.buffer.Segment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text to bytes in place, if all of it is ASCII.
 */
class AsciiEncoderTests {

	private static final int ROOM = 3;

	private final AsciiEncoder encoder = new AsciiEncoder();

	static IntStream lengths() {
		return IntStream.of(0, 1, 7, 8, 9, 127, 128, 129, 2047, 2048, 2049, 4095, 4096, 4097, 65_522);
	}

	/** In both ways, where the text is short enough for both. */
	private boolean encode(String text, byte[] out, int at) {
		boolean ascii = this.encoder.encode(text, 0, text.length(), ByteBuffer.wrap(out).position(at));
		if (text.length() <= Segment.CHARACTERS) {
			Arrays.fill(out, at, at + text.length(), (byte) -1);
			char[] room = new char[Segment.CHARACTERS];
			Arrays.fill(room, '\uFFFF');
			assertThat(AsciiEncoder.encode(text, room, out, at)).isEqualTo(ascii);
		}
		return ascii;
	}

	private static String ascii(int length) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < length; i++) {
			text.append((char) (i * 31 % 128));
		}
		return text.toString();
	}

	@ParameterizedTest
	@MethodSource("lengths")
	void writesAByteForEveryCharacterAndNothingElse(int length) {
		byte[] out = new byte[ROOM + length + ROOM];
		Arrays.fill(out, (byte) -1);
		String text = ascii(length);
		assertThat(encode(text, out, ROOM)).isTrue();
		byte[] expected = new byte[out.length];
		Arrays.fill(expected, (byte) -1);
		System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, expected, ROOM, length);
		assertThat(out).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(chars = { 0x80, 0xE9, 0xFF, 0x100, 0x20AC, 0xD83D, 0xDE00, 0xFFFF })
	void refusesAnyOtherCharacterWhereverItStands(char other) {
		for (int length : new int[] { 1, 9, 128, 2048, 2049, 5000 }) {
			for (int at : new int[] { 0, length / 2, length - 1 }) {
				char[] text = ascii(length).toCharArray();
				text[at] = other;
				assertThat(encode(new String(text), new byte[length], 0))
					.as("%04x at %d of %d", (int) other, at, length)
					.isFalse();
			}
		}
		assertThat(encode("again", new byte[5], 0)).as("usable afterwards").isTrue();
	}

}
