package dev.wsboot.engine.extension;

/**
 * Encodes a message for all connections whose codecs give an equal encoder, so that a
 * broadcast is encoded once and not once per connection. The result depends on nothing
 * but the message. Thread-safe; {@code equals} and {@code hashCode} say which are alike.
 */
public interface SharedEncoder {

	/**
	 * Encodes a whole message.
	 * @param bytes array that holds the message; not to be changed
	 * @param offset where it starts
	 * @param length its length
	 * @param out takes the encoded bytes
	 * @return false to send the message as it was; what {@code out} took is then dropped
	 */
	boolean encode(byte[] bytes, int offset, int length, PayloadSink out);

}
