package dev.wsboot.engine;

/**
 * Something could not be done because the connection is closing or closed.
 */
public final class WsClosedException extends WsException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what could not be done
	 */
	public WsClosedException(String message) {
		super(message, null);
	}

}
