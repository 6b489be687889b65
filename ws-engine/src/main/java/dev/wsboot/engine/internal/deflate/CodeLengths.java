package dev.wsboot.engine.internal.deflate;

/**
 * Describes the codes of a block to its reader: their words' lengths, in a third code
 * with words for runs (RFC 1951 section 3.2.7). Not thread-safe.
 */
final class CodeLengths {

	private static final int REPEAT = 16;

	private static final int FEW_ZEROS = 17;

	private static final int MANY_ZEROS = 18;

	/** The order in which the third code's own lengths are told. */
	private static final int[] ORDER = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

	private final HuffmanCode code = new HuffmanCode(19, 7);

	private final int[] lengths = new int[Symbols.LITERALS + Symbols.DISTANCES];

	/** Symbols, with the value of their extra bits above. */
	private final int[] run = new int[this.lengths.length];

	private int runCount;

	private int extraBits;

	private int literalCount;

	private int distanceCount;

	private int orderCount;

	/** Prepares the description and returns how many bits it takes. */
	long describe(HuffmanCode literals, HuffmanCode distances) {
		this.literalCount = used(literals, Symbols.LITERALS);
		this.distanceCount = used(distances, Symbols.DISTANCES);
		for (int i = 0; i < this.literalCount; i++) {
			this.lengths[i] = literals.length(i);
		}
		for (int i = 0; i < this.distanceCount; i++) {
			this.lengths[this.literalCount + i] = distances.length(i);
		}
		this.code.clear();
		this.runCount = 0;
		this.extraBits = 0;
		encodeRuns(this.literalCount + this.distanceCount);
		this.code.build();
		this.orderCount = ORDER.length;
		while (this.code.length(ORDER[this.orderCount - 1]) == 0) {
			this.orderCount--;
		}
		return 14 + 3 * this.orderCount + this.code.cost(this.code) + this.extraBits;
	}

	private static int used(HuffmanCode code, int symbols) {
		int count = symbols;
		while (code.length(count - 1) == 0) {
			count--;
		}
		return count;
	}

	private void encodeRuns(int count) {
		for (int i = 0; i < count;) {
			int length = this.lengths[i];
			int start = i;
			while (i < count && this.lengths[i] == length) {
				i++;
			}
			encodeRun(length, i - start);
		}
	}

	private void encodeRun(int length, int count) {
		int left = count;
		if (length != 0) {
			add(length, 0);
			left--;
		}
		while (left >= 3) {
			int step;
			if (length != 0) {
				step = Math.min(left, 6);
				add(REPEAT, step - 3);
			}
			else if (left <= 10) {
				step = left;
				add(FEW_ZEROS, step - 3);
			}
			else {
				step = Math.min(left, 138);
				add(MANY_ZEROS, step - 11);
			}
			left -= step;
		}
		while (left-- > 0) {
			add(length, 0);
		}
	}

	private void add(int symbol, int extra) {
		this.run[this.runCount++] = extra << 5 | symbol;
		this.code.count(symbol);
		this.extraBits += extraBits(symbol);
	}

	private static int extraBits(int symbol) {
		return switch (symbol) {
			case REPEAT -> 2;
			case FEW_ZEROS -> 3;
			case MANY_ZEROS -> 7;
			default -> 0;
		};
	}

	/** Writes what was described last. */
	void write(BlockWriter out) {
		out.put(this.literalCount - 257, 5);
		out.put(this.distanceCount - 1, 5);
		out.put(this.orderCount - 4, 4);
		out.flush();
		for (int i = 0; i < this.orderCount; i++) {
			out.put(this.code.length(ORDER[i]), 3);
			out.flush();
		}
		int[] words = this.code.words();
		for (int i = 0; i < this.runCount; i++) {
			int symbol = this.run[i] & 31;
			out.put(HuffmanCode.bits(words[symbol]), HuffmanCode.size(words[symbol]));
			out.put(this.run[i] >>> 5, extraBits(symbol));
			out.flush();
		}
	}

}
