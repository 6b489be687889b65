package dev.wsboot.engine.internal.deflate;

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

	SlidingWindow(int limit) {
		this.limit = limit;
	}

	/** Adds bytes behind the present ones; the oldest give way. */
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
	 * Copies all bytes to the start of an array, the oldest first, and returns their
	 * number.
	 */
	int copyTo(byte[] target) {
		int newest = Math.min(this.size, this.at);
		int oldest = this.size - newest;
		System.arraycopy(this.ring, this.ring.length - oldest, target, 0, oldest);
		System.arraycopy(this.ring, this.at - newest, target, oldest, newest);
		return this.size;
	}

	/** Forgets all bytes and gives up the memory. */
	void clear() {
		this.ring = NOTHING;
		this.size = 0;
		this.at = 0;
	}

	int size() {
		return this.size;
	}

	/** Bytes of memory in use. */
	int capacity() {
		return this.ring.length;
	}

}
