package dev.wsboot.engine;

/**
 * Says in one line what becomes of a handshake. <pre>{@code
 * WsUpgrade echo = Ws.upgrade((connection, request) -> connection.onMessage(connection::send));
 * }</pre>
 */
public final class Ws {

	private Ws() {
	}

	/**
	 * Upgrades with the default options.
	 * @param acceptor called for every new connection
	 * @return to be given to a route of a server, or to what routes requests in a servlet
	 * container
	 */
	public static WsUpgrade upgrade(WsAcceptor acceptor) {
		return upgrade(WsOptions.DEFAULTS, acceptor);
	}

	/**
	 * Upgrades with options.
	 * @param options the options of the connections
	 * @param acceptor called for every new connection
	 * @return to be given to a route of a server, or to what routes requests in a servlet
	 * container
	 */
	public static WsUpgrade upgrade(WsOptions options, WsAcceptor acceptor) {
		return new WsUpgrade(options, acceptor);
	}

}
