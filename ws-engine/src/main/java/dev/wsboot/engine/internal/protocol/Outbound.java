package dev.wsboot.engine.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.SharedEncoder;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.ByteSource;
import dev.wsboot.engine.internal.buffer.SegmentQueue;
import org.jspecify.annotations.Nullable;

/**
 * The sending half: messages to bytes, in the order of the calls, and nothing after a
 * Close frame. Thread-safe by its own monitor, the send lock, which is held while a
 * message is encoded and never across I/O. Codecs run under it, so wire order is the
 * order in which they saw the messages.
 */
public final class Outbound extends ByteSource {

	private final SegmentQueue queue;

	private final FrameEncoder encoder;

	private final FrameObserver observer;

	private List<MessageCodec> codecs;

	/** Messages of fewer bytes are shown to no codec. */
	private int threshold;

	/** The same for messages that are not to be compressed. */
	private int uncompressedThreshold;

	private final int limit;

	/** The message that is being sent in fragments, if any. */
	private @Nullable FragmentedMessage fragmented;

	// Frames of one opcode that are not reported yet.

	private int unreportedOpcode;

	private int unreportedFrames;

	private long unreportedBytes;

	private boolean closeSent;

	Outbound(FrameEncoder encoder, int limit, List<MessageCodec> codecs, BufferPool pool, FrameObserver observer) {
		this.limit = limit;
		this.queue = new SegmentQueue(pool);
		this.encoder = encoder;
		this.observer = observer;
		negotiated(codecs);
	}

	synchronized void negotiated(List<MessageCodec> codecs) {
		this.codecs = codecs;
		this.threshold = threshold(codecs, true);
		this.uncompressedThreshold = threshold(codecs, false);
	}

	/**
	 * Appends bytes that are no frames: the answer to the opening handshake, before all
	 * else.
	 */
	public synchronized void handshake(byte[] bytes) {
		this.queue.append(bytes, 0, bytes.length);
	}

	private static int threshold(List<MessageCodec> codecs, boolean compress) {
		return codecs.stream()
			.filter((codec) -> compress || !codec.isCompression())
			.mapToInt(MessageCodec::threshold)
			.min()
			.orElse(Integer.MAX_VALUE);
	}

	/** Encodes a text message, compressed if the codecs agree. */
	public Result text(String text) {
		return text(text, true);
	}

