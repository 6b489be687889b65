package dev.wsboot.engine;

import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with a connection or before there is one; the root of the engine's
 * exceptions. Each kind says whose fault it is:
 * <ul>
 * <li>{@link WsProtocolException}: the peer broke the protocol or a limit,</li>
 * <li>{@link WsConnectionLostException}: the socket failed,</li>
 * <li>{@link WsHandshakeException}: the connection was never opened,</li>
 * <li>{@link WsClosedException}: the application asked something of a connection that is
 * closing or closed.</li>
 * </ul>
 * Whatever else {@link WsHandler#onError} is given was thrown by the application itself.
 */
public abstract sealed class WsException extends RuntimeException
		permits WsProtocolException, WsConnectionLostException, WsHandshakeException, WsClosedException {

	private static final long serialVersionUID = 1L;

	WsException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	WsException(String message, @Nullable Throwable cause, boolean writableStackTrace) {
		super(message, cause, writableStackTrace, writableStackTrace);
	}

}
