package dev.wsboot.engine.internal.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masking of payloads (RFC 6455 section 5.3), eight bytes at a step. */
final class Masker {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long HIGH_BITS = 0x8080808080808080L;

	private Masker() {
	}

	/**
	 * Applies the mask in place and tells, at no extra pass, whether the result is ASCII:
	 * text that is needs no further UTF-8 validation. The key is rotated to the payload's
	 * first byte already; 0 changes nothing.
	 */
	static boolean apply(byte[] bytes, int offset, int length, int key) {
		// In the processor's order, most likely: what need not be swapped is vectorised.
		long key8 = Long.reverseBytes((key & 0xFFFFFFFFL) << 32 | (key & 0xFFFFFFFFL));
		long seen = 0;
		int end = offset + length;
		int i = offset;
		for (; i <= end - 8; i += 8) {
			long word = (long) LONGS.get(bytes, i) ^ key8;
			LONGS.set(bytes, i, word);
			seen |= word;
		}
		for (int shift = 24; i < end; i++, shift -= 8) {
			byte b = (byte) (bytes[i] ^ (key >> (shift & 31)));
			bytes[i] = b;
			seen |= b;
		}
		return (seen & HIGH_BITS) == 0;
	}

	/** The key that continues a payload of which so many bytes are done. */
	static int rotate(int key, long done) {
		return Integer.rotateLeft(key, (int) (done & 3) * 8);
	}

}
