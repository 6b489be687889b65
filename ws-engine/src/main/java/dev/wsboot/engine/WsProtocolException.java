package dev.wsboot.engine;

import org.jspecify.annotations.Nullable;

/**
 * A breach of the protocol by the peer, with the close code that answers it. Thrown while
 * decoding and caught in one place; carries no stack trace, because a hostile peer can
 * cause it at will.
 */
public final class WsProtocolException extends WsException {

	private static final long serialVersionUID = 1L;

	private final int closeCode;

	/**
	 * Creates the exception.
	 * @param closeCode the code that fails the connection
	 * @param message which rule was broken; sent to the peer as the close reason, cut to
	 * what fits
	 * @throws IllegalArgumentException if the code must not be sent
	 */
	public WsProtocolException(int closeCode, String message) {
		this(closeCode, message, null);
	}

	private WsProtocolException(int closeCode, String message, @Nullable Throwable cause) {
		super(message, cause, false);
		this.closeCode = CloseCode.requireSendable(closeCode);
	}

	/**
	 * A breach of the framing rules, 1002.
	 * @param message the rule and its section
	 * @return the exception to throw
	 */
	public static WsProtocolException protocolError(String message) {
		return new WsProtocolException(CloseCode.PROTOCOL_ERROR, message);
	}

	/**
	 * Data that contradicts its type, 1007.
	 * @param message the rule and its section
	 * @return the exception to throw
	 */
	public static WsProtocolException invalidPayload(String message) {
		return new WsProtocolException(CloseCode.INVALID_PAYLOAD, message);
	}

	/**
	 * A message beyond a limit, 1009.
	 * @param message the limit's name
	 * @return the exception to throw
	 */
	public static WsProtocolException messageTooBig(String message) {
		return new WsProtocolException(CloseCode.MESSAGE_TOO_BIG, message);
	}

	/**
	 * A message that there is no room for now, 1013.
	 * @param message the limit's name
	 * @return the exception to throw
	 */
	public static WsProtocolException tryAgainLater(String message) {
		return new WsProtocolException(CloseCode.TRY_AGAIN_LATER, message);
	}

	/**
	 * A failure of this endpoint while it decoded, 1011.
	 * @param cause what was thrown
	 * @return the exception to throw
	 */
	public static WsProtocolException internalError(Throwable cause) {
		return new WsProtocolException(CloseCode.INTERNAL_ERROR, "message could not be decoded", cause);
	}

	/**
	 * The code that fails the connection.
	 * @return a code of {@link CloseCode}
	 */
	public int closeCode() {
		return this.closeCode;
	}

}
