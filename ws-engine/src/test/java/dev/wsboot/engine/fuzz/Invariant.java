package dev.wsboot.engine.fuzz;

import java.util.Objects;

/**
 * What has to hold for every input. Free of cost while it does.
 */
public final class Invariant {

	private Invariant() {
	}

	public static void require(boolean holds, String rule) {
		if (!holds) {
			throw new AssertionError(rule);
		}
	}

	public static void requireEqual(Object actual, Object expected, String rule) {
		if (!Objects.equals(actual, expected)) {
			throw new AssertionError(rule + "\n  expected: " + expected + "\n  but was:  " + actual);
		}
	}

}
