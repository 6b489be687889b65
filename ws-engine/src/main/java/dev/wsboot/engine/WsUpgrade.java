package dev.wsboot.engine;

import java.util.Objects;

/**
 * What becomes of handshakes, wherever they come from: a route of a server, or whatever
 * routes requests in a servlet container. <pre>{@code
 * new WsUpgrade(WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
 * }</pre>
 *
 * @param options the options of the connections
 * @param handler takes what happens on the connections
 */
public record WsUpgrade(WsOptions options, WsHandler handler) {

	/**
	 * Checks that both are there.
	 */
	public WsUpgrade {
		Objects.requireNonNull(options, "'options' must not be null");
		Objects.requireNonNull(handler, "'handler' must not be null");
	}

	/**
	 * Upgrades with the default options.
	 * @param handler takes what happens on the connections
	 */
	public WsUpgrade(WsHandler handler) {
		this(WsOptions.DEFAULTS, handler);
	}

}
