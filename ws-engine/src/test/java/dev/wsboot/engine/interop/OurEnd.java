package dev.wsboot.engine.interop;

import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsCallbackConnection;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsRequest;

/**
 * Our end of a connection, whichever side it is.
 */
final class OurEnd implements WsAcceptor {

	/** Ours for all that is tested here, as one would do it. */
	static final WsEngine ENGINE = WsEngine.builder().build();

	final Inbox inbox = new Inbox();

	final CompletableFuture<WsConnection> connection = new CompletableFuture<>();

	@Override
	public void accept(WsCallbackConnection connection, WsRequest request) {
		connection.onText(this.inbox::received);
		connection.onBinary(this.inbox::received);
		connection.onError(this.inbox::failed);
		connection.onClose((close) -> this.inbox.closed(close.code(), close.reason()));
		this.connection.complete(connection);
	}

}
