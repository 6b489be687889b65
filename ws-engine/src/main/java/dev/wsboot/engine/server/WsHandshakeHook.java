package dev.wsboot.engine.server;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsRequest;

/** Looks at every handshake before it is answered. */
@FunctionalInterface
public interface WsHandshakeHook {

	/**
	 * Takes a handshake that is otherwise accepted. Called on the engine's executor; may
	 * block.
	 * @param request the request
	 * @param response fields of the answer; more may be added
	 * @throws WsHandshakeException to refuse it, see
	 * {@link WsHandshakeException#refusal(int, String)}
	 * @throws Exception to answer 500
	 */
	void accept(WsRequest request, Headers.Builder response) throws Exception;

}
