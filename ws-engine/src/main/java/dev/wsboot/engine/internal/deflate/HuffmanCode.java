package dev.wsboot.engine.internal.deflate;

import java.util.Arrays;

/**
 * A canonical prefix code with a limit on the length of its words (RFC 1951 section
 * 3.2.2), made from how often each symbol occurs. Not thread-safe.
 */
final class HuffmanCode {

	private static final int LENGTH_MASK = 15;

	private static final int SYMBOL_BITS = 9;

	private final int limit;

	private final int[] frequencies;

	/** By symbol: its code word, first bit lowest, above its length. 0 if unused. */
	private final int[] words;

	/** Symbols that occur below their frequency, the rarest first. */
	private final int[] sorted;

	private final int[] tree;

	private final int[] countByLength = new int[LENGTH_MASK + 1];

	HuffmanCode(int symbols, int limit) {
		this.limit = limit;
		this.frequencies = new int[symbols];
		this.words = new int[symbols];
		this.sorted = new int[symbols];
		this.tree = new int[symbols];
	}

	/** The fixed codes (RFC 1951 section 3.2.6). */
	static HuffmanCode fixedLiterals() {
		HuffmanCode code = new HuffmanCode(288, 9);
		for (int symbol = 0; symbol < 288; symbol++) {
			code.words[symbol] = (symbol < 144 || symbol >= 280) ? 8 : (symbol < 256) ? 9 : 7;
		}
		code.assignWords();
		return code;
	}

	static HuffmanCode fixedDistances() {
		HuffmanCode code = new HuffmanCode(32, 5);
		Arrays.fill(code.words, 5);
		code.assignWords();
		return code;
	}

	void clear() {
		Arrays.fill(this.frequencies, 0);
	}

	void count(int symbol) {
		this.frequencies[symbol]++;
	}

	/** Length of the symbol's word in bits, 0 if it has none. */
	int length(int symbol) {
		return this.words[symbol] & LENGTH_MASK;
	}

	/** Words by symbol, to be read with {@link #bits} and {@link #size}. */
	int[] words() {
		return this.words;
	}

	static int bits(int word) {
		return word >>> 4;
	}

	static int size(int word) {
		return word & LENGTH_MASK;
	}

	/** Bits that the counted symbols take in another code of the same alphabet. */
	long cost(HuffmanCode code) {
		long bits = 0;
		for (int symbol = 0; symbol < this.frequencies.length; symbol++) {
			bits += (long) this.frequencies[symbol] * code.length(symbol);
		}
		return bits;
	}

	/** Makes the best code for the counted symbols. */
	void build() {
		int used = sort();
		countLengths(used);
		limitLengths();
		Arrays.fill(this.words, 0);
		int next = used;
		for (int length = 1; length <= this.limit; length++) {
			for (int i = this.countByLength[length]; i > 0; i--) {
				this.words[this.sorted[--next] & ((1 << SYMBOL_BITS) - 1)] = length;
			}
		}
		assignWords();
	}

	private int sort() {
		int used = 0;
		for (int symbol = 0; symbol < this.frequencies.length; symbol++) {
			if (this.frequencies[symbol] != 0) {
				this.sorted[used++] = this.frequencies[symbol] << SYMBOL_BITS | symbol;
			}
		}
		// A code of fewer than two words would be legal, but not complete; not every
		// decoder likes that.
		for (int symbol = 0; used < 2; symbol++) {
			if (this.frequencies[symbol] == 0) {
				this.sorted[used++] = 1 << SYMBOL_BITS | symbol;
			}
		}
		Arrays.sort(this.sorted, 0, used);
		return used;
	}

	/**
	 * Counts how many words have which length in the best code without a limit, with the
	 * in-place algorithm of Moffat and Katajainen: first the inner nodes' weights, then
	 * their depths, then what the leaves' depths must be.
	 */
	private void countLengths(int used) {
		int[] nodes = this.tree;
		for (int i = 0; i < used; i++) {
			nodes[i] = this.sorted[i] >>> SYMBOL_BITS;
		}
		int leaf = 0;
		int inner = 0;
		for (int next = 0; next < used - 1; next++) {
			int weight = 0;
			for (int child = 0; child < 2; child++) {
				if (leaf >= used || (inner < next && nodes[inner] < nodes[leaf])) {
					weight += nodes[inner];
					nodes[inner++] = next;
				}
				else {
					weight += nodes[leaf++];
				}
			}
			nodes[next] = weight;
		}
		nodes[used - 2] = 0;
		for (int i = used - 3; i >= 0; i--) {
			nodes[i] = nodes[nodes[i]] + 1;
		}
		Arrays.fill(this.countByLength, 0);
		int slots = 1;
		int node = used - 2;
		for (int depth = 0; slots > 0; depth++) {
			int innerNodes = 0;
			while (node >= 0 && nodes[node] == depth) {
				innerNodes++;
				node--;
			}
			this.countByLength[Math.min(depth, this.limit)] += slots - innerNodes;
			slots = 2 * innerNodes;
		}
	}

	/**
	 * Words cut to the limit use up more than there is of them: room is made by
	 * lengthening the longest of the others, one for each word too many.
	 */
	private void limitLengths() {
		int total = 0;
		for (int length = 1; length <= this.limit; length++) {
			total += this.countByLength[length] << (this.limit - length);
		}
		for (; total > 1 << this.limit; total--) {
			int length = this.limit - 1;
			while (this.countByLength[length] == 0) {
				length--;
			}
			this.countByLength[this.limit]--;
			this.countByLength[length]--;
			this.countByLength[length + 1] += 2;
		}
	}

	/** Turns lengths into words: RFC 1951 section 3.2.2. */
	private void assignWords() {
		int[] next = this.countByLength;
		Arrays.fill(next, 0);
		for (int length : this.words) {
			next[length]++;
		}
		int code = 0;
		for (int length = 1; length <= this.limit; length++) {
			int count = next[length];
			next[length] = code;
			code = (code + count) << 1;
		}
		for (int symbol = 0; symbol < this.words.length; symbol++) {
			int length = this.words[symbol];
			if (length != 0) {
				this.words[symbol] = Integer.reverse(next[length]++) >>> (32 - length) << 4 | length;
			}
		}
	}

}
