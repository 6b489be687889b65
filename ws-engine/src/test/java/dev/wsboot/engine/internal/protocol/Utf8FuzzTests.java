package dev.wsboot.engine.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import dev.wsboot.engine.fuzz.Pieces;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * The validator and the JDK's decoder on the same bytes: they agree on what is UTF-8, and
 * on the very byte at which text stops being it.
 */
class Utf8FuzzTests {

	/** The first byte: how to cut. The rest is the text. */
	public static void fuzzerTestOneInput(byte[] data) {
		FuzzInput input = new FuzzInput(data);
		int seed = input.next();
		byte[] text = input.rest();
		int valid = validPrefix(text);
		requireEqual(firstRejected(text, Pieces.of(0)), (valid < 0) ? -valid - 1 : -1,
				"it is the first impossible byte that is refused");
		Utf8Validator validator = new Utf8Validator();
		boolean[] accepted = { true };
		Pieces.of(seed)
			.cut(0, text.length,
					(offset, length) -> accepted[0] = accepted[0] && validator.accept(text, offset, length));
		boolean expected = valid == text.length;
		requireEqual(accepted[0], valid >= 0, "pieces change nothing");
		requireEqual(accepted[0] && validator.isComplete(), expected, "text that ends inside a character is none");
		requireEqual(Utf8Validator.isValid(text, 0, text.length), expected, "both agree on the whole");
		requireEqual(Utf8Validator.isAscii(text, 0, text.length), text.length == asciiPrefix(text), "ASCII is ASCII");
	}

	private static int firstRejected(byte[] text, Pieces bytes) {
		Utf8Validator validator = new Utf8Validator();
		int[] rejected = { -1 };
		bytes.cut(0, text.length, (offset, length) -> {
			if (rejected[0] < 0 && !validator.accept(text, offset, length)) {
				rejected[0] = offset;
			}
		});
		return rejected[0];
	}

	/**
	 * Bytes of whole characters, or less than 0 if no continuation can make it text: then
	 * -1 less the index of the byte that decides it.
	 */
	private static int validPrefix(byte[] text) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		int start = 0;
		for (int end = 1; end <= text.length; end++) {
			byte[] character = Arrays.copyOfRange(text, start, end);
			if (isValid(decoder, character)) {
				start = end;
			}
			else if (!canBeCompleted(decoder, character)) {
				return -end;
			}
		}
		return start;
	}

	/** Whatever may follow the start of a character, 80 or BF is among it. */
	private static boolean canBeCompleted(CharsetDecoder decoder, byte[] start) {
		for (int length = start.length + 1; length <= 4; length++) {
			for (byte following : new byte[] { (byte) 0x80, (byte) 0xBF }) {
				byte[] completed = Arrays.copyOf(start, length);
				Arrays.fill(completed, start.length, length, following);
				if (isValid(decoder, completed)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isValid(CharsetDecoder decoder, byte[] character) {
		return !decoder.reset().decode(ByteBuffer.wrap(character), CharBuffer.allocate(4), true).isError();
	}

	private static int asciiPrefix(byte[] text) {
		int at = 0;
		while (at < text.length && text[at] >= 0) {
			at++;
		}
		return at;
	}

	@ParameterizedTest
	@Corpus
	void agreesWithTheJdk(byte[] input) {
		fuzzerTestOneInput(input);
	}

}
