package dev.wsboot.engine.conformance;

import dev.wsboot.engine.testing.Frame;

/**
 * The closing handshake, its codes and its reasons (RFC 6455 sections 5.5.1 and 7).
 */
final class CloseCases {

	private static final int[] SENDABLE = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
			3000, 3999, 4000, 4999 };

	private static final int[] NOT_SENDABLE = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000,
			65535 };

	private CloseCases() {
	}

	static Cases all() {
		Cases cases = new Cases(7, "Closing");
		handshake(cases.section());
		payloads(cases.section());
		cases.section();
		for (int code : SENDABLE) {
			cases.test("Code " + code + " (7.4)", (tester) -> tester.closes(Frame.close(code, "")));
		}
		for (int code : SENDABLE) {
			cases.test("Code " + code + " with a reason (7.4)",
					(tester) -> tester.closes(Frame.close(code, "so it is")));
		}
		cases.section();
		for (int code : NOT_SENDABLE) {
			cases.test("Code " + code + ", which nobody may send (7.4)",
					(tester) -> tester.sends(Frame.close(code, "")).failsWith(1002));
		}
		for (int code : NOT_SENDABLE) {
			cases.test("Code " + code + ", which nobody may send, with a reason (7.4)",
					(tester) -> tester.sends(Frame.close(code, "so it is")).failsWith(1002));
		}
		return cases;
	}

	private static void handshake(Cases cases) {
		cases.test("Text, then Close (7.1.2)", (tester) -> tester.echoes(Frame.text("Hello")).closes());
		cases.test("Text and Close in one piece (7.1.2)",
				(tester) -> tester.sends(Frame.text("Hello"), Frame.close(1000, ""))
					.receives(Frame.text("Hello"))
					.answersClose(1000));
		cases.test("Close twice (5.5.1)",
				(tester) -> tester.sends(Frame.close(1000, ""), Frame.close(1001, "")).answersClose(1000));
		cases.test("Ping after Close (5.5.1)",
				(tester) -> tester.sends(Frame.close(1000, ""), Frame.ping("late")).answersClose(1000));
		cases.test("Text after Close (5.5.1)",
				(tester) -> tester.sends(Frame.close(1000, ""), Frame.text("late")).answersClose(1000));
		cases.test("Nonsense after Close (5.5.1)",
				(tester) -> tester.sends(Frame.close(1000, ""), Frame.of(15, Samples.noise(40)).rsv(7))
					.answersClose(1000));
		cases.test("Close within a message, whose end comes after it (5.5.1)",
				(tester) -> tester
					.sends(Frame.text("first, ").unfinished(), Frame.close(1000, ""), Frame.continuation("second"))
					.answersClose(1000));
		cases.test("Text of 256 KiB, a short one, Close and a Ping in one piece (5.5.1)", (tester) -> {
			Frame big = Frame.text(Samples.letters(256 * 1024));
			tester.sends(big, Frame.text("short"), Frame.close(1000, ""), Frame.ping("late"))
				.receives(big, Frame.text("short"))
				.answersClose(1000);
		});
	}

	private static void payloads(Cases cases) {
		cases.test("Close without a payload (5.5.1)", (tester) -> tester.closes(Frame.close()));
		cases.test("Close of one byte (5.5.1)",
				(tester) -> tester.sends(Frame.of(Frame.CLOSE, new byte[] { 3 })).failsWith(1002));
		cases.test("Close with a code (5.5.1)", (tester) -> tester.closes(Frame.close(1000, "")));
		cases.test("Close with a reason (5.5.1)", (tester) -> tester.closes(Frame.close(1000, "that was all, κόσμε")));
		cases.test("Close with a reason of 123 bytes, the most there may be (5.5)",
				(tester) -> tester.closes(Frame.close(1000, Samples.letters(123))));
		cases.test("Close with a reason of 124 bytes (5.5)",
				(tester) -> tester.sends(Frame.close(1000, Samples.letters(124))).failsWith(1002));
		cases.test("Close with a reason that is not UTF-8 (5.5.1)",
				(tester) -> tester.sends(Frame.close(1000, new byte[] { 'o', (byte) 0xC0, (byte) 0xAF }))
					.failsWith(1007));
		cases.test("Close with a reason that ends within a character (5.5.1)",
				(tester) -> tester.sends(Frame.close(1000, new byte[] { 'o', (byte) 0xE2, (byte) 0x82 }))
					.failsWith(1007));
	}

}
