package dev.wsboot.engine.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.connection.Opening;
import dev.wsboot.engine.connection.PendingConnection;
import dev.wsboot.engine.connection.WsEndpoint;
import dev.wsboot.engine.connection.WsEngine;
import dev.wsboot.engine.handshake.ClientHandshake;
import dev.wsboot.engine.handshake.Headers;
import dev.wsboot.engine.handshake.HttpResponseHead;
import dev.wsboot.engine.handshake.WsHandshakeException;
import dev.wsboot.engine.protocol.Side;
import dev.wsboot.engine.transport.ChannelSocket;
import dev.wsboot.engine.transport.Connector;
import dev.wsboot.engine.transport.EventLoop;
import dev.wsboot.engine.transport.Timer;
import dev.wsboot.engine.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Leads one connection through name look-up, connecting and handshake. All on its loop's
 * thread but for the look-up, which blocks. Until the connection is open, this is its
 * transport, so that closing the connection gives the attempt up.
 */
final class Attempt implements Transport, HttpCall.Listener {

	private static final int SWITCHING_PROTOCOLS = 101;

	private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

	/** Not for anybody but the origin that they were given for. */
	private static final Set<String> CONFIDENTIAL = Set.of("authorization", "cookie", "host");

	private final WsClient client;

	private final WsClientSettings settings;

	private final WsEndpoint endpoint;

	private final WsEngine engine;

	private final EventLoop loop;

	private final PendingConnection pending;

	private final WsConnectFuture future;

	private final Timer deadline = new Timer() {

		@Override
		protected void expired() {
			overdue();
		}

	};

	// Loop thread only, once started.

	private Location location;

	private Headers headers;

	private ClientHandshake handshake;

	private InetAddress[] addresses = {};

	private int nextAddress;

	private @Nullable InetSocketAddress address;

	private int redirects;

	private @Nullable Connector connector;

	private @Nullable HttpCall call;

	private boolean ended;

	Attempt(WsClient client, WsClientSettings settings, WsEndpoint endpoint, Location location, Headers headers) {
		this.client = client;
		this.settings = settings;
		this.endpoint = endpoint;
		this.engine = client.engine();
		this.loop = this.engine.nextLoop();
		this.location = location;
		this.headers = headers;
		this.handshake = handshake();
		this.pending = this.engine.connect(opening(), this.loop, this);
		this.future = new WsConnectFuture(this.pending.connection());
	}

	private ClientHandshake handshake() {
		return new ClientHandshake(this.location.authority(), this.location.target(), this.headers,
				this.endpoint.options().subprotocols(), this.endpoint.extensions());
	}

	/** As far as known before the answer. */
	private Opening opening() {
		WsRequest request = new WsRequest(this.handshake.target(), this.handshake.headers(), Map.of(), null,
				this.address, this.location.secure());
		return new Opening(Side.CLIENT, this.endpoint, request, null, List.of(), List.of());
	}

	WsConnectFuture begin() {
		this.client.begun(this);
		onLoop(this.pending.isAdmitted() ? this::lookUp : () -> fail("too many connections", null));
		return this.future;
	}

	// Name look-up.

	private void lookUp() {
		if (this.ended) {
			return;
		}
		this.loop.schedule(this.deadline, this.loop.now() + this.settings.connectTimeout().toNanos());
		String host = this.location.host();
		try {
			this.engine.executor().execute(() -> {
				try {
					InetAddress[] found = InetAddress.getAllByName(host);
					onLoop(() -> lookedUp(found));
				}
				catch (UnknownHostException ex) {
					onLoop(() -> fail("host '" + host + "' is not known", ex));
				}
			});
		}
		catch (RejectedExecutionException ex) {
			fail("engine is closed", ex);
		}
	}

	private void lookedUp(InetAddress[] found) {
		this.addresses = found;
		this.nextAddress = 0;
		connectNext(null);
	}

	// Connecting, to one address after the other.

	private void connectNext(@Nullable IOException failure) {
		IOException last = failure;
		while (!this.ended && this.nextAddress < this.addresses.length) {
			this.address = new InetSocketAddress(this.addresses[this.nextAddress++], this.location.port());
			Duration share = this.settings.connectTimeout().dividedBy(this.addresses.length);
			this.loop.schedule(this.deadline, this.loop.now() + share.toNanos());
			try {
				this.connector = Connector.connect(this.loop, this.address, new Connecting());
				return;
			}
			catch (IOException ex) {
				last = ex;
			}
		}
		fail("cannot connect to " + this.location.host() + ":" + this.location.port(), last);
	}

