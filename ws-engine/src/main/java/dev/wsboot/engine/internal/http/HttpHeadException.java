package dev.wsboot.engine.internal.http;

/**
 * The head of an HTTP message that cannot be taken, with the status that answers it. A
 * peer can cause it at will, so it carries no stack trace.
 */
public final class HttpHeadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	/** The message says in one line what is wrong. */
	public HttpHeadException(int status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	static HttpHeadException malformed(String message) {
		return new HttpHeadException(400, message);
	}

	/** The HTTP status that a server answers: 400, 431 or 505. */
	public int status() {
		return this.status;
	}

}
