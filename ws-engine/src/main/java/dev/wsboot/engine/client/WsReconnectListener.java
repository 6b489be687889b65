package dev.wsboot.engine.client;

import java.time.Duration;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandshakeException;

/**
 * Told of the ups and downs of a {@link WsLink}, beside the handler, which is told of
 * every single connection. The calls are serial and come in order. Every method does
 * nothing unless overridden; what one throws is logged.
 */
public interface WsReconnectListener {

	/**
	 * A connection is open. Called behind {@link dev.wsboot.engine.WsHandler#onOpen} and
	 * before anything kept is sent.
	 * @param connection the connection
	 * @param reconnects how many there were before it, 0 for the first
	 */
	default void onConnected(WsConnection connection, long reconnects) {
	}

	/**
	 * The connection ended; another one is tried.
	 * @param close how it ended
	 * @param delay when
	 */
	default void onDisconnected(WsClose close, Duration delay) {
	}

	/**
	 * No connection came about; it is tried again.
	 * @param refusal why
	 * @param delay when
	 */
	default void onRefused(WsHandshakeException refusal, Duration delay) {
	}

	/**
	 * No other connection is tried: the link is closed, and what was kept is discarded.
	 * Not called if the application closed it. The last call.
	 * @param cause a {@link WsHandshakeException} if the last attempt failed, a
	 * {@link dev.wsboot.engine.WsClosedException} if the last connection ended
	 */
	default void onGivenUp(RuntimeException cause) {
	}

}
