package dev.wsboot.engine.extension;

import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

import dev.wsboot.engine.protocol.PayloadSink;
import org.jspecify.annotations.Nullable;

/**
 * Compresses one message at a time (RFC 7692 section 7.2.1). Not thread-safe: lent for
 * the time of a message.
 *
 * <p>
 * {@link Deflater} always has a window of 2^15 bytes. A smaller one is honoured by making
 * it forget ({@link Deflater#FULL_FLUSH}) before a distance could exceed it.
 */
final class MessageDeflater {

	/** Of the JVM, by level. */
	private static final List<LoanPool<MessageDeflater>> POOLS = IntStream.rangeClosed(0, 9)
		.mapToObj((level) -> new LoanPool<>(() -> new MessageDeflater(level), MessageDeflater::dispose))
		.toList();

	/** What a sender removes from the end of every message: 00 00 FF FF. */
	private static final int TAIL = 4;

	/** Input after which a message that has not shrunk is not tried any further. */
	private static final int TRIAL = 64 * 1024;

	private final Deflater deflater;

	/** Output; begins with what may be the tail. */
	private final byte[] buffer = new byte[32 * 1024];

	private int held;

	private long produced;

	private MessageDeflater(int level) {
		this.deflater = new Deflater(level, true);
	}

	/**
	 * The pool that the JVM shares.
	 * @param level effort of compression, 1 to 9
	 */
	static LoanPool<MessageDeflater> pool(int level) {
		return POOLS.get(level);
	}

	/**
	 * Compresses a message.
	 * @param windowBits limit of distances, as its base-2 logarithm
	 * @param context what the message may refer to, or null
	 * @param out takes the result
	 * @return false if the message does not shrink; what {@code out} took is of no use
	 */
	boolean deflate(byte[] bytes, int offset, int length, int windowBits, @Nullable SlidingWindow context,
			PayloadSink out) {
		this.held = 0;
		this.produced = 0;
		int window = 1 << windowBits;
		boolean limited = windowBits < PerMessageDeflateOptions.MAX_WINDOW_BITS;
		int referable = 0;
		if (context != null) {
			// Half of a smaller window is left to the message itself.
			referable = context.copyTo(this.deflater::setDictionary, limited ? window / 2 : window);
		}
		int done = 0;
		do {
			int step = Math.min(length - done, limited ? window - referable : TRIAL);
			this.deflater.setInput(bytes, offset + done, step);
			done += step;
			boolean last = done == length;
			drain(last ? Deflater.SYNC_FLUSH : limited ? Deflater.FULL_FLUSH : Deflater.NO_FLUSH, out);
			if (this.produced - TAIL >= (last ? length : Math.max(done, TRIAL))) {
				return false;
			}
			referable = 0;
		}
		while (done < length);
		out.write(this.buffer, 0, this.held - TAIL);
		return true;
	}

	private void drain(int flush, PayloadSink out) {
		int room;
		int count;
		do {
			if (this.held > this.buffer.length / 2) {
				out.write(this.buffer, 0, this.held - TAIL);
				System.arraycopy(this.buffer, this.held - TAIL, this.buffer, 0, TAIL);
				this.held = TAIL;
			}
			room = this.buffer.length - this.held;
			count = this.deflater.deflate(this.buffer, this.held, room, flush);
			this.held += count;
			this.produced += count;
		}
		while (count == room);
	}

	/** Forgets the message. */
	void reset() {
		this.deflater.reset();
	}

	/** Frees native memory. */
	void dispose() {
		this.deflater.end();
	}

}
