package dev.wsboot.engine.internal.dial;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.internal.http.HttpRequestHead;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import dev.wsboot.engine.internal.transport.ChannelSocket;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.NioTransport;
import dev.wsboot.engine.internal.transport.StreamSocket;
import dev.wsboot.engine.internal.transport.Timer;
import dev.wsboot.engine.internal.transport.TlsSocket;
import org.jspecify.annotations.Nullable;

/**
 * Leads one request to its server: connects, asks a proxy for a tunnel if there is one,
 * speaks TLS, asks, and follows redirections. On its loop's thread. The caller is told
 * once how it ended, unless it has given up before.
 */
public final class HttpAttempt implements Dialer.Listener {

	/** RFC 9110 section 15.4: those that name another place to ask. */
	private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

	/** Not for anybody but the origin that they were given for. */
	private static final Set<String> CONFIDENTIAL = Set.of("authorization", "cookie", "host");

	private final EventLoop loop;

	private final Executor executor;

	private final DialSettings settings;

	private final Caller caller;

	private final Timer deadline = Timer
		.of(() -> failed("server did not finish the handshake in time (handshakeTimeout)", null));

	private Location location;

	private Headers headers;

	private byte[] request;

	private int redirects;

	private @Nullable Dialer dialer;

	private @Nullable HttpCall call;

	private boolean ended;

	/**
	 * The executor looks names up, which blocks. The headers are those of the request
	 * that a redirection may change.
	 */
	public HttpAttempt(EventLoop loop, Executor executor, DialSettings settings, Location location, Headers headers,
			byte[] request, Caller caller) {
		this.loop = loop;
		this.executor = executor;
		this.settings = settings;
		this.location = location;
		this.headers = headers;
		this.request = request;
		this.caller = caller;
	}

	public void start() {
		HttpProxy proxy = this.settings.proxy();
		String host = (proxy != null) ? proxy.host() : this.location.host();
		int port = (proxy != null) ? proxy.port() : this.location.port();
		this.dialer = new Dialer(this.executor, this.loop, host, port, this.settings.connectTimeout(), this);
		this.dialer.start();
	}

	/**
	 * Gives up, or closes what was opened: nothing is left, and the caller is not told.
	 */
	public void abort() {
		this.ended = true;
		release();
	}

	@Override
	public void connected(SocketChannel channel, InetSocketAddress address) {
		this.dialer = null;
		this.loop.schedule(this.deadline, this.loop.now() + this.settings.handshakeTimeout().toNanos());
		ChannelSocket socket = new ChannelSocket(channel);
		HttpProxy proxy = this.settings.proxy();
		if (proxy == null) {
			ask(socket, address);
		}
		else {
			tunnel(proxy, socket, address);
		}
	}

	private void tunnel(HttpProxy proxy, StreamSocket socket, InetSocketAddress address) {
		TlsSettings tls = proxy.tls();
		StreamSocket used = (tls == null) ? socket : secured(socket, tls, proxy.host(), proxy.port());
		if (used == null) {
			return;
		}
		// RFC 9110 section 9.3.6: the target is host and port, nothing else.
		String target = this.location.tunnelTarget();
		Headers fields = Headers.builder().add("Host", target).addAll(proxy.headers()).build();
		String name = "proxy " + proxy.host() + ":" + proxy.port();
		call(used, new HttpRequestHead("CONNECT", target, 1, fields).toBytes(), (status) -> status / 100 == 2, name,
				(tunnel, response, rest) -> {
					if (response.status() / 100 != 2) {
						fail(new Failure(name + " answered " + response.status() + " to CONNECT", null, response,
								new String(rest, StandardCharsets.UTF_8)));
					}
					else if (rest.length > 0) {
						failed(name + " sent more than its answer to CONNECT", null);
					}
					else {
						ask(tunnel.release(), address);
					}
				});
	}

