package dev.wsboot.engine.internal.deflate;

import dev.wsboot.engine.extension.PayloadSink;
import org.jspecify.annotations.Nullable;

/**
 * Compresses one message at a time (RFC 7692 section 7.2.1). Not thread-safe: lent for
 * the time of a message.
 *
 * <p>
 * Unlike {@link java.util.zip.Deflater} it keeps every distance within any window, costs
 * nothing to begin anew for each message, and holds no native memory.
 */
final class MessageDeflater {

	private static final int LARGEST_WINDOW = 1 << 15;

	/** Bytes after which it shows whether a message shrinks. */
	private static final int TRIAL = 64 * 1024;

	private final MatchFinder finder;

	private final TokenBlock block = new TokenBlock();

	private final BlockWriter writer = new BlockWriter();

	/** For a message that may refer to earlier ones: they and its beginning. */
	private byte @Nullable [] joined;

	private long taken;

	private long written;

	MessageDeflater() {
		this(new MatchFinder());
	}

	MessageDeflater(MatchFinder finder) {
		this.finder = finder;
	}

	/**
	 * Compresses a message, which may refer to the context, or returns false if it does
	 * not shrink; what {@code out} took is then of no use.
	 */
	boolean deflate(int level, int windowBits, @Nullable SlidingWindow context, byte[] bytes, int offset, int length,
			PayloadSink out) {
		int window = 1 << windowBits;
		int known = (context != null) ? context.size() : 0;
		this.finder.begin(Effort.of(level), window, known + length);
		this.writer.begin();
		this.taken = 0;
		this.written = 0;
		int done = 0;
		if (context != null && known > 0) {
			byte[] start = joined();
			done = Math.min(length, start.length - known);
			context.copyTo(start);
			System.arraycopy(bytes, offset, start, known, done);
			this.finder.read(start, 0, 0);
			this.finder.enter(0, known);
			blocks(start, known, known + done, out);
		}
		if (done < length) {
			this.finder.read(bytes, offset - known, offset);
			blocks(bytes, offset + done, offset + length, out);
		}
		this.finder.end();
		this.written += this.writer.end(out);
		return this.taken == length && this.written < length;
	}

	private void blocks(byte[] bytes, int from, int to, PayloadSink out) {
		for (int at = from; at < to && !isHopeless();) {
			this.block.clear();
			int end = this.finder.find(at, to, this.block);
			this.written += this.writer.write(this.block, bytes, at, end, out);
			this.taken += end - at;
			at = end;
		}
	}

	/** Stops where so much has not shrunk; what was written is then as long. */
	private boolean isHopeless() {
		return this.taken >= TRIAL && this.written >= this.taken;
	}

	private byte[] joined() {
		byte[] array = this.joined;
		if (array == null) {
			array = new byte[2 * LARGEST_WINDOW];
			this.joined = array;
		}
		return array;
	}

}
