package dev.wsboot.engine;

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
	 * Another method threw, or the connection failed: the peer broke the protocol or its
	 * socket did. The connection is closed afterwards.
	 * @param connection the connection
	 * @param error what was thrown
	 * @throws Exception is logged
	 */
	default void onError(WsConnection connection, Throwable error) throws Exception {
	}

}
