package dev.wsboot.spring;

import dev.wsboot.engine.server.WsServerBuilder;

/**
 * Changes the server of {@code ws.server.port} in code, for example with a hook that
 * refuses handshakes without a token: requests to that port pass no filter of the web
 * server. Beans of this type are called in their order when properties and routes have
 * been applied.
 */
@FunctionalInterface
public interface WsServerCustomizer {

	/**
	 * Changes the server before it is built.
	 * @param server the server so far
	 */
	void customize(WsServerBuilder server);

}
