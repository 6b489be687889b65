package dev.wsboot.engine;

/**
 * Follows the life of connections beside their handlers, whatever those do. The calls for
 * one connection are serial with those of its handler, on the same threads and in the
 * order below; those for different connections run at the same time. What an observer
 * throws is logged and changes nothing. An observer that is added late is also told of
 * the end of connections that were open before.
 */
public interface WsConnectionObserver {

	/**
	 * The connection is open, and {@link WsHandler#onOpen} is called next. Does nothing
	 * unless overridden.
	 * @param connection the connection
	 */
	default void opened(WsConnection connection) {
	}

	/**
	 * The connection is closed, and {@link WsHandler#onClose} is called next. Does
	 * nothing unless overridden.
	 * @param connection the connection
	 * @param close how it ended
	 */
	default void closed(WsConnection connection, WsClose close) {
	}

	/**
	 * {@link WsHandler#onClose} has returned or thrown: nothing more happens on the
	 * connection. Does nothing unless overridden.
	 * @param connection the connection
	 * @param close how it ended
	 */
	default void ended(WsConnection connection, WsClose close) {
	}

}
