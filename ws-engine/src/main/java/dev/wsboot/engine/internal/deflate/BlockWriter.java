package dev.wsboot.engine.internal.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import dev.wsboot.engine.extension.PayloadSink;

/**
 * Writes blocks of whichever type takes the fewest bits (RFC 1951 section 3.2.3). Not
 * thread-safe.
 */
final class BlockWriter {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final HuffmanCode FIXED_LITERALS = HuffmanCode.fixedLiterals();

	private static final HuffmanCode FIXED_DISTANCES = HuffmanCode.fixedDistances();

	/** Block types with BFINAL unset in front. */
	private static final int STORED = 0;

	private static final int FIXED = 1 << 1;

	private static final int DYNAMIC = 2 << 1;

	private static final int TYPE_BITS = 3;

	private static final int MAX_STORED = 0xFFFF;

	/** Tokens up to which codes of their own are not worth their description. */
	private static final int FEW_TOKENS = 48;

	/**
	 * Room for any block: a token takes at most 31 bits in the fixed codes, and other
	 * types are chosen only if they take fewer.
	 */
	private final byte[] out = new byte[TokenBlock.CAPACITY * 4 + 1024];

	private final CodeLengths codeLengths = new CodeLengths();

	private int at;

	/** Bits not yet written, the next lowest. */
	private long bits;

	private int bitCount;

	void begin() {
		this.at = 0;
		this.bits = 0;
		this.bitCount = 0;
	}

	/**
	 * Writes a block: the tokens, which stand for the bytes between {@code from} and
	 * {@code to}. Returns how many bytes went to the sink.
	 */
	int write(TokenBlock tokens, byte[] bytes, int from, int to, PayloadSink sink) {
		HuffmanCode literals = tokens.literals;
		HuffmanCode distances = tokens.distances;
		literals.count(Symbols.END_OF_BLOCK);
		long stored = 8L * (to - from) + 40L * (1 + (to - from) / MAX_STORED);
		long fixed = TYPE_BITS + literals.cost(FIXED_LITERALS) + distances.cost(FIXED_DISTANCES) + tokens.extraBits();
		long dynamic = Long.MAX_VALUE;
		if (tokens.count() > FEW_TOKENS) {
			literals.build();
			distances.build();
			dynamic = TYPE_BITS + this.codeLengths.describe(literals, distances) + literals.cost(literals)
					+ distances.cost(distances) + tokens.extraBits();
		}
		if (stored <= Math.min(fixed, dynamic)) {
			return store(bytes, from, to, sink);
		}
		if (fixed <= dynamic) {
			put(FIXED, TYPE_BITS);
			write(tokens, FIXED_LITERALS.words(), FIXED_DISTANCES.words());
		}
		else {
			put(DYNAMIC, TYPE_BITS);
			this.codeLengths.write(this);
			write(tokens, literals.words(), distances.words());
		}
		return drain(sink);
	}

	private int store(byte[] bytes, int from, int to, PayloadSink sink) {
		int written = 0;
		for (int done = from; done < to;) {
			int length = Math.min(MAX_STORED, to - done);
			put(STORED, TYPE_BITS);
			align();
			put(length, 16);
			put(~length & 0xFFFF, 16);
			flush();
			written += drain(sink);
			sink.write(bytes, done, length);
			written += length;
			done += length;
		}
		return written;
	}

	/**
	 * Ends the message as RFC 7692 section 7.2.1 wants it: with the header of an empty
	 * stored block, whose other four bytes are not sent.
	 */
	int end(PayloadSink sink) {
		put(STORED, TYPE_BITS);
		align();
		return drain(sink);
	}

	private int drain(PayloadSink sink) {
		int length = this.at;
		sink.write(this.out, 0, length);
		this.at = 0;
		return length;
	}

	/** Adds bits; at most 56 between two calls of {@link #flush}. */
	void put(int value, int count) {
		this.bits |= (long) value << this.bitCount;
		this.bitCount += count;
	}

	/** Writes whole bytes. */
	void flush() {
		LONGS.set(this.out, this.at, this.bits);
		this.at += this.bitCount >>> 3;
		this.bits >>>= this.bitCount & ~7;
		this.bitCount &= 7;
	}

	private void align() {
		this.bitCount = (this.bitCount + 7) & ~7;
		flush();
	}

	private void write(TokenBlock block, int[] literals, int[] distances) {
		flush();
		byte[] target = this.out;
		int[] tokens = block.tokens();
		int index = this.at;
		long pending = this.bits;
		int count = this.bitCount;
		for (int i = 0; i < block.count(); i++) {
			int token = tokens[i];
			if (TokenBlock.isLiteral(token)) {
				int word = literals[token];
				pending |= (long) HuffmanCode.bits(word) << count;
				count += HuffmanCode.size(word);
			}
			else {
				int length = TokenBlock.length(token);
				int symbol = Symbols.lengthSymbol(length);
				int word = literals[Symbols.FIRST_LENGTH + symbol];
				pending |= (long) HuffmanCode.bits(word) << count;
				count += HuffmanCode.size(word);
				pending |= (long) Symbols.lengthExtra(length, symbol) << count;
				count += Symbols.lengthBits(symbol);
				int distance = TokenBlock.distance(token);
				symbol = Symbols.distanceSymbol(distance);
				word = distances[symbol];
				pending |= (long) HuffmanCode.bits(word) << count;
				count += HuffmanCode.size(word);
				int extra = Symbols.distanceBits(symbol);
				pending |= (long) (distance & ((1 << extra) - 1)) << count;
				count += extra;
			}
			LONGS.set(target, index, pending);
			index += count >>> 3;
			pending >>>= count & ~7;
			count &= 7;
		}
		this.at = index;
		this.bits = pending;
		this.bitCount = count;
		int end = literals[Symbols.END_OF_BLOCK];
		put(HuffmanCode.bits(end), HuffmanCode.size(end));
		flush();
	}

}
