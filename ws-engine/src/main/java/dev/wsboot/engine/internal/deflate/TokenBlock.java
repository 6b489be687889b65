package dev.wsboot.engine.internal.deflate;

/**
 * What one block will say: literals and references to earlier bytes, and how often each
 * symbol occurs in them. Not thread-safe.
 */
final class TokenBlock {

	/** As many as zlib's default, which is as good as any. */
	static final int CAPACITY = 16 * 1024;

	/** More tokens than are added between two questions for room. */
	private static final int RESERVE = 32;

	private static final int MATCH = 1 << 31;

	/** A literal, or {@link #MATCH} with length and distance. */
	private final int[] tokens = new int[CAPACITY];

	private int count;

	private int extraBits;

	/** The codes, with how often their symbols occur. */
	final HuffmanCode literals = new HuffmanCode(Symbols.LITERALS, 15);

	final HuffmanCode distances = new HuffmanCode(Symbols.DISTANCES, 15);

	void clear() {
		this.count = 0;
		this.extraBits = 0;
		this.literals.clear();
		this.distances.clear();
	}

	boolean hasRoom() {
		return this.count <= CAPACITY - RESERVE;
	}

	void literal(byte b) {
		this.tokens[this.count++] = b & 0xFF;
		this.literals.count(b & 0xFF);
	}

	void match(int length, int distance) {
		int lengthSymbol = Symbols.lengthSymbol(length);
		int distanceSymbol = Symbols.distanceSymbol(distance - 1);
		this.tokens[this.count++] = MATCH | (length << 16) | (distance - 1);
		this.literals.count(Symbols.FIRST_LENGTH + lengthSymbol);
		this.distances.count(distanceSymbol);
		this.extraBits += Symbols.lengthBits(lengthSymbol) + Symbols.distanceBits(distanceSymbol);
	}

	int count() {
		return this.count;
	}

	int[] tokens() {
		return this.tokens;
	}

	static boolean isLiteral(int token) {
		return token >= 0;
	}

	static int length(int token) {
		return (token & ~MATCH) >>> 16;
	}

	/** The distance less one. */
	static int distance(int token) {
		return token & 0xFFFF;
	}

	/** Bits behind the symbols, the same in every code. */
	int extraBits() {
		return this.extraBits;
	}

}
