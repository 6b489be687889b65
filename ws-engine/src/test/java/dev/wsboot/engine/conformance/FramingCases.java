package dev.wsboot.engine.conformance;

import dev.wsboot.engine.testing.Frame;

/**
 * Every form of length carries both types of message (RFC 6455 sections 5.2 and 5.3).
 */
final class FramingCases {

	private static final int[] LENGTHS = { 0, 1, 125, 126, 127, 128, 65535, 65536 };

	private FramingCases() {
	}

	static Cases all() {
		Cases cases = new Cases(1, "Framing");
		cases.section();
		for (int length : LENGTHS) {
			cases.test("Text of " + length + " bytes (5.2)",
					(tester) -> tester.echoes(Frame.text(Samples.letters(length))).closes());
		}
		cases.test("Text of 65536 bytes in chops of 997 (5.2)",
				(tester) -> tester.inChopsOf(997).echoes(Frame.text(Samples.letters(65536))).closes());
		cases.section();
		for (int length : LENGTHS) {
			cases.test("Binary of " + length + " bytes (5.2)",
					(tester) -> tester.echoes(Frame.binary(Samples.octets(length))).closes());
		}
		cases.test("Binary of 65536 bytes in chops of 997 (5.2)",
				(tester) -> tester.inChopsOf(997).echoes(Frame.binary(Samples.octets(65536))).closes());
		cases.section();
		cases.test("A length of 5 in 16 bits, which is not the shortest form (5.2)",
				(tester) -> tester.sends(Frame.text("short").lengthIn(2)).failsWith(1002));
		cases.test("A length of 5 in 64 bits, which is not the shortest form (5.2)",
				(tester) -> tester.sends(Frame.text("short").lengthIn(8)).failsWith(1002));
		cases.test("A length of 300 in 64 bits, which is not the shortest form (5.2)",
				(tester) -> tester.sends(Frame.binary(Samples.octets(300)).lengthIn(8)).failsWith(1002));
		cases.test("A frame masked by a server, or not masked by a client (5.1)",
				(tester) -> tester.sendsMaskedWrongly(Frame.text("Hello")).failsWith(1002));
		cases.test("Many messages in one piece (5.2)", (tester) -> {
			Frame[] frames = { Frame.text("one"), Frame.binary(Samples.noise(200)), Frame.text(""), Frame.text("two") };
			tester.sends(frames).receives(frames).closes();
		});
		return cases;
	}

}
