package dev.wsboot.engine.conformance;

import dev.wsboot.engine.testing.Frame;

/**
 * An opcode without a meaning fails the connection (RFC 6455 section 5.2).
 */
final class OpcodeCases {

	private static final int[] RESERVED = { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 };

	private OpcodeCases() {
	}

	static Cases all() {
		Cases cases = new Cases(4, "Opcodes");
		cases.section();
		for (int opcode : RESERVED) {
			cases.test("Opcode " + opcode + ", first of all (5.2)",
					(tester) -> tester.sends(Frame.of(opcode, new byte[0])).failsWith(1002));
		}
		cases.section();
		for (int opcode : RESERVED) {
			cases.test("Opcode " + opcode + " with a payload between a text and a Ping (5.2)",
					(tester) -> tester
						.sends(Frame.text("good"), Frame.of(opcode, Frame.utf8("bad")), Frame.ping("late"))
						.receives(Frame.text("good"))
						.failsWith(1002));
		}
		return cases;
	}

}
