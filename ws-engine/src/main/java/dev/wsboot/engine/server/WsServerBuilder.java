package dev.wsboot.engine.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsUpgrade;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.connection.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a {@link WsServer}. Every setter throws
 * {@link IllegalArgumentException}, naming the setting, for a value out of range. Not
 * thread-safe.
 */
public final class WsServerBuilder {

	private final List<Function<List<WsHandlerDecorator>, Routes.Route>> routes = new ArrayList<>();

	private final List<WsHandlerDecorator> decorators = new ArrayList<>();

	private @Nullable Engine engine;

	private WsOptions options = WsOptions.DEFAULTS;

	private String host = "";

	private int port;

	private boolean daemon;

	private int backlog = 1024;

	private int maxConnections = 100_000;

	private Duration handshakeTimeout = Duration.ofSeconds(10);

	private int maxHandshakeBytes = 16 * 1024;

	private OriginPolicy origins = new OriginPolicy(List.of());

	private @Nullable TlsSettings tls;

	private @Nullable WsHandshakeHook hook;

	private @Nullable HttpHandler http;

	private @Nullable Consumer<WsServer> onListening;

	private @Nullable Consumer<WsConnection> onConnection;

	private @Nullable Consumer<Throwable> onError;

	WsServerBuilder() {
	}

	/**
	 * The address to listen on. All of the machine's by default.
	 * @param host a name or an address of this machine
	 * @return this builder
	 */
	public WsServerBuilder host(String host) {
		this.host = Objects.requireNonNull(host, "'host' must not be null");
		return this;
	}

	/**
	 * The port to listen on. By default a free one is picked, see
	 * {@link WsServer#port()}.
	 * @param port 0 to 65535; 0 picks a free one
	 * @return this builder
	 */
	public WsServerBuilder port(int port) {
		if (port < 0 || port > 65535) {
			throw new IllegalArgumentException("'port' must be 0 to 65535, not " + port);
		}
		this.port = port;
		return this;
	}

	/**
	 * The engine whose threads serve the connections. By default the server has its own.
	 * @param engine an engine, which is not closed with the server
	 * @return this builder
	 */
	public WsServerBuilder engine(WsEngine engine) {
		this.engine = Engine.of(Objects.requireNonNull(engine, "'engine' must not be null"));
		return this;
	}

	/**
	 * Whether the JVM may end although the server is not stopped. False by default: a
	 * server that is started in {@code main} keeps the JVM alive until it is stopped.
	 * Does not apply to an engine that is {@linkplain #engine given}, whose threads are
	 * as {@link WsEngine.Builder#daemon} says.
	 * @param daemon true to let the JVM end
	 * @return this builder
	 */
	public WsServerBuilder daemon(boolean daemon) {
		this.daemon = daemon;
		return this;
	}

	/**
	 * The options of routes that are added afterwards without options of their own.
	 * @param options the options
	 * @return this builder
	 */
	public WsServerBuilder options(WsOptions options) {
		this.options = Objects.requireNonNull(options, "'options' must not be null");
		return this;
	}

	/**
	 * Adds a route that is said elsewhere.
	 * @param path its path
	 * @param upgrade what becomes of a handshake there
	 * @return this builder
	 */
	public WsServerBuilder route(String path, WsUpgrade upgrade) {
		return route(path, upgrade.options(), upgrade.handler());
	}

	/**
	 * Adds a route.
	 * @param path its path: {@code /chat}, {@code /chat/{room}} with a variable for one
	 * segment, {@code /files/{*path}} with one for the rest
	 * @param handler takes what happens on its connections
	 * @return this builder
	 */
	public WsServerBuilder route(String path, WsHandler handler) {
		return route(path, this.options, handler);
	}

	/**
	 * Adds a route.
	 * @param path its path
	 * @param options its options
	 * @param handler takes what happens on its connections
	 * @return this builder
	 */
	public WsServerBuilder route(String path, WsOptions options, WsHandler handler) {
		this.routes.add((decorators) -> new Routes.Route(new Endpoint(path, handler, options, decorators), null));
		return this;
	}

	/**
	 * Adds a route that has a say of its own in who may connect. Decorators are not
	 * applied to it.
	 * @param endpoint an endpoint whose name is the route's path
	 * @param origins which pages may connect, in place of {@link #allowedOrigins}
	 * @return this builder
	 */
	public WsServerBuilder route(WsEndpoint endpoint, OriginPolicy origins) {
		Endpoint own = Endpoint.of(endpoint);
		this.routes.add((decorators) -> new Routes.Route(own, origins));
		return this;
	}

	/**
	 * Puts a handler in front of that of every route, whether added before or afterwards.
	 * @param decorator makes it; called outside of those that are added afterwards
	 * @return this builder
	 */
	public WsServerBuilder decorate(WsHandlerDecorator decorator) {
		this.decorators.add(Objects.requireNonNull(decorator, "'decorator' must not be null"));
		return this;
	}

