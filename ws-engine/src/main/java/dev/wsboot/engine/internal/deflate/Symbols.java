package dev.wsboot.engine.internal.deflate;

/**
 * The alphabets of DEFLATE (RFC 1951 section 3.2.5): lengths and distances are a symbol
 * and extra bits behind it.
 */
final class Symbols {

	static final int MIN_MATCH = 3;

	static final int MAX_MATCH = 258;

	/** Ends a block. */
	static final int END_OF_BLOCK = 256;

	/** Symbol of the shortest length. */
	static final int FIRST_LENGTH = 257;

	/** Literals, the end of the block and lengths. */
	static final int LITERALS = 286;

	static final int DISTANCES = 30;

	private static final int[] LENGTH_BASE = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59,
			67, 83, 99, 115, 131, 163, 195, 227, 258 };

	private static final int[] LENGTH_BITS = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4,
			5, 5, 5, 5, 0 };

	/** By length less {@link #MIN_MATCH}. */
	private static final byte[] LENGTH_SYMBOL = lengthSymbols();

	private Symbols() {
	}

	private static byte[] lengthSymbols() {
		byte[] symbols = new byte[MAX_MATCH - MIN_MATCH + 1];
		for (int symbol = 0; symbol < LENGTH_BASE.length; symbol++) {
			int end = (symbol + 1 < LENGTH_BASE.length) ? LENGTH_BASE[symbol + 1] : MAX_MATCH + 1;
			for (int length = LENGTH_BASE[symbol]; length < end; length++) {
				symbols[length - MIN_MATCH] = (byte) symbol;
			}
		}
		return symbols;
	}

	/** Symbol of a length, counted from {@link #FIRST_LENGTH}. */
	static int lengthSymbol(int length) {
		return LENGTH_SYMBOL[length - MIN_MATCH];
	}

	static int lengthBits(int symbol) {
		return LENGTH_BITS[symbol];
	}

	static int lengthExtra(int length, int symbol) {
		return length - LENGTH_BASE[symbol];
	}

	/**
	 * Symbol of a distance less one: the position of its highest bit, and the bit below.
	 */
	static int distanceSymbol(int distance) {
		if (distance < 4) {
			return distance;
		}
		int highest = 31 - Integer.numberOfLeadingZeros(distance);
		return 2 * highest + (distance >> (highest - 1) & 1);
	}

	/** How many extra bits follow the symbol; they are the distance's lowest. */
	static int distanceBits(int symbol) {
		return (symbol < 4) ? 0 : (symbol >> 1) - 1;
	}

}
