package dev.wsboot.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the subprotocol of a connection when a server answers its handshake (RFC 6455
 * section 4.2.2), by more than the order of {@link WsOptions#subprotocols()}.
 */
@FunctionalInterface
public interface WsSubprotocolChoice {

	/**
	 * Chooses. Called by many threads, and by an event loop: may not block. What it
	 * throws is answered with 500, but for a
	 * {@link dev.wsboot.engine.WsHandshakeException#refusal(int, String) refusal}, which
	 * is answered with its own status.
	 * @param offered what the client offers, its preferred first; may be empty
	 * @param request the request
	 * @return one of those that are offered, or null to open the connection without
	 */
	@Nullable String chooseSubprotocol(List<String> offered, WsRequest request);

}
