package dev.wsboot.engine.internal.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Incremental UTF-8 check (RFC 3629) that fails at the first byte which cannot belong to
 * any valid text: overlong forms, surrogates and code points above U+10FFFF are found at
 * the byte that makes them so. Not thread-safe.
 */
final class Utf8Validator {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final long HIGH_BITS = 0x8080808080808080L;

	/** Continuation bytes that the current character still needs. */
	private int needed;

	/** Bounds of the next continuation byte; narrower than 80..BF after some leads. */
	private int lower = 0x80;

	private int upper = 0xBF;

	static boolean isValid(byte[] bytes, int offset, int length) {
		Utf8Validator validator = new Utf8Validator();
		return validator.accept(bytes, offset, length) && validator.isComplete();
	}

	static boolean isAscii(byte[] bytes, int offset, int length) {
		return skipAscii(bytes, offset, offset + length) == offset + length;
	}

	/** Checks the next bytes: false if the text cannot be UTF-8 whatever follows. */
	boolean accept(byte[] bytes, int offset, int length) {
		int end = offset + length;
		int i = offset;
		while (i < end) {
			if (this.needed == 0) {
				i = skipAscii(bytes, i, end);
				if (i == end) {
					return true;
				}
				if (!lead(bytes[i++] & 0xFF)) {
					return false;
				}
			}
			else if (!continuation(bytes[i++] & 0xFF)) {
				return false;
			}
		}
		return true;
	}

	/** Whether the text may end here, which is not inside a character. */
	boolean isComplete() {
		return this.needed == 0;
	}

	private static int skipAscii(byte[] bytes, int from, int end) {
		int i = from;
		while (i <= end - 8 && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
			i += 8;
		}
		while (i < end && bytes[i] >= 0) {
			i++;
		}
		return i;
	}

	private boolean lead(int b) {
		// RFC 3629 section 4: the table of well-formed byte sequences.
		if (b >= 0xC2 && b <= 0xDF) {
			this.needed = 1;
		}
		else if (b >= 0xE0 && b <= 0xEF) {
			this.needed = 2;
			this.lower = (b == 0xE0) ? 0xA0 : 0x80;
			this.upper = (b == 0xED) ? 0x9F : 0xBF;
		}
		else if (b >= 0xF0 && b <= 0xF4) {
			this.needed = 3;
			this.lower = (b == 0xF0) ? 0x90 : 0x80;
			this.upper = (b == 0xF4) ? 0x8F : 0xBF;
		}
		else {
			return false;
		}
		return true;
	}

	private boolean continuation(int b) {
		if (b < this.lower || b > this.upper) {
			return false;
		}
		this.lower = 0x80;
		this.upper = 0xBF;
		this.needed--;
		return true;
	}

}
