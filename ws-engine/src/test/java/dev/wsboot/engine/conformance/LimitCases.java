package dev.wsboot.engine.conformance;

import java.util.stream.IntStream;

import dev.wsboot.engine.testing.Frame;

/**
 * Large messages, small fragments, small chops and many messages. What is demanded is
 * that they all come back; how fast is measured elsewhere.
 */
final class LimitCases {

	private static final int KIB = 1024;

	private static final int MIB = 1024 * KIB;

	private static final int[] SIZES = { 64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB };

	private static final int[] FRAGMENTS = { 64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB };

	private static final int[] CHOPS = { 64, 128, 256, 512, KIB, 2 * KIB, 64 * KIB };

	private static final int[] SMALL = { 0, 16, 64, 256, KIB, 4 * KIB };

	private static final int[] TYPES = { Frame.TEXT, Frame.BINARY };

	private LimitCases() {
	}

	static Cases all() {
		Cases cases = new Cases(9, "Limits");
		for (int type : TYPES) {
			cases.section();
			for (int size : SIZES) {
				cases.test(name(type) + " of " + size + " bytes (5.2)",
						(tester) -> tester.echoes(message(type, size)).closes());
			}
		}
		for (int type : TYPES) {
			cases.section();
			for (int size : FRAGMENTS) {
				cases.test(name(type) + " of 4 MiB in fragments of " + size + " bytes (5.4)",
						(tester) -> tester.sends(message(type, 4 * MIB).inFragmentsOf(size))
							.receives(message(type, 4 * MIB))
							.closes());
			}
		}
		for (int type : TYPES) {
			cases.section();
			for (int size : CHOPS) {
				cases.test(name(type) + " of 1 MiB in chops of " + size + " bytes (5.2)",
						(tester) -> tester.inChopsOf(size).echoes(message(type, MIB)).closes());
			}
		}
		for (int type : TYPES) {
			cases.section();
			for (int size : SMALL) {
				cases.test("1000 times " + name(type) + " of " + size + " bytes (5.2)", (tester) -> {
					IntStream.range(0, 1000).forEach((i) -> tester.echoes(message(type, size)));
					tester.closes();
				});
			}
		}
		return cases;
	}

	private static String name(int type) {
		return (type == Frame.TEXT) ? "Text" : "Binary";
	}

	private static Frame message(int type, int size) {
		return (type == Frame.TEXT) ? Frame.text(Samples.letters(size)) : Frame.binary(Samples.octets(size));
	}

}
