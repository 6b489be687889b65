package dev.wsboot.engine.conformance;

import dev.wsboot.engine.testing.Frame;

/**
 * A reserved bit that no extension has given a meaning fails the connection (RFC 6455
 * section 5.2).
 */
final class ReservedBitCases {

	private ReservedBitCases() {
	}

	static Cases all() {
		Cases cases = new Cases(3, "Reserved bits");
		cases.section();
		for (int bits = 1; bits < 8; bits++) {
			int rsv = bits;
			cases.test("Text with the reserved bits " + rsv + ", first of all (5.2)",
					(tester) -> tester.sends(Frame.text("Hello").rsv(rsv)).failsWith(1002));
		}
		cases.section();
		for (int bits = 1; bits < 8; bits++) {
			int rsv = bits;
			cases.test("Text with the reserved bits " + rsv + " between a text and a Ping (5.2)",
					(tester) -> tester.sends(Frame.text("good"), Frame.text("bad").rsv(rsv), Frame.ping("late"))
						.receives(Frame.text("good"))
						.failsWith(1002));
		}
		cases.section();
		cases.test("Binary with the reserved bits 2 (5.2)",
				(tester) -> tester.sends(Frame.binary(Samples.noise(8)).rsv(2)).failsWith(1002));
		cases.test("Ping with the reserved bits 5 (5.2)",
				(tester) -> tester.sends(Frame.ping("Hello").rsv(5)).failsWith(1002));
		cases.test("Close with the reserved bits 7 (5.2)",
				(tester) -> tester.sends(Frame.close(1000, "").rsv(7)).failsWith(1002));
		cases.test("Continuation with the reserved bits 4 (5.2)",
				(tester) -> tester.sends(Frame.text("Hel").unfinished(), Frame.continuation("lo").rsv(4))
					.failsWith(1002));
		return cases;
	}

}
