package dev.wsboot.engine;

import java.util.Objects;

/**
 * What becomes of handshakes, wherever they come from; made by {@link Ws#upgrade}.
 *
 * @param options the options of the connections
 * @param acceptor called for every new connection
 */
public record WsUpgrade(WsOptions options, WsAcceptor acceptor) {

	/**
	 * Checks that both are there.
	 */
	public WsUpgrade {
		Objects.requireNonNull(options, "'options' must not be null");
		Objects.requireNonNull(acceptor, "'acceptor' must not be null");
	}

}
