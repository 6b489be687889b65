package dev.wsboot.engine.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects the head of an HTTP/1.1 message from pieces of any size, up to the empty line
 * that ends it, and looks at every byte once. What lies behind the head is left to the
 * caller. Not thread-safe.
 */
public final class HttpHeadCollector {

	private static final int FIRST_CAPACITY = 512;

	private final int maxBytes;

	private byte[] bytes = new byte[0];

	private int length;

	private boolean afterReturn;

	private boolean lineEmpty;

	private boolean complete;

	/** The head's last line break counts as well. */
	public HttpHeadCollector(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Takes the next bytes and returns how many belong to the head: all, unless it
	 * {@linkplain #isComplete() is complete}.
	 * @throws HttpHeadException if no head can come of it: it is too large, or holds a
	 * control character or a line break of another kind than CR LF
	 */
	public int take(byte[] source, int offset, int count) {
		int used = 0;
		while (used < count && !this.complete) {
			if (this.length + used == this.maxBytes) {
				throw new HttpHeadException(431, "header fields are larger than " + this.maxBytes + " bytes");
			}
			next(source[offset + used++]);
		}
		append(source, offset, used);
		return used;
	}

	// RFC 9112 section 2.2: a bare CR is malformed, and so that nobody else along the way
	// reads other lines than this side does, a bare LF is taken as such too.
	private void next(byte b) {
		if (this.afterReturn) {
			if (b != '\n') {
				throw HttpHeadException.malformed("carriage return without line feed in the header");
			}
			this.afterReturn = false;
			this.complete = this.lineEmpty;
			this.lineEmpty = true;
		}
		else if (b == '\r') {
			this.afterReturn = true;
		}
		else if ((b >= 0 && b < 0x20 && b != '\t') || b == 0x7F) {
			throw HttpHeadException.malformed("control character in the header");
		}
		else {
			this.lineEmpty = false;
		}
	}

	private void append(byte[] source, int offset, int count) {
		if (this.length + count > this.bytes.length) {
			int capacity = Math.max(FIRST_CAPACITY, Math.max(this.length + count, 2 * this.bytes.length));
			this.bytes = Arrays.copyOf(this.bytes, capacity);
		}
		System.arraycopy(source, offset, this.bytes, this.length, count);
		this.length += count;
	}

	/** Whether the empty line has been seen, so that the head can be read. */
	public boolean isComplete() {
		return this.complete;
	}

	public boolean isEmpty() {
		return this.length == 0;
	}

	/** The head without the empty line. */
	String text() {
		if (!this.complete) {
			throw new IllegalStateException("head is not complete");
		}
		return new String(this.bytes, 0, this.length - 2, StandardCharsets.ISO_8859_1);
	}

}
