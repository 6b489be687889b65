package dev.wsboot.engine.extension;

import org.jspecify.annotations.Nullable;

/**
 * What a negotiated extension does to the messages of one connection (RFC 6455 section
 * 9). Decoding is called by the reader only, encoding only under the connection's send
 * lock: the two directions must not share unguarded state.
 */
public interface MessageCodec {

	/** RSV1 as a bit of {@link #rsv()}. */
	int RSV1 = 0x4;

	/** RSV2 as a bit of {@link #rsv()}. */
	int RSV2 = 0x2;

	/** RSV3 as a bit of {@link #rsv()}. */
	int RSV3 = 0x1;

	/**
	 * The reserved bit, {@link #RSV1}, {@link #RSV2} or {@link #RSV3}, that marks on a
	 * message's first frame that this codec was applied.
	 */
	int rsv();

	/**
	 * Decodes a whole received message that carries the bit.
	 * @param bytes array that holds the message; not to be changed
	 * @param offset where it starts
	 * @param length its length, possibly 0
	 * @param out takes the decoded bytes in pieces, for it throws once they exceed the
	 * limit of a message; what it throws must pass
	 * @throws dev.wsboot.engine.WsProtocolException if the bytes are not what the
	 * extension defines
	 */
	void decode(byte[] bytes, int offset, int length, PayloadSink out);

	/**
	 * Encodes a whole message to be sent.
	 * @param bytes array that holds the message; not to be changed
	 * @param offset where it starts
	 * @param length its length
	 * @param out takes the encoded bytes
	 * @return false to send the message as it was, without the bit; what {@code out} took
	 * is then dropped
	 */
	boolean encode(byte[] bytes, int offset, int length, PayloadSink out);

	/**
	 * The length in bytes below which {@link #encode} is not called, for it would
	 * decline: such messages take a shorter way; 0 by default.
	 */
	default int threshold() {
		return 0;
	}

	/**
	 * Whether the codec makes messages smaller and nothing else, so that a sender may
	 * have a message go out without it; false by default.
	 */
	default boolean isCompression() {
		return false;
	}

	/**
	 * What encodes messages that are sent to many for this connection and others alike.
	 * @return null, the default, if every message has to be encoded for this connection
	 */
	default @Nullable SharedEncoder sharedEncoder() {
		return null;
	}

	/**
	 * A message was sent as {@link #sharedEncoder()} encodes it, which a codec that
	 * remembers messages may need to know.
	 * @param bytes array that holds the message as it was before; not to be changed
	 * @param offset where it starts
	 * @param length its length
	 */
	default void sentShared(byte[] bytes, int offset, int length) {
	}

	/**
	 * Releases what the codec holds. Called once, when the connection is closed; neither
	 * direction is used afterwards.
	 */
	void close();

}
