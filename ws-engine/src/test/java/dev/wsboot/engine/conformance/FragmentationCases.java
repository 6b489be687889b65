package dev.wsboot.engine.conformance;

import dev.wsboot.engine.testing.Frame;

/**
 * A message may come in fragments, with control frames between them and nothing else (RFC
 * 6455 section 5.4).
 */
final class FragmentationCases {

	private static final Frame FIRST = Frame.text("first, ").unfinished();

	private static final Frame SECOND = Frame.continuation("second");

	private static final Frame BOTH = Frame.text("first, second");

	private FragmentationCases() {
	}

	static Cases all() {
		Cases cases = new Cases(5, "Fragmentation");
		valid(cases.section());
		cases.section();
		invalid(cases, "Ping in two fragments", Frame.ping("first, ").unfinished(), SECOND);
		invalid(cases, "Pong in two fragments", Frame.pong("first, ").unfinished(), SECOND);
		invalid(cases, "Close in two fragments", Frame.close(1000, "first, ").unfinished(), SECOND);
		invalid(cases, "Last fragment of no message, then a text", SECOND, Frame.text("fine"));
		invalid(cases, "Fragment of no message, then a text", SECOND.unfinished(), Frame.text("fine"));
		invalid(cases, "Text within a text", FIRST, Frame.text("second"));
		invalid(cases, "Binary within a text", FIRST, Frame.binary(new byte[] { 2 }));
		invalid(cases, "Text in fragments within a binary", Frame.binary(new byte[] { 1 }).unfinished(), FIRST, SECOND);
		cases.section();
		cases.test("Whole message in fragments, then a last fragment (5.4)",
				(tester) -> tester.sends(FIRST, SECOND, SECOND, Frame.text("fine")).receives(BOTH).failsWith(1002));
		cases.test("Whole message in fragments, then another fragment (5.4)",
				(tester) -> tester.sends(FIRST, SECOND, SECOND.unfinished(), Frame.text("fine"))
					.receives(BOTH)
					.failsWith(1002));
		return cases;
	}

	private static void valid(Cases cases) {
		cases.test("Text in two fragments (5.4)", (tester) -> tester.echoes(FIRST, SECOND).closes());
		cases.test("Text in two fragments, each in a write of its own (5.4)",
				(tester) -> tester.sendsOneByOne(FIRST, SECOND).receives(BOTH).closes());
		cases.test("Text in two fragments in chops of 1 (5.4)",
				(tester) -> tester.inChopsOf(1).echoes(FIRST, SECOND).closes());
		Frame[] withPing = { FIRST, Frame.ping("now"), SECOND };
		Frame[] replies = { Frame.pong("now"), BOTH };
		cases.test("Ping between two fragments (5.4)", (tester) -> tester.sends(withPing).receives(replies).closes());
		cases.test("Ping between two fragments, each in a write of its own (5.4)",
				(tester) -> tester.sendsOneByOne(withPing).receives(replies).closes());
		cases.test("Ping between two fragments in chops of 1 (5.4)",
				(tester) -> tester.inChopsOf(1).sends(withPing).receives(replies).closes());
		cases.test("Ping between two fragments, answered before the second is sent (5.4)",
				(tester) -> tester.sends(FIRST, Frame.ping("now"))
					.receives(Frame.pong("now"))
					.sends(SECOND)
					.receives(BOTH)
					.closes());
		cases.test("Pong between two fragments (5.4)",
				(tester) -> tester.sends(FIRST, Frame.pong("what?"), SECOND).receives(BOTH).closes());
		cases.test("Binary in five fragments with Pings between them (5.4)", (tester) -> tester
			.sends(Frame.binary(new byte[] { 1 }).unfinished(), Frame.continuation(new byte[] { 2 }).unfinished(),
					Frame.ping("one"), Frame.continuation(new byte[] { 3 }).unfinished(),
					Frame.continuation(new byte[] { 4 }).unfinished(), Frame.ping("two"),
					Frame.continuation(new byte[] { 5 }))
			.receives(Frame.pong("one"), Frame.pong("two"), Frame.binary(new byte[] { 1, 2, 3, 4, 5 }))
			.closes());
		cases.test("Text in five fragments with Pings that are answered between them (5.4)", (tester) -> tester
			.sends(Frame.text("a").unfinished(), Frame.continuation("b").unfinished(), Frame.ping("one"))
			.receives(Frame.pong("one"))
			.sends(Frame.continuation("c").unfinished(), Frame.continuation("d").unfinished(), Frame.ping("two"))
			.receives(Frame.pong("two"))
			.sends(Frame.continuation("e"))
			.receives(Frame.text("abcde"))
			.closes());
		cases.test("Text in fragments of which all but the third are empty (5.4)",
				(tester) -> tester
					.echoes(Frame.text("").unfinished(), Frame.continuation("").unfinished(),
							Frame.continuation("third").unfinished(), Frame.continuation(""))
					.closes());
	}

	private static void invalid(Cases cases, String title, Frame... frames) {
		cases.test(title + " (5.4)", (tester) -> tester.sends(frames).failsWith(1002));
		cases.test(title + ", in chops of 1 (5.4)", (tester) -> tester.inChopsOf(1).sends(frames).failsWith(1002));
	}

}
