package dev.wsboot.engine;

import dev.wsboot.engine.internal.protocol.SharedMessage;

/**
 * A message for many connections. It is encoded once and compressed once for each set of
 * compression parameters among them, and the same bytes go to all. Thread-safe, and may
 * be sent again. <pre>{@code
 * WsBroadcast.of("closing time").to(endpoint.connections());
 * }</pre>
 */
public final class WsBroadcast {

	private final WsMessage message;

	private final SharedMessage shared;

	private WsBroadcast(WsMessage message, SharedMessage shared) {
		this.message = message;
		this.shared = shared;
	}

	/**
	 * A text message.
	 * @param text the message; unpaired surrogates become {@code ?}
	 * @return the broadcast
	 */
	public static WsBroadcast of(String text) {
		return of(new WsMessage.Text(text));
	}

	/**
	 * A binary message.
	 * @param data the message; copied
	 * @return the broadcast
	 */
	public static WsBroadcast of(byte[] data) {
		return of(new WsMessage.Binary(data));
	}

	/**
	 * A message of either type.
	 * @param message the message; copied
	 * @return the broadcast
	 */
	public static WsBroadcast of(WsMessage message) {
		if (message instanceof WsMessage.Text text) {
			return new WsBroadcast(text, SharedMessage.text(text.text(), text.compress()));
		}
		WsMessage.Binary binary = (WsMessage.Binary) message;
		byte[] copy = binary.data().clone();
		return new WsBroadcast(new WsMessage.Binary(copy, binary.compress()),
				SharedMessage.binary(copy, binary.compress()));
	}

	/**
	 * Sends the message.
	 * @param connections to each of these
	 * @return how many took it; the others are closing or closed, or dropped it because
	 * of {@link WsOverflow#DROP}
	 */
	public int to(Iterable<? extends WsConnection> connections) {
		int taken = 0;
		for (WsConnection connection : connections) {
			if (connection.send(this)) {
				taken++;
			}
		}
		return taken;
	}

	/**
	 * The message.
	 * @return the message, of which a binary one's bytes are not to be changed
	 */
	public WsMessage message() {
		return this.message;
	}

	/**
	 * What connections of this engine send.
	 * @return the encoded message
	 */
	public SharedMessage shared() {
		return this.shared;
	}

}
