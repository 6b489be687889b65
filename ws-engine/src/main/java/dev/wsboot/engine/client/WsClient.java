package dev.wsboot.engine.client;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.connection.Engine;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client: opens any number of connections. Thread-safe. <pre>{@code
 * WsClient client = WsClient.create();
 * client.connect("ws://localhost:8080/echo", WsHandler.of((connection, request) -> {
 *     connection.onText(System.out::println);
 *     connection.send("hello");
 * }));
 * }</pre>
 */
public final class WsClient implements AutoCloseable {

	private final WsClientSettings settings;

	private final Engine engine;

	private final boolean ownsEngine;

	private final Endpoint endpoint;

	private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();

	private final Set<WsLink> links = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	WsClient(WsClientSettings settings, List<WsHandlerDecorator> decorators, @Nullable Engine engine) {
		this.settings = settings;
		this.engine = (engine != null) ? engine : Engine.of(WsEngine.builder().build());
		this.ownsEngine = engine == null;
		this.endpoint = new Endpoint(settings.name(), new WsHandler() {
		}, settings.options(), decorators);
	}

	/** A client with the defaults, to be closed. */
	public static WsClient create() {
		return builder().build();
	}

	/** A builder that starts from the defaults. */
	public static WsClientBuilder builder() {
		return new WsClientBuilder();
	}

	/**
	 * Opens a connection.
	 * @param uri where to, as for {@link #to(URI)}
	 * @param handler takes what happens on it
	 * @return completes when the connection is open
	 * @throws IllegalArgumentException if the URI is none that can be connected to
	 */
	public WsConnectFuture connect(String uri, WsHandler handler) {
		return to(uri).connect(handler);
	}

	/**
	 * As {@link #to(URI)}.
	 * @param uri where to
	 * @return the target
	 * @throws IllegalArgumentException if the URI is none that can be connected to
	 */
	public WsTarget to(String uri) {
		return to(URI.create(uri));
	}

	/**
	 * Begins a connection that asks for something of its own.
	 * @param uri where to: {@code ws} or {@code wss}, a host, and no fragment (RFC 6455
	 * section 3). User and password in it become an {@code Authorization} header.
	 * @return the target
	 * @throws IllegalArgumentException if the URI is none that can be connected to
	 */
	public WsTarget to(URI uri) {
		return new WsTarget(this, uri, this.settings);
	}

	/** The options of connections that have none of their own. */
	public WsOptions options() {
		return this.settings.options();
	}

	/** The open connections, as a live view for concurrent use. */
	public Collection<WsConnection> connections() {
		return this.endpoint.connections();
	}

	/** What has been counted on all connections. */
	public WsLedger ledger() {
		return this.endpoint.ledger();
	}

	/** Closes with a timeout of 10 seconds. */
	@Override
	public void close() {
		close(Duration.ofSeconds(10));
	}

	/**
	 * Closes links, gives up what is under way, closes every connection with 1001 and
	 * waits until they are closed.
	 * @param timeout how long to wait for the peers; connections still open then are
	 * terminated
	 * @return true if all were closed in time
	 */
	public boolean close(Duration timeout) {
		this.closed = true;
		this.links.forEach((link) -> link.close(CloseCode.GOING_AWAY, ""));
		this.attempts.forEach(Attempt::close);
		boolean drained = this.endpoint.drain(timeout);
		if (this.ownsEngine) {
			this.engine.close();
		}
		return drained;
	}

	// For targets and attempts.

	Engine engine() {
		return this.engine;
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	WsLink keep(WsReconnect reconnect, WsOptions options, Supplier<Headers> fields, WsLink.Dial dial) {
		WsLink link = new WsLink(reconnect, options, this.engine.nextLoop(), this.engine.executor(), fields, dial,
				this.endpoint.ledger(), this.links::remove);
		this.links.add(link);
		try {
			link.begin();
		}
		catch (RuntimeException ex) {
			this.links.remove(link);
			throw ex;
		}
		if (this.closed) {
			link.close(CloseCode.GOING_AWAY, "");
		}
		return link;
	}

	void begun(Attempt attempt) {
		this.attempts.add(attempt);
	}

	void ended(Attempt attempt) {
		this.attempts.remove(attempt);
	}

}