	private void connected(SocketChannel channel) {
		this.connector = null;
		this.loop.schedule(this.deadline, this.loop.now() + this.settings.handshakeTimeout().toNanos());
		HttpCall request = new HttpCall(this.loop, new ChannelSocket(channel), this.handshake.request(),
				this.settings.maxHandshakeBytes(), (status) -> status == SWITCHING_PROTOCOLS, this);
		this.call = request;
		request.start();
	}

	// Handshake.

	@Override
	public void answered(HttpResponseHead response, byte[] rest) {
		String redirection = response.headers().first("Location");
		if (redirection != null && this.redirects < this.settings.maxRedirects()
				&& REDIRECTIONS.contains(response.status())) {
			redirect(response, redirection);
			return;
		}
		try {
			open(response, this.handshake.verify(response, new String(rest, StandardCharsets.UTF_8)), rest);
		}
		catch (WsHandshakeException ex) {
			fail(ex);
		}
	}

	@Override
	public void failed(IOException cause) {
		fail("handshake with " + this.location.host() + ":" + this.location.port() + " failed: " + cause.getMessage(),
				cause);
	}

	private void redirect(HttpResponseHead response, String target) {
		this.redirects++;
		try {
			Location next = this.location.redirected(target);
			if (!next.isSameOrigin(this.location)) {
				this.headers = publicOnly(this.headers);
			}
			this.location = next;
			this.handshake = handshake();
		}
		catch (IllegalArgumentException ex) {
			fail(new WsHandshakeException("server redirects to where the client cannot follow: " + ex.getMessage(),
					response, ""));
			return;
		}
		release();
		lookUp();
	}

	private static Headers publicOnly(Headers headers) {
		Headers.Builder kept = Headers.builder();
		headers.forEach((name, value) -> {
			if (!CONFIDENTIAL.contains(name.toLowerCase(Locale.ROOT))) {
				kept.add(name, value);
			}
		});
		return kept.build();
	}

	private void open(HttpResponseHead response, ClientHandshake.Agreed agreed, byte[] early) {
		HttpCall succeeded = this.call;
		if (this.ended || succeeded == null) {
			return;
		}
		this.ended = true;
		this.loop.cancel(this.deadline);
		this.client.ended(this);
		Opening before = opening();
		this.pending.open(new Opening(Side.CLIENT, this.endpoint, before.request(), agreed.subprotocol(),
				agreed.extensions(), agreed.codecs()), succeeded.transport(), early);
		this.future.response(response);
		complete(() -> this.future.complete(this.pending.connection()));
	}

	// Failure.

	private void overdue() {
		if (this.connector != null && this.nextAddress < this.addresses.length) {
			this.connector.close();
			connectNext(null);
		}
		else {
			fail((this.call != null) ? "server did not answer the handshake in time (handshakeTimeout)"
					: "cannot connect in time (connectTimeout)", null);
		}
	}

	private void fail(String message, @Nullable Throwable cause) {
		fail(new WsHandshakeException(message, cause));
	}

	private void fail(WsHandshakeException failure) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.loop.cancel(this.deadline);
		this.client.ended(this);
		release();
		this.pending.fail();
		this.endpoint.ledger().rejected((failure.status() != 0) ? "status" : "failure");
		complete(() -> this.future.completeExceptionally(failure));
	}

	/** Closes what is open. */
	private void release() {
		if (this.connector != null) {
			this.connector.close();
			this.connector = null;
		}
		if (this.call != null) {
			this.call.abort();
			this.call = null;
		}
	}

	/** Runs what completes the future where its dependents may block. */
	private void complete(Runnable completion) {
		try {
			this.engine.executor().execute(completion);
		}
		catch (RejectedExecutionException ex) {
			completion.run();
		}
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
			HttpCall opened = this.ended ? this.call : null;
			if (opened != null) {
				opened.transport().close();
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

	private final class Connecting implements Connector.Listener {

		@Override
		public void connected(SocketChannel channel) {
			Attempt.this.connected(channel);
		}

		@Override
		public void failed(IOException cause) {
			connectNext(cause);
		}

	}

}
