package dev.wsboot.spring;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.client.WsConnectFuture;
import dev.wsboot.engine.client.WsLink;
import dev.wsboot.engine.client.WsReconnect;
import dev.wsboot.engine.client.WsReconnectListener;
import dev.wsboot.engine.client.WsTarget;

/**
 * The clients of {@code ws.client.*}, as a bean. Thread-safe.
 *
 * <p>
 * Their connections live on the application's engine and are closed with 1001 when the
 * application stops.
 */
public final class WsClients implements AutoCloseable {

	private final Map<String, Configured> clients;

	/**
	 * Creates the registry.
	 * @param clients the clients by name
	 */
	public WsClients(Map<String, Configured> clients) {
		this.clients = Collections.unmodifiableMap(new LinkedHashMap<>(clients));
	}

	/**
	 * Opens a connection.
	 * @param name the client's name
	 * @param handler takes what happens on it
	 * @return completes when the connection is open
	 * @throws IllegalArgumentException if there is no such client
	 */
	public WsConnectFuture connect(String name, WsHandler handler) {
		return to(name).connect(handler);
	}

	/**
	 * Opens a connection, and another whenever it is lost, as
	 * {@code ws.client.<name>.reconnect.*} says.
	 * @param name the client's name
	 * @param handler takes what happens on every connection
	 * @return the link, which ends with the application at the latest
	 * @throws IllegalArgumentException if there is no such client
	 */
	public WsLink keep(String name, WsHandler handler) {
		return to(name).keep(configured(name).reconnect(), handler);
	}

	/**
	 * Begins a connection that asks for more than what is configured, such as a token in
	 * a header.
	 * @param name the client's name
	 * @return the target
	 * @throws IllegalArgumentException if there is no such client
	 */
	public WsTarget to(String name) {
		return configured(name).target();
	}

	/**
	 * A client, with its connections and counts.
	 * @param name the client's name
	 * @return the client, which is not to be closed
	 * @throws IllegalArgumentException if there is no such client
	 */
	public WsClient client(String name) {
		return configured(name).client();
	}

	/**
	 * All clients by name.
	 * @return a copy
	 */
	public Map<String, WsClient> all() {
		Map<String, WsClient> all = new LinkedHashMap<>();
		this.clients.forEach((name, configured) -> all.put(name, configured.client()));
		return all;
	}

	/**
	 * All clients by name, each with where it connects to.
	 * @return an immutable map
	 */
	public Map<String, Configured> configured() {
		return this.clients;
	}

	/**
	 * Closes links and connections with 1001 and waits for nobody: those of an
	 * application that stops are closed already.
	 */
	@Override
	public void close() {
		this.clients.values().forEach((configured) -> configured.client().close(Duration.ZERO));
	}

	private Configured configured(String name) {
		Configured configured = this.clients.get(name);
		if (configured == null) {
			throw new IllegalArgumentException("no WebSocket client '" + name + "': set 'ws.client." + name
					+ ".url', or ask for one of " + new TreeSet<>(this.clients.keySet()));
		}
		return configured;
	}

	/**
	 * A client and where it connects to.
	 *
	 * @param client the client
	 * @param url where it connects to
	 * @param reconnect when a lost connection is followed by another
	 */
	public record Configured(WsClient client, URI url, WsReconnect reconnect) {

		/**
		 * Checks the parts.
		 */
		public Configured {
			Objects.requireNonNull(client, "'client' must not be null");
			Objects.requireNonNull(url, "'url' must not be null");
			Objects.requireNonNull(reconnect, "'reconnect' must not be null");
		}

		/**
		 * Begins a connection.
		 * @return the target
		 */
		public WsTarget target() {
			return this.client.to(this.url);
		}

		/**
		 * When a lost connection is followed by another.
		 * @param listener told of it
		 * @return the settings
		 */
		public WsReconnect reconnect(WsReconnectListener listener) {
			return this.reconnect.toBuilder().listener(listener).build();
		}

		/**
		 * The URL without user, password and query, which may be secrets.
		 * @return a text to be shown
		 */
		public String shownUrl() {
			return this.url.toString().replaceFirst("//[^/?#]*@", "//").replaceFirst("[?#].*", "");
		}

		@Override
		public String toString() {
			return "Configured[" + shownUrl() + "]";
		}

	}

}
