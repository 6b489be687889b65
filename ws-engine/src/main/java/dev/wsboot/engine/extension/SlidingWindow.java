package dev.wsboot.engine.extension;

/**
 * The last bytes of the messages that passed in one direction: what the next message may
 * refer to under context takeover (RFC 7692 section 7.1.1). Grows with what it really
 * holds, up to its limit. Not thread-safe.
 */
final class SlidingWindow {

	private static final int SMALLEST = 128;

	private static final byte[] NOTHING = new byte[0];

	private final int limit;

	/** Holds the bytes from its start until it has the size of the limit, then a ring. */
	private byte[] ring = NOTHING;

	private int size;

	/** Where the next byte goes. */
	private int at;

	/**
	 * Creates an empty window.
	 * @param limit most bytes that it holds
	 */
	SlidingWindow(int limit) {
		this.limit = limit;
	}

	/**
	 * Adds bytes behind the present ones; the oldest give way.
	 */
	void append(byte[] bytes, int offset, int length) {
		int count = Math.min(length, this.limit);
		int from = offset + length - count;
		ensure((int) Math.min(this.limit, (long) this.size + count));
		int first = Math.min(count, this.ring.length - this.at);
		System.arraycopy(bytes, from, this.ring, this.at, first);
		System.arraycopy(bytes, from + first, this.ring, 0, count - first);
		this.at = (this.at + count) % this.limit;
		this.size = Math.min(this.limit, this.size + count);
	}

	private void ensure(int wanted) {
		if (wanted > this.ring.length) {
			int twice = Math.max(SMALLEST, 2 * this.ring.length);
			byte[] larger = new byte[Math.min(this.limit, Math.max(wanted, twice))];
			System.arraycopy(this.ring, 0, larger, 0, this.size);
			this.ring = larger;
		}
	}

	/**
	 * Hands over the newest bytes, oldest first, in one or two pieces.
	 * @param most how many at most
	 * @return how many there were
	 */
	int copyTo(Dictionary target, int most) {
		int count = Math.min(this.size, most);
		int before = Math.max(0, count - this.at);
		if (before > 0) {
			target.set(this.ring, this.ring.length - before, before);
		}
		if (count > before) {
			target.set(this.ring, this.at - (count - before), count - before);
		}
		return count;
	}

	void clear() {
		this.ring = NOTHING;
		this.size = 0;
		this.at = 0;
	}

	/**
	 * Memory in use.
	 * @return bytes
	 */
	int capacity() {
		return this.ring.length;
	}

	/** Takes what a message may refer to. */
	interface Dictionary {

		void set(byte[] bytes, int offset, int length);

	}

}
