package dev.wsboot.engine.client;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.connection.Opening;
import dev.wsboot.engine.internal.connection.PendingConnection;
import dev.wsboot.engine.internal.handshake.ClientHandshake;
import dev.wsboot.engine.internal.http.HttpRequestHead;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.ChannelSocket;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.StreamSocket;
import dev.wsboot.engine.internal.transport.Timer;
import dev.wsboot.engine.internal.transport.TlsSocket;
import dev.wsboot.engine.internal.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Leads one connection to its server: connects, asks a proxy for a tunnel if there is
 * one, and does the handshake. On its loop's thread. Until the connection is open, this
 * is its transport, so that closing the connection gives the attempt up.
 */
final class Attempt implements Transport, Dialer.Listener {

	private static final int SWITCHING_PROTOCOLS = 101;

	private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

	/** Not for anybody but the origin that they were given for. */
	private static final Set<String> CONFIDENTIAL = Set.of("authorization", "cookie", "host");

	private final WsClient client;

	private final WsClientSettings settings;

	private final Endpoint endpoint;

	private final Engine engine;

	private final EventLoop loop;

	private final PendingConnection pending;

	private final WsConnectFuture future;

	private final Timer deadline = new Timer() {

		@Override
		protected void expired() {
			fail("server did not finish the handshake in time (handshakeTimeout)", null);
		}

	};

	// Loop thread only, once begun.

	private Location location;

	private Headers headers;

	private ClientHandshake handshake;

	private @Nullable InetSocketAddress address;

	private int redirects;

	private @Nullable Dialer dialer;

	private @Nullable HttpCall call;

	private boolean ended;

	Attempt(WsClient client, WsClientSettings settings, Endpoint endpoint, Location location, Headers headers) {
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
		onLoop(this.pending.isAdmitted() ? this::dial : () -> fail("too many connections", null));
		return this.future;
	}

	// Connecting.

	private void dial() {
		if (this.ended) {
			return;
		}
		WsProxy proxy = this.settings.proxy();
		String host = (proxy != null) ? proxy.host() : this.location.host();
		int port = (proxy != null) ? proxy.port() : this.location.port();
		this.dialer = new Dialer(this.engine, this.loop, host, port, this.settings.connectTimeout(), this);
		this.dialer.start();
	}

	@Override
	public void connected(SocketChannel channel, InetSocketAddress address) {
		this.dialer = null;
		this.address = address;
		this.loop.schedule(this.deadline, this.loop.now() + this.settings.handshakeTimeout().toNanos());
		ChannelSocket socket = new ChannelSocket(channel);
		WsProxy proxy = this.settings.proxy();
		try {
			if (proxy == null) {
				ask(socket);
			}
			else {
				TlsSettings tls = proxy.tls();
				tunnel(proxy, (tls == null) ? socket
						: TlsSocket.connecting(socket, this.loop.pool(), tls, proxy.host(), proxy.port()));
			}
		}
		catch (RuntimeException ex) {
			socket.close();
			fail("TLS cannot be spoken: " + ex.getMessage(), ex);
		}
	}

	// Through a proxy.

	private void tunnel(WsProxy proxy, StreamSocket socket) {
		// RFC 9110 section 9.3.6: the target is host and port, nothing else.
		String target = this.location.tunnelTarget();
		Headers fields = Headers.builder().add("Host", target).addAll(proxy.headers()).build();
		String name = "proxy " + proxy.host() + ":" + proxy.port();
		call(socket, new HttpRequestHead("CONNECT", target, 1, fields).toBytes(), (status) -> status / 100 == 2, name,
				(tunnel, response, rest) -> {
					if (response.status() / 100 != 2) {
						fail(new WsHandshakeException(name + " answered " + response.status() + " to CONNECT",
								response.status(), response.headers(), text(rest)));
					}
					else if (rest.length > 0) {
						fail(name + " sent more than its answer to CONNECT", null);
					}
					else {
						ask(tunnel.release());
					}
				});
	}

	// Handshake.

	private void ask(StreamSocket socket) {
		StreamSocket used = !this.location.secure() ? socket : TlsSocket.connecting(socket, this.loop.pool(),
				this.settings.tls(), this.location.host(), this.location.port());
		call(used, this.handshake.request(), (status) -> status == SWITCHING_PROTOCOLS,
				this.location.host() + ":" + this.location.port(), this::answered);
	}

	private void answered(HttpCall answered, HttpResponseHead response, byte[] rest) {
		String redirection = response.headers().first("Location");
		if (redirection != null && this.redirects < this.settings.maxRedirects()
				&& REDIRECTIONS.contains(response.status())) {
			redirect(response, redirection);
			return;
		}
		try {
			open(answered, response, this.handshake.verify(response, text(rest)), rest);
		}
		catch (WsHandshakeException ex) {
			fail(ex);
		}
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
					response.status(), response.headers(), ""));
			return;
		}
		release();
		dial();
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

	private void open(HttpCall answered, HttpResponseHead response, ClientHandshake.Agreed agreed, byte[] early) {
		this.ended = true;
		this.loop.cancel(this.deadline);
		this.client.ended(this);
		this.future.responseHeaders(response.headers());
		this.pending.open(new Opening(Side.CLIENT, this.endpoint, opening().request(), agreed.subprotocol(),
				agreed.extensions(), agreed.codecs()), answered.transport(), early);
		complete(() -> this.future.complete(this.pending.connection()));
	}

	private void call(StreamSocket socket, byte[] request, IntPredicate success, String peer, HttpCall.Answer next) {
		Consumer<Exception> failure = (cause) -> fail("handshake with " + peer + " failed: " + cause.getMessage(),
				cause);
		HttpCall started = new HttpCall(this.loop, socket, request, this.settings.maxHandshakeBytes(), success,
				(answered, response, rest) -> {
					try {
						next.answered(answered, response, rest);
					}
					catch (RuntimeException ex) {
						failure.accept(ex);
					}
				}, failure::accept);
		this.call = started;
		started.start();
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	// Failure.

	@Override
	public void failed(String message, @Nullable Throwable cause) {
		fail(message, cause);
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
		this.loop.cancel(this.deadline);
		if (this.dialer != null) {
			this.dialer.abort();
			this.dialer = null;
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

}
