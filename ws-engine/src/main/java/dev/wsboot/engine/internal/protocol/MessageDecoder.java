package dev.wsboot.engine.internal.protocol;

import java.util.List;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.internal.buffer.BufferPool;

/**
 * Undoes what the negotiated extensions did to a message (RFC 6455 section 9). Between
 * batches of received bytes it holds no memory. Not thread-safe.
 */
final class MessageDecoder implements PayloadSink {

	private final List<MessageCodec> codecs;

	private final int maxPayload;

	private final int rsv;

	private MessageBuffer out;

	/** What one codec made of a message while the next decodes it, if there is one. */
	private MessageBuffer between;

	MessageDecoder(List<MessageCodec> codecs, int maxPayload, BufferPool pool) {
		this.codecs = codecs;
		this.maxPayload = maxPayload;
		this.out = new MessageBuffer(pool);
		this.between = (codecs.size() > 1) ? new MessageBuffer(pool) : this.out;
		this.rsv = codecs.stream().mapToInt(MessageCodec::rsv).reduce(0, (a, b) -> a | b);
	}

	/** The reserved bits that the extensions define. */
	int rsv() {
		return this.rsv;
	}

	/**
	 * Decodes through the codecs that marked the message, last negotiated first: RFC 6455
	 * section 9.1 has the sender apply them in the order negotiated. The result holds
	 * until the next message or {@link #settle()}.
	 */
	MessageBuffer decode(int marks, byte[] bytes, int offset, int length) {
		byte[] encoded = bytes;
		int from = offset;
		int count = length;
		for (int i = this.codecs.size() - 1; i >= 0; i--) {
			MessageCodec codec = this.codecs.get(i);
			if ((codec.rsv() & marks) != 0) {
				MessageBuffer target = this.between;
				this.between = this.out;
				this.out = target;
				target.clear();
				codec.decode(encoded, from, count, this);
				encoded = target.bytes();
				from = 0;
				count = target.size();
			}
		}
		return this.out;
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		int room = this.maxPayload - this.out.size();
		if (length > room) {
			throw WsProtocolException.messageTooBig("message exceeds " + this.maxPayload + " bytes (max-payload)");
		}
		this.out.append(bytes, offset, length, room - length);
	}

	/** Ends a batch of received bytes. */
	void settle() {
		this.out.abandon();
		this.between.abandon();
	}

}
