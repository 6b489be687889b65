package dev.wsboot.engine.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.testing.Frame.continuation;
import static dev.wsboot.engine.testing.Frame.hex;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.fail;

/**
 * RFC 6455 section 8.1: text is UTF-8 as RFC 3629 defines it, and what is not fails the
 * connection at the first byte that cannot be.
 */
@ExtendWith(NothingLeftOver.class)
class Utf8Tests {

	private static final String RULE = "UTF-8 (RFC 6455 section 8.1)";

	/** Text with characters of one to four bytes and at the borders of their ranges. */
	static final String MIXED = "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!! \u0000\u007f\u0080\u07ff"
			+ "\u0800\ud7ff\ue000\ufffd\uffff\ud800\udc00\udbff\udfff \u03ba\u1f79\u03c3\u03bc\u03b5 \u20ac\ud83d\ude00";

	/**
	 * Invalid sequences: how many of their bytes could begin a valid text, and the bytes.
	 */
	static Stream<String> invalidSequences() {
		return Stream.of(
				// A continuation byte where a character has to begin.
				"0: 80", "0: bf", "0: 80 80", "1: 61 80", "3: e2 82 ac 80",
				// Leads that no character has: overlong two-byte forms, above U+10FFFF.
				"0: c0 80", "0: c0 af", "0: c1 bf", "0: f5 80 80 80", "0: f8 88 80 80 80", "0: fc 84 80 80 80 80",
				"0: fe", "0: ff", "0: f7 bf bf bf",
				// Overlong forms of three and four bytes.
				"1: e0 80 80", "1: e0 9f bf", "1: e0 80 af", "1: f0 80 80 80", "1: f0 8f bf bf", "1: f0 80 80 af",
				// Surrogates, alone and in pairs.
				"1: ed a0 80", "1: ed ad bf", "1: ed ae 80", "1: ed bf bf", "1: ed a0 80 ed b0 80", "1: ed b0 80",
				// Above U+10FFFF.
				"1: f4 90 80 80", "1: f4 bf bf bf",
				// Characters that break off.
				"1: c2 61", "1: c2 c2 80", "1: e2 61", "2: e2 82 61", "2: e2 82 e2 82 ac", "1: f0 61", "2: f0 9f 61",
				"3: f0 9f 98 61", "3: f0 9f 98 f0 9f 98 80", "1: df ff", "2: ef bf 7f", "2: ef bf c0", "3: f4 8f bf 7f",
				"3: f4 8f bf c0");
	}

	/** Characters that lack their last bytes. */
	static Stream<String> incompleteSequences() {
		return Stream.of("c2", "df", "e0", "e0 a0", "e2", "e2 82", "ed", "ed 9f", "ef bf", "f0", "f0 90", "f0 90 80",
				"f4", "f4 8f", "f4 8f bf", "61 c3", "e2 82 ac e2 82");
	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class ValidText {

		@Parameter
		Side side;

		@ParameterizedTest
		@ValueSource(strings = { "", "a", "\u0000", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000",
				"\ufffe", "\uffff", "\ufeff", "\ufdd0", "\ud800\udc00", "\udbff\udfff", MIXED })
		void isDelivered(String text) {
			Conversation.of(this.side).receives(text(text)).emits(Event.text(text));
			Conversation.of(this.side).receivesByteByByte(text(text)).emits(Event.text(text));
			byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
			for (int split = 0; split <= utf8.length; split++) {
				Conversation.of(this.side)
					.receives(text(Arrays.copyOf(utf8, split)).unfinished(),
							continuation(Arrays.copyOfRange(utf8, split, utf8.length)))
					.emits(Event.text(text));
			}
		}

		@Test
		void everyByteMayBeAFragment() {
			byte[] utf8 = MIXED.getBytes(StandardCharsets.UTF_8);
			List<Frame> frames = new ArrayList<>();
			frames.add(text("").unfinished());
			for (byte b : utf8) {
				frames.add(continuation(new byte[] { b }).unfinished());
			}
			frames.add(continuation(""));
			Conversation.of(this.side).receives(frames.toArray(new Frame[0])).emits(Event.text(MIXED));
		}

		@Test
		void everyBlockOfCodePointsIsDelivered() {
			StringBuilder all = new StringBuilder();
			for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += 37) {
				if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
					all.appendCodePoint(codePoint);
				}
			}
			Conversation endpoint = Conversation.of(this.side);
			byte[] frame = endpoint.inbound(text(all.toString()));
			endpoint.receives(frame).emits(Event.text(all.toString()));
			endpoint.receivesInSteps(4093, frame).emits(Event.text(all.toString()));
		}

