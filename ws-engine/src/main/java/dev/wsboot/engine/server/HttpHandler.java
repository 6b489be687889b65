package dev.wsboot.engine.server;

import dev.wsboot.engine.WsRequest;

/** Answers ordinary GET requests to a standalone server. */
@FunctionalInterface
public interface HttpHandler {

	/**
	 * Answers a request. Called on the engine's executor; may block.
	 * @param request the request
	 * @return the answer
	 * @throws Exception to answer 500
	 */
	HttpAnswer handle(WsRequest request) throws Exception;

}
