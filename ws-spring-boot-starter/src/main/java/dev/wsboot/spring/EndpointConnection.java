package dev.wsboot.spring;

import java.util.concurrent.CancellationException;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.client.WsConnectFuture;
import dev.wsboot.engine.protocol.CloseCode;
import dev.wsboot.spring.WsClientEndpoints.Endpoint;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one {@link WsClientEndpoint @WsClientEndpoint}, one at a time.
 * Thread-safe.
 */
final class EndpointConnection {

	private static final Log logger = LogFactory.getLog(WsClientEndpoint.class);

	private final Endpoint endpoint;

	private @Nullable WsConnectFuture current;

	EndpointConnection(Endpoint endpoint) {
		this.endpoint = endpoint;
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	synchronized @Nullable WsConnection open() {
		WsConnection connection = (this.current != null) ? this.current.connection() : null;
		return (connection != null && connection.readyState() == WsReadyState.OPEN) ? connection : null;
	}

	synchronized WsConnectFuture start() {
		WsConnectFuture opening = this.current;
		if (opening == null || opening.connection().readyState().compareTo(WsReadyState.OPEN) > 0) {
			opening = this.endpoint.connector().get();
			opening.whenComplete((connection, failure) -> log(failure));
			this.current = opening;
		}
		return opening;
	}

	private void log(@Nullable Throwable failure) {
		if (failure != null && !(failure instanceof CancellationException)) {
			logger.warn(
					"The WebSocket client '" + this.endpoint.client() + "' could not connect: " + failure.getMessage());
		}
	}

	synchronized void stop() {
		WsConnectFuture opened = this.current;
		this.current = null;
		if (opened == null) {
			return;
		}
		if (opened.connection().readyState() == WsReadyState.CONNECTING) {
			opened.cancel(false);
		}
		else {
			opened.connection().close(CloseCode.GOING_AWAY, "");
		}
	}

}
