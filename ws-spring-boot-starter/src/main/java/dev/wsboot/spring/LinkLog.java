package dev.wsboot.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.client.WsReconnectListener;
import dev.wsboot.spring.WsClientEndpoints.Declared;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs the ups and downs of a client endpoint's link, of attempts that fail in a row the
 * first one only, and tells the endpoint's own listener. Called serially.
 */
final class LinkLog implements WsReconnectListener {

	private static final Log logger = LogFactory.getLog(WsClientEndpoint.class);

	private final Declared endpoint;

	private final CompletableFuture<WsConnection> first;

	private int refusals;

	LinkLog(Declared endpoint, CompletableFuture<WsConnection> first) {
		this.endpoint = endpoint;
		this.first = first;
	}

	@Override
	public void onConnected(WsConnection connection, long reconnects) {
		if (reconnects > 0 || this.refusals > 0) {
			logger.info(name() + " is connected again");
		}
		this.refusals = 0;
		this.first.complete(connection);
		this.endpoint.listener().onConnected(connection, reconnects);
	}

	@Override
	public void onDisconnected(WsClose close, Duration delay) {
		logger.warn(name() + " lost its connection with " + close.code() + ", and tries another in " + delay.toMillis()
				+ " ms");
		this.endpoint.listener().onDisconnected(close, delay);
	}

	@Override
	public void onRefused(WsHandshakeException refusal, Duration delay) {
		String message = name() + " could not connect, and tries again in " + delay.toMillis() + " ms: "
				+ refusal.getMessage();
		if (this.refusals++ == 0) {
			logger.warn(message);
		}
		else {
			logger.debug(message);
		}
		this.first.completeExceptionally(refusal);
		this.endpoint.listener().onRefused(refusal, delay);
	}

	@Override
	public void onGivenUp(RuntimeException cause) {
		logger.warn(name() + " is not connected, and tries no more: " + cause.getMessage());
		this.first.completeExceptionally(cause);
		this.endpoint.listener().onGivenUp(cause);
	}

	private String name() {
		return "The WebSocket client '" + this.endpoint.client() + "'";
	}

}
