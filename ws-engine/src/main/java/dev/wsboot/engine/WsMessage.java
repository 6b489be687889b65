package dev.wsboot.engine;

/**
 * A message of either type (RFC 6455 section 5.6).
 */
public sealed interface WsMessage {

	/**
	 * A text message.
	 *
	 * @param text its text
	 */
	record Text(String text) implements WsMessage {

	}

	/**
	 * A binary message.
	 *
	 * @param data its bytes; not copied
	 */
	record Binary(byte[] data) implements WsMessage {

	}

}