	/**
	 * Connections that the kernel may hold until they are accepted. 1,024 by default.
	 * @param backlog at least 1
	 * @return this builder
	 */
	public WsServerBuilder backlog(int backlog) {
		this.backlog = positive("backlog", backlog);
		return this;
	}

	/**
	 * Most connections at a time, handshakes under way included; more are answered 503.
	 * 100,000 by default.
	 * @param maxConnections at least 1
	 * @return this builder
	 */
	public WsServerBuilder maxConnections(int maxConnections) {
		this.maxConnections = positive("maxConnections", maxConnections);
		return this;
	}

	/**
	 * How long a client may take to send its request. 10 seconds by default.
	 * @param timeout more than zero
	 * @return this builder
	 */
	public WsServerBuilder handshakeTimeout(Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("'handshakeTimeout' must be more than zero, not " + timeout);
		}
		this.handshakeTimeout = timeout;
		return this;
	}

	/**
	 * Most bytes of a request, header fields included; more are answered 431. 16 KiB by
	 * default.
	 * @param bytes at least 1
	 * @return this builder
	 */
	public WsServerBuilder maxHandshakeBytes(int bytes) {
		this.maxHandshakeBytes = positive("maxHandshakeBytes", bytes);
		return this;
	}

	/**
	 * Which pages may connect beside those of the same origin; others are answered 403.
	 * None by default.
	 * @param origins as {@link OriginPolicy} takes them
	 * @return this builder
	 */
	public WsServerBuilder allowedOrigins(String... origins) {
		this.origins = new OriginPolicy(List.of(origins));
		return this;
	}

	/**
	 * Speaks TLS. By default it does not.
	 * @param context key and trust material
	 * @return this builder
	 */
	public WsServerBuilder tls(SSLContext context) {
		return tls(TlsSettings.of(context));
	}

	/**
	 * Speaks TLS. By default it does not. A client that shows a certificate is the
	 * {@linkplain dev.wsboot.engine.WsRequest#principal() principal} of its request.
	 * @param settings key and trust material, and parameters
	 * @return this builder
	 */
	public WsServerBuilder tls(TlsSettings settings) {
		this.tls = Objects.requireNonNull(settings, "'settings' must not be null");
		return this;
	}

	/**
	 * Looks at every handshake, adds fields to its answer, or refuses it.
	 * @param hook the hook
	 * @return this builder
	 */
	public WsServerBuilder onHandshake(WsHandshakeHook hook) {
		this.hook = hook;
		return this;
	}

	/**
	 * Answers ordinary GET requests, of any path. By default they are answered 426 where
	 * there is a route, else 404.
	 * @param handler answers them
	 * @return this builder
	 */
	public WsServerBuilder onGet(HttpHandler handler) {
		this.http = handler;
		return this;
	}

	/**
	 * Told when the server listens.
	 * @param callback takes the server
	 * @return this builder
	 */
	public WsServerBuilder onListening(Consumer<WsServer> callback) {
		this.onListening = callback;
		return this;
	}

	/**
	 * Told of every new connection, after the route's handler was. Called on an event
	 * loop: must not block.
	 * @param callback takes the connection
	 * @return this builder
	 */
	public WsServerBuilder onConnection(Consumer<WsConnection> callback) {
		this.onConnection = callback;
		return this;
	}

	/**
	 * Told of what goes wrong before there is a connection: a handshake that was refused,
	 * as {@link dev.wsboot.engine.WsHandshakeException}, or a port that cannot accept, as
	 * {@link java.io.IOException}. Called on an event loop: must not block.
	 * @param callback takes the error
	 * @return this builder
	 */
	public WsServerBuilder onError(Consumer<Throwable> callback) {
		this.onError = callback;
		return this;
	}

	/**
	 * Makes the server.
	 * @return a server that does not listen yet
	 * @throws IllegalArgumentException if the path of a route is no pattern, or two match
	 * the same paths
	 */
	public WsServer build() {
		WsServerSettings settings = new WsServerSettings(this.host, this.port, this.daemon, this.backlog,
				this.maxConnections, this.handshakeTimeout, this.maxHandshakeBytes, this.origins, this.tls, this.hook,
				this.http, this.onListening, this.onConnection, this.onError);
		List<WsHandlerDecorator> applied = List.copyOf(this.decorators);
		return new WsServer(settings, new Routes(this.routes.stream().map((route) -> route.apply(applied)).toList()),
				this.engine);
	}

	/**
	 * Makes the server and starts it.
	 * @return a server that listens
	 * @throws java.io.UncheckedIOException if the port cannot be bound
	 */
	public WsServer start() {
		return build().start();
	}

	private static int positive(String setting, int value) {
		if (value < 1) {
			throw new IllegalArgumentException("'" + setting + "' must be at least 1, not " + value);
		}
		return value;
	}

}
