package dev.wsboot.engine.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.transport.ChannelSocket;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.ListeningSocket;
import dev.wsboot.engine.internal.transport.StreamSocket;
import dev.wsboot.engine.internal.transport.TlsSocket;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server of its own, on a port of its own. Thread-safe. <pre>{@code
 * WsServer server = WsServer.builder()
 *     .port(8080)
 *     .route("/echo", WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
 *     .start();
 * }</pre>
 */
public final class WsServer implements AutoCloseable {

	private static final Log log = Log.of(WsServer.class);

	/** Sockets above the limit that are told so at a time; others are closed at once. */
	private static final int MAX_TURNED_AWAY = 128;

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

	private final WsServerSettings settings;

	private final Routes routes;

	private final @Nullable Engine givenEngine;

	/** Sockets whose request is being read or judged. */
	private final Set<ServerExchange> exchanges = ConcurrentHashMap.newKeySet();

	/** Sockets that will be closed after their answer. */
	private final Set<ServerExchange> answered = ConcurrentHashMap.newKeySet();

	private @Nullable Engine engine;

	private @Nullable ListeningSocket port;

	private @Nullable InetSocketAddress address;

	private volatile boolean stopping;

	WsServer(WsServerSettings settings, Routes routes, @Nullable Engine engine) {
		this.settings = settings;
		this.routes = routes;
		this.givenEngine = engine;
	}

	/**
	 * Starts from the defaults.
	 * @return a builder
	 */
	public static WsServerBuilder builder() {
		return new WsServerBuilder();
	}

	/**
	 * Begins to listen; does nothing if it does already. A server that was stopped can be
	 * started again.
	 * @return this server
	 * @throws UncheckedIOException if the port cannot be bound
	 */
	public synchronized WsServer start() {
		if (this.port != null) {
			return this;
		}
		Engine running = (this.givenEngine != null) ? this.givenEngine
				: Engine.of(WsEngine.builder()
					.maxConnections(this.settings.maxConnections())
					.daemon(this.settings.daemon())
					.build());
		try {
			ListeningSocket bound = bind(running);
			this.stopping = false;
			this.engine = running;
			this.port = bound;
			this.address = bound.address();
			bound.start();
		}
		catch (IOException ex) {
			if (this.givenEngine == null) {
				running.close();
			}
			throw new UncheckedIOException(
					"cannot listen on " + this.settings.host() + ":" + this.settings.port() + ": " + ex.getMessage(),
					ex);
		}
		Consumer<WsServer> callback = this.settings.onListening();
		if (callback != null) {
			callback.accept(this);
		}
		return this;
	}

	private ListeningSocket bind(Engine running) throws IOException {
		String host = this.settings.host();
		int port = this.settings.port();
		InetSocketAddress where = host.isEmpty() ? new InetSocketAddress(port)
				: new InetSocketAddress(InetAddress.getByName(host), port);
		return ListeningSocket.bind(running.nextLoop(), where, this.settings.backlog(),
				(channel) -> accepted(running, channel), this::failed);
	}

	private void accepted(Engine running, SocketChannel channel) {
		ChannelSocket plain = new ChannelSocket(channel);
		boolean full = connections().size() + this.exchanges.size() >= this.settings.maxConnections();
		if (full && this.answered.size() >= MAX_TURNED_AWAY) {
			plain.close();
			return;
		}
		EventLoop loop = running.nextLoop();
		TlsSettings tls = this.settings.tls();
		StreamSocket socket = (tls == null) ? plain : TlsSocket.accepting(plain, loop.pool(), tls);
		ServerExchange exchange = new ServerExchange(this, running, loop, socket, !full);
		(full ? this.answered : this.exchanges).add(exchange);
		try {
			loop.execute(exchange::start);
		}
		catch (RejectedExecutionException ex) {
			exchange.abort();
		}
	}

	private void failed(IOException cause) {
		log.log(Level.WARNING, "cannot accept a connection", cause);
		tell(this.settings.onError(), cause);
	}

	/**
	 * The port that it listens on.
	 * @return the port, also where a free one was picked
	 * @throws IllegalStateException if it is not started
	 */
	public int port() {
		return address().getPort();
	}

	/**
	 * Where it listens.
	 * @return address and port
	 * @throws IllegalStateException if it is not started
	 */
	public synchronized InetSocketAddress address() {
		if (this.address == null) {
			throw new IllegalStateException("server is not started");
		}
		return this.address;
	}

	/**
	 * The connections of all routes, as a live view.
	 * @return a view for concurrent use
	 */
	public Collection<WsConnection> connections() {
		return new AbstractCollection<>() {

			@Override
			public Iterator<WsConnection> iterator() {
				return WsServer.this.routes.endpoints()
					.stream()
					.flatMap((endpoint) -> endpoint.connections().stream())
					.iterator();
			}

			@Override
			public int size() {
				return WsServer.this.routes.endpoints()
					.stream()
					.mapToInt((endpoint) -> endpoint.connections().size())
					.sum();
			}

		};
	}

	/**
	 * The endpoints of all routes.
	 * @return a view
	 */
	public Collection<WsEndpoint> endpoints() {
		return Collections.unmodifiableCollection(this.routes.endpoints());
	}

	/**
	 * The endpoint of a route, with its connections and counts.
	 * @param path the path that the route was added with
	 * @return the endpoint
	 * @throws NoSuchElementException if there is no such route
	 */
	public WsEndpoint endpoint(String path) {
		return this.routes.endpoints()
			.stream()
			.filter((endpoint) -> endpoint.name().equals(path))
			.findFirst()
			.orElseThrow(() -> new NoSuchElementException("no route '" + path + "'"));
	}

	/** Stops with a timeout of 10 seconds. */
	@Override
	public void close() {
		stop(CLOSE_TIMEOUT);
	}

	/**
	 * Stops to listen, closes every connection with 1001 and waits until they are closed.
	 * Does nothing if the server is not started.
	 * @param timeout how long to wait for the peers; connections still open then are
	 * terminated
	 * @return true if all were closed in time
	 */
	public synchronized boolean stop(Duration timeout) {
		if (this.port == null || this.engine == null) {
			return true;
		}
		this.stopping = true;
		this.port.close();
		this.exchanges.forEach(ServerExchange::abort);
		this.answered.forEach(ServerExchange::abort);
		boolean drained = drain(timeout);
		if (this.givenEngine == null) {
			this.engine.close();
		}
		this.port = null;
		this.engine = null;
		return drained;
	}

	private boolean drain(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		connections().forEach((connection) -> connection.close(1001, ""));
		boolean drained = true;
		for (WsEndpoint endpoint : this.routes.endpoints()) {
			long left = Math.max(0, deadline - System.nanoTime());
			drained &= endpoint.drain(Duration.ofNanos(left));
		}
		return drained;
	}

	// For the exchanges.

	WsServerSettings settings() {
		return this.settings;
	}

	Routes routes() {
		return this.routes;
	}

	boolean isStopping() {
		return this.stopping;
	}

	void answered(ServerExchange exchange) {
		this.answered.add(exchange);
		this.exchanges.remove(exchange);
	}

	void ended(ServerExchange exchange) {
		this.exchanges.remove(exchange);
		this.answered.remove(exchange);
	}

	void opened(WsConnection connection) {
		tell(this.settings.onConnection(), connection);
	}

	void refused(Verdict.Refuse refuse) {
		if (this.settings.onError() != null) {
			tell(this.settings.onError(),
					new WsHandshakeException(refuse.message(), refuse.status(), refuse.headers(), ""));
		}
	}

	private static <T> void tell(@Nullable Consumer<? super T> callback, T what) {
		try {
			if (callback != null) {
				callback.accept(what);
			}
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "server callback threw", ex);
		}
	}

}
