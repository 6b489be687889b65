package dev.wsboot.engine.client;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.connection.Opening;
import dev.wsboot.engine.internal.connection.PendingConnection;
import dev.wsboot.engine.internal.dial.HttpAttempt;
import dev.wsboot.engine.internal.dial.Location;
import dev.wsboot.engine.internal.handshake.ClientHandshake;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Does the opening handshake of one connection, which an {@link HttpAttempt} carries to
 * the server. On its loop's thread. Until the connection is open, this is its transport,
 * so that closing the connection gives the attempt up.
 */
final class Attempt implements Transport, HttpAttempt.Caller {

	private static final int SWITCHING_PROTOCOLS = 101;

	private final WsClient client;

	private final Endpoint endpoint;

	private final Engine engine;

	private final EventLoop loop;

	private final HttpAttempt http;

	private final PendingConnection pending;

	private final WsConnectFuture future;

	// Loop thread only, once begun.

	private Location location;

	private ClientHandshake handshake;

	private boolean ended;

	Attempt(WsClient client, WsClientSettings settings, Endpoint endpoint, Location location, Headers headers) {
		this.client = client;
		this.endpoint = endpoint;
		this.engine = client.engine();
		this.loop = this.engine.nextLoop();
		this.location = location;
		this.handshake = handshake(location, headers);
		this.http = new HttpAttempt(this.loop, this.engine.executor(), settings.dialling(), location, headers,
				this.handshake.request(), this);
		this.pending = this.engine.connect(opening(null), this.loop, this);
		this.future = new WsConnectFuture(this.pending.connection());
	}

	private ClientHandshake handshake(Location location, Headers headers) {
		return new ClientHandshake(location.authority(), location.target(), headers,
				this.endpoint.options().subprotocols(), this.endpoint.extensions());
	}

	/** As far as known before the answer. */
	private Opening opening(@Nullable InetSocketAddress address) {
		WsRequest request = new WsRequest(this.handshake.target(), this.handshake.headers(), Map.of(), null, address,
				this.location.secure());
		return new Opening(Side.CLIENT, this.endpoint, request, null, List.of(), List.of());
	}

	WsConnectFuture begin() {
		this.client.begun(this);
		onLoop(this.pending.isAdmitted() ? this::dial : () -> fail("too many connections", null));
		return this.future;
	}

	private void dial() {
		if (!this.ended) {
			this.http.start();
		}
	}

	// The handshake.

	@Override
	public byte[] redirected(Location location, Headers headers) {
		this.location = location;
		this.handshake = handshake(location, headers);
		return this.handshake.request();
	}

	@Override
	public boolean isSuccess(int status) {
		return status == SWITCHING_PROTOCOLS;
	}

	@Override
	public void answered(HttpAttempt.Answer answer) {
		try {
			open(answer, this.handshake.verify(answer.head(), answer.text()));
		}
		catch (WsHandshakeException ex) {
			fail(ex);
		}
	}

	private void open(HttpAttempt.Answer answer, ClientHandshake.Agreed agreed) {
		this.ended = true;
		this.client.ended(this);
		this.future.responseHeaders(answer.head().headers());
		this.pending.open(new Opening(Side.CLIENT, this.endpoint, opening(answer.address()).request(),
				agreed.subprotocol(), agreed.extensions(), agreed.codecs()), answer.transport(), answer.rest());
		complete(() -> this.future.complete(this.pending.connection()));
	}

	// Failure.

	@Override
	public void failed(HttpAttempt.Failure failure) {
		HttpResponseHead answer = failure.answer();
		fail((answer == null) ? new WsHandshakeException(failure.message(), failure.cause())
				: new WsHandshakeException(failure.message(), answer.status(), answer.headers(), failure.body()));
	}

	private void fail(String message, @Nullable Throwable cause) {
		fail(new WsHandshakeException(message, cause));
	}

	private void fail(WsHandshakeException failure) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.client.ended(this);
		this.http.abort();
		this.pending.fail();
		this.endpoint.ledger().rejected((failure.status() != 0) ? "status" : "failure");
		complete(() -> this.future.completeExceptionally(failure));
	}

	/** Runs what completes the future where its dependents may block. */
	private void complete(Runnable completion) {
		this.engine.fallback().execute(completion);
	}

	private void onLoop(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// No loop runs that could be disturbed.
			fail("engine is closed", ex);
		}
	}

	// The connection's transport until it is open: of its methods, only this is called.

	@Override
	public void close() {
		onLoop(() -> {
			if (this.ended) {
				this.http.abort();
			}
			else {
				fail("connection was closed before it was open", null);
			}
		});
	}

	@Override
	public void start() {
	}

	@Override
	public boolean write(ByteBuffer source) {
		return false;
	}

	@Override
	public void pauseReading() {
	}

	@Override
	public void resumeReading() {
	}

	@Override
	public void shutdownOutput() {
	}

}
