package dev.wsboot.engine.internal.handshake;

import org.jspecify.annotations.Nullable;

/**
 * The opening handshake came to nothing: the connection was not opened.
 */
public class WsHandshakeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable HttpResponseHead response;

	private final String body;

	/**
	 * There was no answer.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public WsHandshakeException(String message, @Nullable Throwable cause) {
		super(message, cause);
		this.response = null;
		this.body = "";
	}

	/**
	 * The answer is none that opens a connection.
	 * @param message what is wrong with it
	 * @param response the answer
	 * @param body start of its body as far as it was read, possibly empty
	 */
	public WsHandshakeException(String message, HttpResponseHead response, String body) {
		super(message);
		this.response = response;
		this.body = body;
	}

	/**
	 * For a server's hook: a handshake is to be refused.
	 * @param status the HTTP status of the answer
	 * @param message one line of text for its body
	 * @return the exception to throw
	 */
	public static WsHandshakeException refusal(int status, String message) {
		return new WsHandshakeException(message, new HttpResponseHead(status, Headers.EMPTY), "");
	}

	/**
	 * The HTTP status of the answer.
	 * @return the status, or 0 if there was no answer
	 */
	public int status() {
		return (this.response != null) ? this.response.status() : 0;
	}

	/**
	 * The header fields of the answer.
	 * @return the fields, none if there was no answer
	 */
	public Headers headers() {
		return (this.response != null) ? this.response.headers() : Headers.EMPTY;
	}

	/**
	 * The start of the answer's body.
	 * @return text, possibly empty
	 */
	public String body() {
		return this.body;
	}

}
