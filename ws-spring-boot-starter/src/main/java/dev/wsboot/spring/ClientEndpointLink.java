package dev.wsboot.spring;

import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.client.WsLink;
import dev.wsboot.spring.WsClientEndpoints.Declared;
import org.jspecify.annotations.Nullable;

/**
 * The link of one {@link WsClientEndpoint @WsClientEndpoint}, one at a time. Thread-safe.
 */
final class ClientEndpointLink {

	private final Declared endpoint;

	private @Nullable WsLink link;

	private CompletableFuture<WsConnection> first = new CompletableFuture<>();

	ClientEndpointLink(Declared endpoint) {
		this.endpoint = endpoint;
	}

	Declared endpoint() {
		return this.endpoint;
	}

	synchronized @Nullable WsLink link() {
		return this.link;
	}

	/** How the first attempt of the link ends. */
	synchronized CompletableFuture<WsConnection> first() {
		return this.first;
	}

	synchronized WsLink start() {
		WsLink running = this.link;
		if (running == null || running.readyState().compareTo(WsReadyState.OPEN) > 0) {
			CompletableFuture<WsConnection> opening = new CompletableFuture<>();
			running = this.endpoint.connector().apply(new LinkLog(this.endpoint, opening));
			this.first = opening;
			this.link = running;
		}
		return running;
	}

	synchronized void stop() {
		this.first.cancel(false);
		if (this.link != null) {
			this.link.close(CloseCode.GOING_AWAY, "");
		}
	}

}
