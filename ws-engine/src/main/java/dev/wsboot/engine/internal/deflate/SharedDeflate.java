package dev.wsboot.engine.internal.deflate;

import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.extension.SharedEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Compresses as the connections of the same parameters do. Without a context the result
 * suits all of them: those with context takeover are free not to use it.
 *
 * @param level effort, 1 to 9
 * @param windowBits limit of distances, as its base-2 logarithm
 */
record SharedDeflate(int level, int windowBits) implements SharedEncoder {

	@Override
	public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
		return encode(null, bytes, offset, length, out);
	}

	boolean encode(@Nullable SlidingWindow context, byte[] bytes, int offset, int length, PayloadSink out) {
		MessageDeflater deflater = PerMessageDeflate.DEFLATERS.borrow();
		try {
			return deflater.deflate(this.level, this.windowBits, context, bytes, offset, length, out);
		}
		finally {
			PerMessageDeflate.DEFLATERS.giveBack(deflater);
		}
	}

}
