package dev.wsboot.engine.fuzz;

/**
 * A way to cut bytes into pieces, as a network may do, that depends on its seed alone.
 */
public final class Pieces {

	private final int largest;

	private int state;

	private Pieces(int largest, int state) {
		this.largest = largest;
		this.state = state;
	}

	/** Everything in one piece. */
	public static Pieces whole() {
		return new Pieces(Integer.MAX_VALUE, 0);
	}

	/** Single bytes for seed 0; pieces of up to 256 bytes for others. */
	public static Pieces of(int seed) {
		return new Pieces(2 << (seed & 7), seed);
	}

	/** Calls the taker for every piece. */
	public void cut(int from, int end, Taker taker) {
		int at = from;
		while (at < end) {
			int length = Math.min(end - at, size());
			taker.take(at, length);
			at += length;
		}
	}

	private int size() {
		if (this.state == 0) {
			return (this.largest == Integer.MAX_VALUE) ? this.largest : 1;
		}
		this.state = this.state * 1103515245 + 12345;
		return 1 + (this.state >>> 16) % this.largest;
	}

	/** Takes a piece. */
	@FunctionalInterface
	public interface Taker {

		void take(int offset, int length);

	}

}
