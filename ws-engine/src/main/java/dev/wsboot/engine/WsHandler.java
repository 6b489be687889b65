package dev.wsboot.engine;

import java.util.Objects;

/**
 * Takes what happens on the connections of one endpoint. One handler serves all of them;
 * the calls for one connection are serial and in order, those for different connections
 * run at the same time. Every method does nothing unless overridden.
 *
 * <p>
 * An exception from any method goes to {@link #onError}; the connection is then closed
 * with 1011.
 */
public interface WsHandler {

	/**
	 * A handler in the callback manner.
	 * @param acceptor called for every new connection, sets what is to happen on it
	 * @return a handler that calls what the acceptor set
	 */
	static WsHandler of(WsAcceptor acceptor) {
		return Provided.PROVIDER.handler(Objects.requireNonNull(acceptor, "'acceptor' must not be null"));
	}

	/**
	 * The connection is open. Called first.
	 * @param connection the connection
	 * @throws Exception to close it with 1011
	 */
	default void onOpen(WsConnection connection) throws Exception {
	}

	/**
	 * A text message arrived.
	 * @param connection the connection
	 * @param text the whole message
	 * @throws Exception to close the connection with 1011
	 */
	default void onText(WsConnection connection, String text) throws Exception {
	}

	/**
	 * A binary message arrived.
	 * @param connection the connection
	 * @param data the whole message, the handler's own
	 * @throws Exception to close the connection with 1011
	 */
	default void onBinary(WsConnection connection, byte[] data) throws Exception {
	}

	/**
	 * A Pong arrived. Futures of {@link WsConnection#ping(byte[])} are completed before.
	 * @param connection the connection
	 * @param data its payload, at most 125 bytes
	 * @throws Exception to close the connection with 1011
	 */
	default void onPong(WsConnection connection, byte[] data) throws Exception {
	}

	/**
	 * The connection is closed. Called last, and once for every {@link #onOpen}.
	 * @param connection the connection
	 * @param close how it ended
	 * @throws Exception is logged
	 */
	default void onClose(WsConnection connection, WsClose close) throws Exception {
	}

	/**
	 * Something failed; the connection is closed afterwards.
	 * @param connection the connection
	 * @param error a {@link WsProtocolException} if the peer broke the protocol or a
	 * limit, a {@link WsConnectionLostException} if the socket failed, else what another
	 * method of this handler, or an extension, threw
	 * @throws Exception is logged
	 */
	default void onError(WsConnection connection, Throwable error) throws Exception {
	}

}
