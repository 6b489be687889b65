package dev.wsboot.engine;

/**
 * Ready state of a connection, with the numbers of the browser's WebSocket API.
 */
public enum WsReadyState {

	/** The opening handshake is under way. */
	CONNECTING(0),

	/** Messages can be sent. */
	OPEN(1),

	/** A Close frame was sent. */
	CLOSING(2),

	/** The socket is closed. */
	CLOSED(3);

	private final int code;

	WsReadyState(int code) {
		this.code = code;
	}

	/**
	 * The number that the browser's {@code readyState} has.
	 * @return 0 to 3
	 */
	public int code() {
		return this.code;
	}

}