		@Test
		void binaryNeedNotBeUtf8() {
			Conversation.of(this.side).receives(Frame.binary("c0 80 ff")).emits(Event.binary("c0 80 ff"));
			Conversation.of(this.side)
				.receives(Frame.binary("c0").unfinished(), continuation(hex("ff")))
				.emits(Event.binary("c0 ff"));
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class InvalidText {

		@Parameter
		Side side;

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.protocol.Utf8Tests#invalidSequences")
		void failsAsAWhole(String sequence) {
			Conversation.of(this.side).receives(text(bytes(sequence))).failsWith(1007, RULE);
		}

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.protocol.Utf8Tests#invalidSequences")
		void failsBehindOtherText(String sequence) {
			for (String before : List.of("abcdefg", "abcdefgh", "abcdefghi", "\u20ac", "abcdefg\ud83d\ude00")) {
				byte[] text = concat(before.getBytes(StandardCharsets.UTF_8), bytes(sequence));
				Conversation.of(this.side).receives(text(text)).failsWith(1007, RULE);
			}
		}

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.protocol.Utf8Tests#invalidSequences")
		void failsInsideAFrameAtTheFirstImpossibleByte(String sequence) {
			// The frame goes on behind the sequence: waiting for its end would be late.
			Conversation endpoint = Conversation.of(this.side);
			byte[] frame = endpoint.inbound(text(concat(bytes(sequence), new byte[20])));
			int impossible = frame.length - 20 - bytes(sequence).length + possible(sequence);
			endpoint.receivesByteByByte(Arrays.copyOf(frame, impossible)).emitsNothing().sendsNothing();
			endpoint.receives(new byte[] { frame[impossible] }).failsWith(1007, RULE);
		}

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.protocol.Utf8Tests#invalidSequences")
		void failsInsideAFragmentedMessageAtTheFirstImpossibleByte(String sequence) {
			byte[] bytes = bytes(sequence);
			Conversation endpoint = Conversation.of(this.side);
			endpoint.receives(text("before").unfinished());
			for (int i = 0; i < possible(sequence); i++) {
				endpoint.receives(continuation(new byte[] { bytes[i] }).unfinished()).emitsNothing();
			}
			endpoint.receives(continuation(new byte[] { bytes[possible(sequence)] }).unfinished())
				.failsWith(1007, RULE);
		}

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.protocol.Utf8Tests#incompleteSequences")
		void textMayNotEndInsideACharacter(String sequence) {
			byte[] bytes = hex(sequence);
			Conversation.of(this.side).receives(text(bytes)).failsWith(1007, RULE);
			Conversation.of(this.side).receivesByteByByte(text(bytes)).failsWith(1007, RULE);
			Conversation.of(this.side).receives(text(bytes).unfinished(), continuation("")).failsWith(1007, RULE);
			Conversation.of(this.side)
				.receives(text("").unfinished(), continuation(bytes).unfinished())
				.emitsNothing()
				.receives(continuation(""))
				.failsWith(1007, RULE);
		}

		@Test
		void nextMessageBeginsAnew() {
			// The second byte of a character does not count for the next message.
			Conversation.of(this.side)
				.receives(text("a\u20ac").unfinished(), continuation(""), text(hex("82 ac")))
				.emits(Event.text("a\u20ac"))
				.failsWith(1007, RULE);
		}

		private static byte[] bytes(String sequence) {
			return hex(sequence.substring(3));
		}

		private static int possible(String sequence) {
			return sequence.charAt(0) - '0';
		}

	}

	/** The validator alone, against the JDK's decoder. */
	@Nested
	class Validator {

		private final int[] borders = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xF0,
				0xFF };

		@Test
		void agreesOnTwoBytes() {
			for (int first = 0; first <= 0xFF; first++) {
				for (int second = 0; second <= 0xFF; second++) {
					agree(first, second);
				}
			}
		}

		@Test
		void agreesOnThreeBytes() {
			for (int first = 0; first <= 0xFF; first++) {
				for (int second = 0; second <= 0xFF; second++) {
					for (int third : this.borders) {
						agree(first, second, third);
					}
				}
			}
		}

		@Test
		void agreesOnFourBytes() {
			for (int first = 0xE0; first <= 0xFF; first++) {
				for (int second = 0; second <= 0xFF; second++) {
					for (int third : this.borders) {
						for (int fourth : this.borders) {
							agree(first, second, third, fourth);
						}
					}
				}
			}
		}

		private static void agree(int... text) {
			byte[] bytes = new byte[text.length];
			for (int i = 0; i < text.length; i++) {
				bytes[i] = (byte) text[i];
			}
			byte[] decodedAndEncoded = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
			if (Utf8Validator.isValid(bytes, 0, bytes.length) != Arrays.equals(bytes, decodedAndEncoded)) {
				fail(HexFormat.of().formatHex(bytes) + " is judged wrong");
			}
		}

	}

	private static byte[] concat(byte[] first, byte[] second) {
		byte[] all = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, all, first.length, second.length);
		return all;
	}

}