	/**
	 * Encodes a text message, in which unpaired surrogates become {@code ?}.
	 * {@code compress} says whether compression may be applied.
	 */
	public synchronized Result text(String text, boolean compress) {
		Result result = admit();
		if (result == Result.ACCEPTED && this.fragmented != null) {
			this.fragmented.keep(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8), compress);
		}
		else if (result == Result.ACCEPTED) {
			int least = compress ? this.threshold : this.uncompressedThreshold;
			if (least == Integer.MAX_VALUE) {
				count(Opcode.TEXT, this.encoder.text(this.queue, text));
			}
			else if (text.length() < least && this.encoder.ascii(this.queue, text)) {
				count(Opcode.TEXT, text.length());
			}
			else {
				byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
				message(Opcode.TEXT, utf8, 0, utf8.length, compress);
			}
		}
		return result;
	}

	Result binary(byte[] bytes, int offset, int length) {
		return binary(bytes, offset, length, true);
	}

	/** Encodes a binary message, as for text; the bytes are copied. */
	public synchronized Result binary(byte[] bytes, int offset, int length, boolean compress) {
		Result result = admit();
		if (result == Result.ACCEPTED && this.fragmented != null) {
			this.fragmented.keep(Opcode.BINARY, Arrays.copyOfRange(bytes, offset, offset + length), compress);
		}
		else if (result == Result.ACCEPTED) {
			message(Opcode.BINARY, bytes, offset, length, compress);
		}
		return result;
	}

	/** Encodes a message that goes to other connections as well. */
	public synchronized Result shared(WsBroadcast message) {
		Result result = admit();
		if (result == Result.ACCEPTED && this.fragmented != null) {
			this.fragmented.keep(message.message().opcode(), message.payload(), message.message().compress());
		}
		else if (result == Result.ACCEPTED) {
			byte[] payload = message.payload();
			MessageCodec codec = (this.codecs.size() == 1) ? this.codecs.get(0) : null;
			if (codec == null || !applies(codec, payload.length, message.message().compress())
					|| !shared(message, codec)) {
				message(message.message().opcode(), payload, 0, payload.length, message.message().compress());
			}
		}
		return result;
	}

	private boolean shared(WsBroadcast message, MessageCodec codec) {
		SharedEncoder encoder = codec.sharedEncoder();
		if (encoder == null) {
			return false;
		}
		byte[] payload = message.payload();
		byte[] encoded = message.encoded(encoder);
		boolean unchanged = encoded == payload;
		frame(message.message().opcode(), unchanged ? 0 : codec.rsv(), encoded, 0, encoded.length);
		if (!unchanged) {
			codec.sentShared(payload, 0, payload.length);
		}
		return true;
	}

	/**
	 * Begins a text or binary message of which the length is not known yet, or returns
	 * false if such a one is under way. Other messages are kept until it ends.
	 */
	public synchronized boolean beginFragments(int opcode) {
		if (this.fragmented != null) {
			return false;
		}
		this.fragmented = new FragmentedMessage(opcode);
		return true;
	}

	/**
	 * Encodes a fragment, copied and uncompressed, of the message that was begun. An end
	 * is taken even if there is no room.
	 */
	public synchronized Result fragment(byte[] bytes, int offset, int length, boolean last) {
		Result result = admitFragment(last && length == 0);
		FragmentedMessage message = Objects.requireNonNull(this.fragmented, "no message is being sent in fragments");
		if (result == Result.ACCEPTED) {
			int opcode = message.nextOpcode();
			this.encoder.frame(this.queue, opcode, last, 0, bytes, offset, length);
			count(opcode, length);
		}
		if (last && result != Result.FULL) {
			this.fragmented = null;
			for (FragmentedMessage.Kept next : message.kept()) {
				message(next.opcode(), next.payload(), 0, next.payload().length, next.compress());
			}
		}
		return result;
	}

	/** What is kept does not count: it waits for the message, not for the peer. */
	private Result admitFragment(boolean small) {
		if (this.closeSent) {
			return Result.CLOSED;
		}
		return (this.queue.size() >= this.limit && !small) ? Result.FULL : Result.ACCEPTED;
	}

	private Result admit() {
		if (this.closeSent) {
			return Result.CLOSED;
		}
		return (waitingBytes() >= this.limit) ? Result.FULL : Result.ACCEPTED;
	}

	private long waitingBytes() {
		return this.queue.size() + ((this.fragmented != null) ? this.fragmented.keptBytes() : 0);
	}

	private static boolean applies(MessageCodec codec, int length, boolean compress) {
		return (compress || !codec.isCompression()) && length >= codec.threshold();
	}

	private void message(int opcode, byte[] bytes, int offset, int length, boolean compress) {
		encode(0, opcode, 0, bytes, offset, length, compress);
	}

	/** Encodes through the codecs that apply, from the given one on. */
	private void encode(int index, int opcode, int rsv, byte[] bytes, int offset, int length, boolean compress) {
		// RFC 6455 section 9.1: extensions apply in the order negotiated.
		int next = index;
		while (next < this.codecs.size() && !applies(this.codecs.get(next), length, compress)) {
			next++;
		}
		if (next == this.codecs.size()) {
			frame(opcode, rsv, bytes, offset, length);
			return;
		}
		MessageCodec codec = this.codecs.get(next);
		EncodedPayload encoded = new EncodedPayload(this.queue.pool(), length);
		try {
			if (codec.encode(bytes, offset, length, encoded)) {
				encode(next + 1, opcode, rsv | codec.rsv(), encoded.bytes(), 0, encoded.size(), compress);
			}
			else {
				encode(next + 1, opcode, rsv, bytes, offset, length, compress);
			}
		}
		finally {
			encoded.release();
		}
	}

	/**
	 * Encodes a Ping frame of at most 125 bytes, or returns false if a Close frame was
	 * sent already.
	 */
	public synchronized boolean ping(byte[] data) {
		return !this.closeSent && frame(Opcode.PING, 0, data, 0, data.length);
	}

	/** Encodes a Pong frame, as {@link #ping}. */
	synchronized boolean pong(byte[] data, int offset, int length) {
		return !this.closeSent && frame(Opcode.PONG, 0, data, offset, length);
	}

	/** Encodes the Close frame, or returns false if one was sent already. */
	synchronized boolean close(byte[] payload) {
		if (this.closeSent) {
			return false;
		}
		this.closeSent = true;
		// Nothing more is sent: not the rest of a message, nor what waits for it.
		forgetKept();
		return frame(Opcode.CLOSE, 0, payload, 0, payload.length);
	}

	private boolean frame(int opcode, int rsv, byte[] payload, int offset, int length) {
		this.encoder.frame(this.queue, opcode, true, rsv, payload, offset, length);
		count(opcode, length);
		return true;
	}

	private void forgetKept() {
		if (this.fragmented != null) {
			this.fragmented.forgetKept();
		}
	}

	private void count(int opcode, int length) {
		if (opcode != this.unreportedOpcode) {
			report();
			this.unreportedOpcode = opcode;
		}
		this.unreportedFrames++;
		this.unreportedBytes += length;
	}

	private void report() {
		if (this.unreportedFrames != 0) {
			this.observer.sent(this.unreportedOpcode, this.unreportedFrames, this.unreportedBytes);
			this.unreportedFrames = 0;
			this.unreportedBytes = 0;
		}
	}

	/** Whether the Close frame is among the bytes, so that nothing else can be sent. */
	public synchronized boolean isCloseSent() {
		return this.closeSent;
	}

	/** Bytes that wait to be written, headers included. */
	public synchronized long size() {
		return waitingBytes();
	}

	/** Whether the next message would be refused for want of room; not so when closed. */
	public synchronized boolean isFull() {
		return !this.closeSent && waitingBytes() >= this.limit;
	}

	@Override
	protected @Nullable ByteBuffer take(int written) {
		report();
		this.queue.written(written);
		return this.queue.next();
	}

	@Override
	protected void shrink(int written) {
		this.queue.written(written);
		this.queue.shrink();
	}

	@Override
	protected void drop(boolean viewed) {
		this.closeSent = true;
		forgetKept();
		report();
		if (viewed) {
			// The writer may be reading a segment: it goes to the collector, not back to
			// the pool where another connection would fill it.
			this.queue.forget();
		}
		else {
			this.queue.clear();
		}
		this.codecs.forEach(MessageCodec::close);
	}

	/** What became of a message. */
	public enum Result {

		/** It is among the bytes to be written. */
		ACCEPTED,

		/** It was dropped: as many bytes as allowed are waiting already. */
		FULL,

		/** It was dropped: a Close frame was sent already. */
		CLOSED

	}

}
