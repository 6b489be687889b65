package dev.wsboot.engine;

import org.jspecify.annotations.Nullable;

/**
 * The opening handshake came to nothing: the connection was not opened.
 */
public final class WsHandshakeException extends WsException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private final transient Headers headers;

	private final String body;

	/**
	 * There was no answer.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public WsHandshakeException(String message, @Nullable Throwable cause) {
		super(message, cause);
		this.status = 0;
		this.headers = Headers.EMPTY;
		this.body = "";
	}

	/**
	 * The answer is none that opens a connection.
	 * @param message what is wrong with it
	 * @param status its HTTP status
	 * @param headers its header fields
	 * @param body start of its body as far as it was read, possibly empty
	 */
	public WsHandshakeException(String message, int status, Headers headers, String body) {
		super(message, null);
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	/**
	 * For a server's hook: a handshake is to be refused.
	 * @param status the HTTP status of the answer
	 * @param message one line of text for its body
	 * @return the exception to throw
	 */
	public static WsHandshakeException refusal(int status, String message) {
		return new WsHandshakeException(message, status, Headers.EMPTY, "");
	}

	/**
	 * The HTTP status of the answer.
	 * @return the status, or 0 if there was no answer
	 */
	public int status() {
		return this.status;
	}

	/**
	 * The header fields of the answer.
	 * @return the fields, none if there was no answer
	 */
	public Headers headers() {
		return this.headers;
	}

	/**
	 * The start of the answer's body.
	 * @return text, possibly empty
	 */
	public String body() {
		return this.body;
	}

}
