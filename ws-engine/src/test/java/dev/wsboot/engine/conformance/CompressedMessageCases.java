package dev.wsboot.engine.conformance;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import dev.wsboot.engine.testing.Frame;

/**
 * Compressed messages of all kinds and sizes, and what there must not be in them (RFC
 * 7692 sections 6 and 7.2).
 */
final class CompressedMessageCases {

	private static final int[] SIZES = { 16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072 };

	private static final int[] SIZES_IN_FRAGMENTS = { 1024, 4096, 8192, 16384, 32768, 65536, 131072, 262144 };

	/** Bytes of all messages of a case together, if there would not be too few. */
	private static final int VOLUME = 64 * 1024;

	private static final int LEAST_MESSAGES = 3;

	private static final int MOST_MESSAGES = 200;

	private CompressedMessageCases() {
	}

	/** Makes messages that differ from each other. */
	private record Kind(String name, int opcode, Source source) {

		Frame message(int size, int seed) {
			return Frame.of(this.opcode, this.source.bytes(size, seed));
		}

	}

	private interface Source {

		byte[] bytes(int size, int seed);

	}

	private static final List<Kind> KINDS = List.of(new Kind("words", Frame.TEXT, Samples::prose),
			new Kind("records", Frame.BINARY, Samples::records), new Kind("digits", Frame.TEXT, Samples::digits),
			new Kind("noise", Frame.BINARY, (size, seed) -> Samples.noise(size + seed)),
			new Kind("one letter", Frame.TEXT, (size, seed) -> Frame.utf8(Samples.letters(size + seed))));

	static Cases all() {
		Cases cases = new Cases(12, "Compressed messages");
		for (Kind kind : KINDS) {
			cases.section();
			for (int size : SIZES) {
				cases.test("Messages of " + size + " bytes of " + kind.name + " (7.2)", Compression.PLAIN,
						(tester) -> echoes(tester, kind, size, size));
			}
			for (int size : SIZES_IN_FRAGMENTS) {
				cases.test("Messages of " + size + " bytes of " + kind.name + " in sixteen fragments (6.1)",
						Compression.PLAIN, (tester) -> echoes(tester, kind, size, size / 16));
			}
		}
		valid(cases.section());
		invalid(cases.section());
		return cases;
	}

	private static void echoes(Tester tester, Kind kind, int size, int fragment) {
		int count = Math.min(MOST_MESSAGES, Math.max(LEAST_MESSAGES, VOLUME / size));
		for (int i = 0; i < count; i++) {
			Frame message = kind.message(size, i);
			tester.sends(tester.compressed(message).inFragmentsOf(Math.max(1, fragment))).receives(message);
		}
		tester.closes();
	}

	private static void valid(Cases cases) {
		Frame text = Frame.text("Hello Hello Hello Hello");
		test(cases, "Compressed, plain and again compressed (6)",
				(tester) -> tester.sends(tester.compressed(text), text, tester.compressed(text))
					.receives(text, text, text)
					.closes());
		test(cases, "Empty message (7.2.3.6)",
				(tester) -> tester.sends(tester.compressed(Frame.text(""))).receives(Frame.text("")).closes());
		test(cases, "Empty fragments around the compressed payload (6.1)", (tester) -> {
			Frame compressed = tester.compressed(text);
			tester
				.sends(Frame.text("").rsv(Frame.RSV1).unfinished(),
						Frame.continuation(compressed.payload()).unfinished(), Frame.continuation(""))
				.receives(text)
				.closes();
		});
		test(cases, "Fragments of 1 byte with Pings between them (6.1)", (tester) -> {
			for (Frame fragment : tester.compressed(text).inFragmentsOf(1)) {
				tester.sends(fragment);
				if (!fragment.fin()) {
					tester.sends(Frame.ping("?")).receives(Frame.pong("?"));
				}
			}
			tester.receives(text).closes();
		});
		test(cases, "Stored block (7.2.3.3)",
				(tester) -> tester.sends(deflated("00 05 00 FA FF 48 65 6C 6C 6F 00"))
					.receives(Frame.text("Hello"))
					.closes());
		test(cases, "Final block, with an empty one behind it (7.2.3.4)",
				(tester) -> tester.sends(deflated("F3 48 CD C9 C9 07 00 00")).receives(Frame.text("Hello")).closes());
		test(cases, "Two blocks (7.2.3.5)",
				(tester) -> tester.sends(deflated("F2 48 05 00 00 00 FF FF CA C9 C9 07 00"))
					.receives(Frame.text("Hello"))
					.closes());
		test(cases, "Characters of several bytes in fragments of 1 byte (6.1)", (tester) -> {
			Frame words = Frame.text(Samples.prose(500, 1));
			tester.sends(tester.compressed(words).inFragmentsOf(1)).receives(words).closes();
		});
	}

	private static void invalid(Cases cases) {
		Frame text = Frame.text("Hello Hello Hello Hello");
		test(cases, "RSV1 in a continuation (6.1)", (tester) -> {
			Frame[] fragments = tester.compressed(text).inFragmentsOf(8);
			fragments[1] = fragments[1].rsv(Frame.RSV1);
			tester.sends(fragments).failsWith(1002);
		});
		test(cases, "RSV1 in a Ping (6.1)", (tester) -> tester.sends(Frame.ping("?").rsv(Frame.RSV1)).failsWith(1002));
		test(cases, "RSV1 in a Close (6.1)",
				(tester) -> tester.sends(Frame.close(1000, "").rsv(Frame.RSV1)).failsWith(1002));
		test(cases, "RSV2, which the extension does not use (5)",
				(tester) -> tester.sends(tester.compressed(text).rsv(6)).failsWith(1002));
		test(cases, "Block of no type (7.2.2)", (tester) -> tester.sends(deflated("07 FF FF")).failsWith(1002, 1007));
		test(cases, "Stored block whose length is not repeated (7.2.2)",
				(tester) -> tester.sends(deflated("00 05 00 00 00 48 65 6C 6C 6F 00")).failsWith(1002, 1007));
		test(cases, "Distance that reaches before the first message (7.2.2)",
				(tester) -> tester.sends(deflated("02 22 00")).failsWith(1002, 1007));
		test(cases, "Text that is not UTF-8 (7.2.2)", (tester) -> {
			byte[] broken = Arrays.copyOf(Samples.prose(400, 2), 401);
			broken[400] = (byte) 0xFF;
			tester.sends(tester.compressed(Frame.text(broken))).failsWith(1007);
		});
		test(cases, "Text that ends within a character (7.2.2)",
				(tester) -> tester.sends(tester.compressed(Frame.text(new byte[] { 'a', (byte) 0xE2, (byte) 0x82 })))
					.failsWith(1007));
	}

	private static void test(Cases cases, String title, Case.Script script) {
		cases.test(title, Compression.PLAIN, script);
	}

	private static Frame deflated(String hex) {
		return Frame.text(HexFormat.ofDelimiter(" ").parseHex(hex)).rsv(Frame.RSV1);
	}

}
