package dev.wsboot.engine.conformance;

/**
 * How the tester's bytes are cut into writes.
 *
 * @param title how it is called
 * @param first where the first cut is, counted from the handshake on
 * @param step how far further cuts are from it and from each other
 */
record Delivery(String title, long first, long step) {

	/** What belongs together is written in one piece. */
	static final Delivery WHOLE = new Delivery("whole", Long.MAX_VALUE, 0);

	static final Delivery BYTE_BY_BYTE = inChopsOf(1);

	static Delivery inChopsOf(int bytes) {
		return new Delivery("in chops of " + bytes, bytes, bytes);
	}

	/** One cut, at a position of the stream. */
	static Delivery cutAt(long position) {
		return new Delivery("cut at " + position, position, 0);
	}

	/** Where the next cut behind a position is. */
	long cutAfter(long position) {
		if (position < this.first) {
			return this.first;
		}
		return (this.step == 0) ? Long.MAX_VALUE : position + this.step - (position - this.first) % this.step;
	}

}
