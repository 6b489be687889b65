package dev.wsboot.engine.conformance;

import dev.wsboot.engine.testing.Frame;

/**
 * Every parameter of permessage-deflate and what it promises (RFC 7692 section 7.1): the
 * tester keeps to what was agreed and demands the same.
 */
final class CompressionParameterCases {

	private static final int[] SIZES = { 60, 1000, 20_000 };

	private static final boolean[] BOTH = { true, false };

	private CompressionParameterCases() {
	}

	static Cases all() {
		Cases cases = new Cases(13, "Parameters of compression");
		for (boolean serverTakeover : BOTH) {
			for (boolean clientTakeover : BOTH) {
				cases.section();
				echoes(cases, new Compression(serverTakeover, clientTakeover, 0, 0));
				for (int bits = 8; bits <= 15; bits++) {
					echoes(cases, new Compression(serverTakeover, clientTakeover, bits, bits));
				}
			}
		}
		cases.section();
		for (int bits = 8; bits <= 15; bits++) {
			echoes(cases, new Compression(true, true, bits, 0));
			echoes(cases, new Compression(true, true, 0, bits));
			echoes(cases, new Compression(true, true, bits, 23 - bits));
		}
		return cases;
	}

	private static void echoes(Cases cases, Compression compression) {
		for (int size : SIZES) {
			cases.test("Messages of " + size + " bytes with " + compression.element() + " (7.1)", compression,
					(tester) -> {
						// Of what came before, some comes again: the nearer windows miss
						// it.
						for (int i = 0; i < 6; i++) {
							Frame message = (i % 2 == 0) ? Frame.text(Samples.prose(size, i / 3))
									: Frame.binary(Samples.records(size, i / 4));
							tester.sends(tester.compressed(message)).receives(message);
						}
						tester.closes();
					});
		}
	}

}
