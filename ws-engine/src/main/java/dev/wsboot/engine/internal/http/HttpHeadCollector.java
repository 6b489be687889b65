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

	/** Progress through the line breaks that end a head. */
	private static final int IN_LINE = 0;

	private static final int AFTER_CR = 1;

	private static final int AFTER_LINE = 2;

	private static final int AFTER_LINE_CR = 3;

	private static final int COMPLETE = 4;

	private final int maxBytes;

	private byte[] bytes = new byte[0];

	private int length;

	private int state = IN_LINE;

	/**
	 * Creates an empty collector.
	 * @param maxBytes most bytes of the head, its last line break included
	 */
	public HttpHeadCollector(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Takes the next bytes.
	 * @param source array that holds them
	 * @param offset where they start
	 * @param count how many
	 * @return how many belong to the head: all, unless it {@linkplain #isComplete() is
	 * complete}
	 * @throws HttpHeadException if no head can come of it: it is too large, or holds a
	 * control character or a line break of another kind than CR LF
	 */
	public int take(byte[] source, int offset, int count) {
		int used = 0;
		while (used < count && this.state != COMPLETE) {
			if (this.length + used == this.maxBytes) {
				throw new HttpHeadException(431, "header fields are larger than " + this.maxBytes + " bytes");
			}
			this.state = next(source[offset + used++]);
		}
		append(source, offset, used);
		return used;
	}

	// RFC 9112 section 2.2: a bare CR is malformed, and so that nobody else along the way
	// reads other lines than this side does, a bare LF is taken as such too.
	private int next(byte b) {
		return switch (this.state) {
			case AFTER_CR -> lineFeed(b, AFTER_LINE);
			case AFTER_LINE_CR -> lineFeed(b, COMPLETE);
			default -> {
				if (b == '\r') {
					yield (this.state == AFTER_LINE) ? AFTER_LINE_CR : AFTER_CR;
				}
				if ((b >= 0 && b < 0x20 && b != '\t') || b == 0x7F) {
					throw HttpHeadException.malformed("control character in the header");
				}
				yield IN_LINE;
			}
		};
	}

	private static int lineFeed(byte b, int next) {
		if (b != '\n') {
			throw HttpHeadException.malformed("carriage return without line feed in the header");
		}
		return next;
	}

	private void append(byte[] source, int offset, int count) {
		if (this.length + count > this.bytes.length) {
			int capacity = Math.max(FIRST_CAPACITY, Math.max(this.length + count, 2 * this.bytes.length));
			this.bytes = Arrays.copyOf(this.bytes, capacity);
		}
		System.arraycopy(source, offset, this.bytes, this.length, count);
		this.length += count;
	}

	/**
	 * Whether the empty line has been seen.
	 * @return true when the head can be read
	 */
	public boolean isComplete() {
		return this.state == COMPLETE;
	}

	/**
	 * Whether no byte has been taken yet.
	 * @return true at the start
	 */
	public boolean isEmpty() {
		return this.length == 0;
	}

	/** The head without the empty line. */
	String text() {
		if (!isComplete()) {
			throw new IllegalStateException("head is not complete");
		}
		return new String(this.bytes, 0, this.length - 2, StandardCharsets.ISO_8859_1);
	}

}
