package dev.wsboot.engine.conformance;

import dev.wsboot.engine.testing.Frame;

/**
 * The size of fragments has no meaning (RFC 6455 section 5.4).
 */
final class FragmentSizeCases {

	private FragmentSizeCases() {
	}

	static Cases all() {
		Cases cases = new Cases(10, "Sizes of fragments");
		cases.section();
		for (int size : new int[] { 1, 1300, 65535, 65536 }) {
			Frame message = Frame.binary(Samples.noise(65536));
			cases.test("Binary of 65536 bytes in fragments of " + size + " (5.4)",
					(tester) -> tester.sends(message.inFragmentsOf(size)).receives(message).closes());
		}
		return cases;
	}

}
