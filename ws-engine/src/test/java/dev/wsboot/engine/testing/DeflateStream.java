package dev.wsboot.engine.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A second opinion on compressed bytes: decodes a DEFLATE stream (RFC 1951) by the book,
 * slowly, and tells what is in it. Distances may reach into a history.
 */
public final class DeflateStream {

	private static final int[] LENGTHS = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67,
			83, 99, 115, 131, 163, 195, 227, 258 };

	private static final int[] LENGTH_BITS = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4,
			5, 5, 5, 5, 0 };

	private static final int[] DISTANCES = { 1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513,
			769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };

	private static final int[] DISTANCE_BITS = { 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10,
			10, 11, 11, 12, 12, 13, 13 };

	private static final int[] ORDER = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

	private final byte[] in;

	private final byte[] history;

	private final List<Integer> blockTypes = new ArrayList<>();

	private int bit;

	private int maxDistance;

	private byte[] decoded = new byte[64];

	private int size;

	private DeflateStream(byte[] in, byte[] history) {
		this.in = in;
		this.history = history;
	}

	/**
	 * Decodes all blocks of a message.
	 * @param payload the message's compressed payload, without the four bytes that the
	 * sender removed
	 * @param history what was decoded before, for distances that reach there
	 */
	public static DeflateStream ofMessage(byte[] payload, byte[] history) {
		byte[] whole = Arrays.copyOf(payload, payload.length + 4);
		whole[payload.length + 2] = (byte) 0xFF;
		whole[payload.length + 3] = (byte) 0xFF;
		DeflateStream stream = new DeflateStream(whole, history);
		while (stream.bit < whole.length * 8) {
			stream.block();
		}
		return stream;
	}

	public byte[] decoded() {
		return Arrays.copyOf(this.decoded, this.size);
	}

	public int maxDistance() {
		return this.maxDistance;
	}

	public List<Integer> blockTypes() {
		return this.blockTypes;
	}

	private void block() {
		boolean last = bits(1) == 1;
		int type = bits(2);
		this.blockTypes.add(type);
		switch (type) {
			case 0 -> stored();
			case 1 -> compressed(fixedLiterals(), lengths(30, 5));
			case 2 -> dynamic();
			default -> throw new IllegalStateException("reserved block type");
		}
		if (last) {
			this.bit = (this.bit + 7) & ~7;
		}
	}

	private void stored() {
		this.bit = (this.bit + 7) & ~7;
		int length = bits(16);
		if (bits(16) != (~length & 0xFFFF)) {
			throw new IllegalStateException("stored block's length is not repeated");
		}
		for (int i = 0; i < length; i++) {
			put((byte) bits(8));
		}
	}

	private static int[] fixedLiterals() {
		int[] lengths = lengths(288, 8);
		Arrays.fill(lengths, 144, 256, 9);
		Arrays.fill(lengths, 256, 280, 7);
		return lengths;
	}

	private static int[] lengths(int count, int length) {
		int[] lengths = new int[count];
		Arrays.fill(lengths, length);
		return lengths;
	}

	private void dynamic() {
		int literals = bits(5) + 257;
		int distances = bits(5) + 1;
		int codes = bits(4) + 4;
		int[] codeLengths = new int[19];
		for (int i = 0; i < codes; i++) {
			codeLengths[ORDER[i]] = bits(3);
		}
		int[] all = new int[literals + distances];
		for (int i = 0; i < all.length;) {
			int symbol = symbol(codeLengths);
			if (symbol < 16) {
				all[i++] = symbol;
				continue;
			}
			int value = (symbol == 16) ? all[i - 1] : 0;
			int repeat = (symbol == 16) ? 3 + bits(2) : (symbol == 17) ? 3 + bits(3) : 11 + bits(7);
			for (int r = 0; r < repeat; r++) {
				all[i++] = value;
			}
		}
		compressed(Arrays.copyOf(all, literals), Arrays.copyOfRange(all, literals, all.length));
	}

	private void compressed(int[] literals, int[] distances) {
		for (int symbol; (symbol = symbol(literals)) != 256;) {
			if (symbol < 256) {
				put((byte) symbol);
				continue;
			}
			int length = LENGTHS[symbol - 257] + bits(LENGTH_BITS[symbol - 257]);
			int code = symbol(distances);
			int distance = DISTANCES[code] + bits(DISTANCE_BITS[code]);
			this.maxDistance = Math.max(this.maxDistance, distance);
			for (int i = 0; i < length; i++) {
				put(at(this.size - distance));
			}
		}
	}

	private byte at(int index) {
		return (index >= 0) ? this.decoded[index] : this.history[this.history.length + index];
	}

	private void put(byte b) {
		if (this.size == this.decoded.length) {
			this.decoded = Arrays.copyOf(this.decoded, this.size * 2);
		}
		this.decoded[this.size++] = b;
	}

	/** Canonical Huffman decoding, bit by bit (RFC 1951 section 3.2.2). */
	private int symbol(int[] lengths) {
		int code = 0;
		int first = 0;
		for (int length = 1; length <= 15; length++) {
			code |= bits(1);
			int count = 0;
			for (int l : lengths) {
				count += (l == length) ? 1 : 0;
			}
			if (code - first < count) {
				int nth = code - first;
				for (int symbol = 0; symbol < lengths.length; symbol++) {
					if (lengths[symbol] == length && nth-- == 0) {
						return symbol;
					}
				}
			}
			first = (first + count) << 1;
			code <<= 1;
		}
		throw new IllegalStateException("no such code");
	}

	private int bits(int count) {
		int value = 0;
		for (int i = 0; i < count; i++, this.bit++) {
			if (this.bit >= this.in.length * 8) {
				throw new IllegalStateException("stream ends within a block");
			}
			value |= ((this.in[this.bit >> 3] >> (this.bit & 7)) & 1) << i;
		}
		return value;
	}

}
