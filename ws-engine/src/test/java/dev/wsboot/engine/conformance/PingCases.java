package dev.wsboot.engine.conformance;

import java.util.stream.IntStream;

import dev.wsboot.engine.testing.Frame;

/**
 * A Ping is answered by a Pong of the same payload, a Pong by nothing (RFC 6455 sections
 * 5.5.2 and 5.5.3).
 */
final class PingCases {

	private PingCases() {
	}

	static Cases all() {
		Cases cases = new Cases(2, "Pings and pongs");
		cases.section();
		cases.test("Ping without a payload (5.5.2)", (tester) -> pings(tester, new byte[0]).closes());
		cases.test("Ping with a text (5.5.2)", (tester) -> pings(tester, Frame.utf8("are you there?")).closes());
		cases.test("Ping with bytes that are no text (5.5.2)",
				(tester) -> pings(tester, new byte[] { 0, -1, -2, -3, -64, 0 }).closes());
		cases.test("Ping of 125 bytes, the most there may be (5.5)",
				(tester) -> pings(tester, Samples.octets(125)).closes());
		cases.test("Ping of 126 bytes (5.5)",
				(tester) -> tester.sends(Frame.of(Frame.PING, Samples.octets(126))).failsWith(1002));
		cases.test("Ping of 125 bytes in chops of 1 (5.5.2)",
				(tester) -> pings(tester.inChopsOf(1), Samples.octets(125)).closes());
		cases.section();
		cases.test("Pong without a payload that nobody asked for (5.5.3)",
				(tester) -> tester.sends(Frame.pong("")).echoes(Frame.text("still here")).closes());
		cases.test("Pong with a payload that nobody asked for (5.5.3)",
				(tester) -> tester.sends(Frame.pong("by the way")).echoes(Frame.text("still here")).closes());
		cases.test("Pong that nobody asked for, then a Ping (5.5.3)",
				(tester) -> pings(tester.sends(Frame.pong("by the way")), Frame.utf8("and now?")).closes());
		cases.test("Pong of 126 bytes (5.5)",
				(tester) -> tester.sends(Frame.of(Frame.PONG, Samples.octets(126))).failsWith(1002));
		cases.section();
		cases.test("Ten Pings in one piece (5.5.2)",
				(tester) -> tester.sends(ten(Frame.PING)).receives(ten(Frame.PONG)).closes());
		cases.test("Ten Pings in chops of 1 (5.5.2)",
				(tester) -> tester.inChopsOf(1).sends(ten(Frame.PING)).receives(ten(Frame.PONG)).closes());
		return cases;
	}

	private static Tester pings(Tester tester, byte[] payload) {
		return tester.sends(Frame.of(Frame.PING, payload)).receives(Frame.of(Frame.PONG, payload));
	}

	private static Frame[] ten(int opcode) {
		return IntStream.range(0, 10)
			.mapToObj((i) -> Frame.of(opcode, Frame.utf8("number " + i)))
			.toArray(Frame[]::new);
	}

}