	private void ask(StreamSocket socket, InetSocketAddress address) {
		StreamSocket used = !this.location.secure() ? socket
				: secured(socket, this.settings.tls(), this.location.host(), this.location.port());
		if (used == null) {
			return;
		}
		call(used, this.request, this.caller::isSuccess, this.location.host() + ":" + this.location.port(),
				(call, response, rest) -> answered(new Answer(response, rest, call.transport(), address)));
	}

	/** TLS over a socket, or null if that cannot be: then the attempt has failed. */
	private @Nullable StreamSocket secured(StreamSocket socket, TlsSettings tls, String host, int port) {
		try {
			return TlsSocket.connecting(socket, this.loop.pool(), tls, host, port);
		}
		catch (RuntimeException ex) {
			socket.close();
			failed("TLS cannot be spoken: " + ex.getMessage(), ex);
			return null;
		}
	}

	private void call(StreamSocket socket, byte[] request, IntPredicate success, String peer, HttpCall.Answer next) {
		Consumer<Exception> failure = (cause) -> failed("handshake with " + peer + " failed: " + cause.getMessage(),
				cause);
		HttpCall started = new HttpCall(this.loop, socket, request, this.settings.maxHeadBytes(), success,
				(answered, response, rest) -> {
					try {
						next.answered(answered, response, rest);
					}
					catch (RuntimeException ex) {
						failure.accept(ex);
					}
				}, failure::accept);
		this.call = started;
		try {
			started.start();
		}
		catch (RuntimeException ex) {
			failure.accept(ex);
		}
	}

	private void answered(Answer answer) {
		String target = answer.head().headers().first("Location");
		if (target != null && this.redirects < this.settings.maxRedirects()
				&& REDIRECTIONS.contains(answer.head().status())) {
			redirect(answer.head(), target);
		}
		else {
			this.loop.cancel(this.deadline);
			this.caller.answered(answer);
		}
	}

	private void redirect(HttpResponseHead answer, String target) {
		this.redirects++;
		try {
			Location next = this.location.redirected(target);
			if (!next.isSameOrigin(this.location)) {
				this.headers = publicOnly(this.headers);
			}
			this.location = next;
			this.request = this.caller.redirected(next, this.headers);
		}
		catch (IllegalArgumentException ex) {
			fail(new Failure("server redirects to where the client cannot follow: " + ex.getMessage(), null, answer,
					""));
			return;
		}
		release();
		start();
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

	@Override
	public void failed(String message, @Nullable Throwable cause) {
		fail(new Failure(message, cause, null, ""));
	}

	private void fail(Failure failure) {
		if (!this.ended) {
			abort();
			this.caller.failed(failure);
		}
	}

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

	/** Says what a request asks for, and is told how it ended. Must not block. */
	public interface Caller {

		/**
		 * The request to make behind a redirection, of the header fields that are meant
		 * for its location.
		 * @throws IllegalArgumentException if it is not to be followed
		 */
		byte[] redirected(Location location, Headers headers);

		/**
		 * Whether a status is the hoped for, and bytes behind the head are the caller's.
		 * If it is not, the start of the body is read as well.
		 */
		boolean isSuccess(int status);

		/**
		 * The server answered. The transport is the caller's, or is closed by
		 * {@link HttpAttempt#abort()}.
		 */
		void answered(Answer answer);

		/** There is no answer that could be taken. Everything is closed. */
		void failed(Failure failure);

	}

	/**
	 * The answer to a request.
	 *
	 * @param rest what was read behind the head: on success all, else the start of the
	 * body
	 * @param transport carried it, and is to be handed over on success
	 * @param address who is at the other end of the socket
	 */
	public record Answer(HttpResponseHead head, byte[] rest, NioTransport transport, InetSocketAddress address) {

		/** The start of the body, for people. */
		public String text() {
			return new String(this.rest, StandardCharsets.UTF_8);
		}

	}

	/**
	 * Why a request came to nothing.
	 *
	 * @param message what happened, in one line
	 * @param answer what answered in the server's place or led nowhere, or null
	 * @param body the start of its body
	 */
	public record Failure(String message, @Nullable Throwable cause, @Nullable HttpResponseHead answer, String body) {

	}

}
