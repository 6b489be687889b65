package dev.wsboot.engine.fuzz;

import java.util.Arrays;

/**
 * A fuzzed input: choices are read from its start, the rest is content. Past its end
 * there are zeros, so that every input means something.
 */
public final class FuzzInput {

	private final byte[] bytes;

	private int at;

	public FuzzInput(byte[] bytes) {
		this.bytes = bytes;
	}

	/** The next byte, 0 to 255. */
	public int next() {
		return (this.at < this.bytes.length) ? this.bytes[this.at++] & 0xFF : 0;
	}

	public int next16() {
		return next() << 8 | next();
	}

	public boolean isEmpty() {
		return this.at >= this.bytes.length;
	}

	/** The next bytes, as far as there are any. */
	public byte[] take(int length) {
		int end = Math.min(this.bytes.length, this.at + length);
		byte[] taken = Arrays.copyOfRange(this.bytes, this.at, end);
		this.at = end;
		return taken;
	}

	/** All bytes that are left. */
	public byte[] rest() {
		return take(this.bytes.length);
	}

}
