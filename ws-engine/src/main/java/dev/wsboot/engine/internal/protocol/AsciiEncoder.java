package dev.wsboot.engine.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

import dev.wsboot.engine.internal.buffer.LoanPool;

/**
 * Encodes text to where it is wanted, if all of it is ASCII: {@link String#getBytes} does
 * so only to an array of its own, which costs more than the encoding. The JDK's encoder,
 * which it runs with vector instructions, does the work. Not thread-safe: borrowed for
 * one text.
 */
final class AsciiEncoder {

	static final LoanPool<AsciiEncoder> POOL = new LoanPool<>(AsciiEncoder::new, (encoder) -> {
	});

	/** Few enough to stay in the processor's first cache. */
	private static final int CHUNK = 2048;

	private final char[] chars = new char[CHUNK];

	private final CharBuffer source = CharBuffer.wrap(this.chars);

	private final CharsetEncoder encoder = StandardCharsets.US_ASCII.newEncoder();

	/**
	 * Encodes a short text, of which no encoder is worth the loan, or returns false if
	 * not all of it is ASCII. A loop over {@link String#charAt} would do, but takes three
	 * times as long in an application that has other strings than Latin ones as well.
	 */
	@SuppressWarnings("deprecation")
	static boolean encode(String text, char[] room, byte[] out, int at) {
		int length = text.length();
		text.getChars(0, length, room, 0);
		int all = 0;
		for (int i = 0; i < length; i++) {
			all |= room[i];
		}
		if (all >= 0x80) {
			return false;
		}
		// Deprecated for dropping the upper byte of each character, of which there is
		// none here.
		text.getBytes(0, length, out, at);
		return true;
	}

	/** Encodes a part of a text, or returns false if not all of it is ASCII. */
	boolean encode(String text, int from, int to, ByteBuffer out) {
		for (int done = from; done < to; done += CHUNK) {
			int step = Math.min(CHUNK, to - done);
			text.getChars(done, done + step, this.chars, 0);
			if (this.encoder.encode(this.source.clear().limit(step), out, true).isError()) {
				return false;
			}
		}
		return true;
	}

}
