package dev.wsboot.engine;

import java.io.IOException;

/**
 * The socket of a connection failed: it was reset, timed out, or could not be written.
 * Its cause says how.
 */
public final class WsConnectionLostException extends WsException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param cause what the socket threw
	 */
	public WsConnectionLostException(IOException cause) {
		super("connection lost: " + cause.getMessage(), cause, false);
	}

}
