package dev.wsboot.engine;

/**
 * Ready state of a connection, in the order and with the ordinals of the browser's
 * WebSocket API.
 */
public enum WsReadyState {

	/** The opening handshake is under way. */
	CONNECTING,

	/** Messages can be sent. */
	OPEN,

	/** A Close frame was sent. */
	CLOSING,

	/** The socket is closed. */
	CLOSED

}
