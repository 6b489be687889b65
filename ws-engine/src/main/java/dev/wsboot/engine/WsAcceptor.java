package dev.wsboot.engine;

/**
 * The callback manner of handling: called for every new connection, sets what is to
 * happen on it. <pre>{@code
 * WsAcceptor echo = (connection, request) -> connection.onText(connection::send);
 * }</pre>
 */
@FunctionalInterface
public interface WsAcceptor {

	/**
	 * Takes a new connection. No message is delivered before it returns.
	 * @param connection the connection, open
	 * @param request the request that opened it
	 * @throws Exception to close the connection with 1011
	 */
	void accept(WsCallbackConnection connection, WsRequest request) throws Exception;

}
