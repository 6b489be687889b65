package dev.wsboot.engine.client;

import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Completes when a connection is open, or fails with a {@link WsHandshakeException}.
 * Cancelling it gives the attempt up. It is completed on the engine's executor.
 */
public final class WsConnectFuture extends CompletableFuture<WsConnection> {

	private final WsConnection connection;

	private volatile @Nullable Headers responseHeaders;

	WsConnectFuture(WsConnection connection) {
		this.connection = connection;
	}

	/**
	 * The connection before it is open. What is sent on it meanwhile is kept, up to
	 * {@link dev.wsboot.engine.WsOptions#sendBufferLimit()}, and sent when it is open.
	 */
	public WsConnection connection() {
		return this.connection;
	}

	/**
	 * The header fields of the server's answer, or null as long as the connection is not
	 * open.
	 */
	public @Nullable Headers responseHeaders() {
		return this.responseHeaders;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			this.connection.terminate();
		}
		return cancelled;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

	void responseHeaders(Headers headers) {
		this.responseHeaders = headers;
	}

}
