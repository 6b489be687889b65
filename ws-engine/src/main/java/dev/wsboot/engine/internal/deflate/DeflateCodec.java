package dev.wsboot.engine.internal.deflate;

import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.extension.SharedEncoder;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate on one connection, or on all of the same parameters that are without
 * context takeover. Between messages it holds a window for each direction with context
 * takeover and nothing else; what compresses and decompresses is borrowed.
 */
final class DeflateCodec implements MessageCodec {

	private final PerMessageDeflate extension;

	private final SharedDeflate encoder;

	/** The reader's: what was received, if the peer may refer to it. */
	private final @Nullable SlidingWindow received;

	/** Guarded by the send lock: what was sent, if we may refer to it. */
	private final @Nullable SlidingWindow sent;

	DeflateCodec(PerMessageDeflate extension, SharedDeflate encoder, DeflateParameters agreed, boolean server) {
		this.extension = extension;
		this.encoder = encoder;
		this.received = agreed.contextTakeover(!server) ? new SlidingWindow(1 << agreed.windowBits(!server)) : null;
		this.sent = agreed.contextTakeover(server) ? new SlidingWindow(1 << agreed.windowBits(server)) : null;
	}

	@Override
	public int rsv() {
		return RSV1;
	}

	@Override
	public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
		int before = capacity(this.received);
		MessageInflater inflater = PerMessageDeflate.INFLATERS.borrow();
		try {
			inflater.inflate(this.received, bytes, offset, length, out);
		}
		finally {
			PerMessageDeflate.INFLATERS.giveBack(inflater);
		}
		this.extension.retain(capacity(this.received) - before);
	}

	@Override
	public int threshold() {
		return this.extension.options().threshold();
	}

	@Override
	public boolean isCompression() {
		return true;
	}

	@Override
	public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
		boolean shrunk = this.encoder.encode(this.sent, bytes, offset, length, out);
		if (shrunk) {
			remember(bytes, offset, length);
		}
		return shrunk;
	}

	@Override
	public SharedEncoder sharedEncoder() {
		return this.encoder;
	}

	@Override
	public void sentShared(byte[] bytes, int offset, int length) {
		remember(bytes, offset, length);
	}

	/** A sender need not remember, as long as what it remembers is what was sent last. */
	private void remember(byte[] bytes, int offset, int length) {
		SlidingWindow window = this.sent;
		if (window == null) {
			return;
		}
		int before = window.capacity();
		if (this.extension.isOverBudget()) {
			window.clear();
		}
		else {
			window.append(bytes, offset, length);
		}
		this.extension.retain(window.capacity() - before);
	}

	@Override
	public void close() {
		this.extension.retain(-capacity(this.received) - capacity(this.sent));
	}

	private static int capacity(@Nullable SlidingWindow window) {
		return (window != null) ? window.capacity() : 0;
	}

}
