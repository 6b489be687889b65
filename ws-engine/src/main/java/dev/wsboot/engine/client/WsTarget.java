package dev.wsboot.engine.client;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.dial.Location;
import dev.wsboot.engine.internal.handshake.ClientHandshake;

/** What one connection of a {@link WsClient} asks for. Not thread-safe. */
public final class WsTarget {

	private final WsClient client;

	private final WsClientSettings settings;

	private final Location location;

	private final Headers.Builder headers = Headers.builder();

	private final SortedMap<String, Supplier<String>> changing;

	private WsOptions options;

	WsTarget(WsClient client, URI uri, WsClientSettings settings) {
		this.client = client;
		this.settings = settings;
		this.location = Location.of(uri, "ws");
		this.options = settings.options();
		this.headers.addAll(settings.headers());
		this.changing = new TreeMap<>(settings.changing());
		if (uri.getUserInfo() != null) {
			this.headers.add("Authorization", Location.basic(uri.getUserInfo()));
		}
	}

	/**
	 * A header field of the handshake.
	 * @param name its name
	 * @param value its value
	 * @return this target
	 * @throws IllegalArgumentException if the name is not a token or is the handshake's
	 * own, or the value holds a control character
	 */
	public WsTarget header(String name, String value) {
		ClientHandshake.checkName(name);
		this.headers.add(name, value);
		return this;
	}

	/**
	 * A header field of the handshake whose value changes, such as a token that expires:
	 * it is asked for before every attempt, also those of a link that reconnects. What it
	 * throws is thrown by {@code connect} or {@code keep}; a further attempt of a link
	 * for which it throws counts as one without an answer.
	 * @param name its name
	 * @param value says the value; called by {@code connect} or {@code keep}, and for
	 * further attempts of a link on the engine's executor, so that it may block
	 * @return this target
	 * @throws IllegalArgumentException if the name is not a token or is the handshake's
	 * own
	 */
	public WsTarget header(String name, Supplier<String> value) {
		change(this.changing, name, value);
		return this;
	}

	static void change(Map<String, Supplier<String>> changing, String name, Supplier<String> value) {
		ClientHandshake.checkName(name);
		Headers.builder().add(name, "");
		Objects.requireNonNull(value, "'value' must not be null");
		changing.put(name,
				() -> Objects.requireNonNull(value.get(), () -> "there is no value for the header '" + name + "'"));
	}

	/**
	 * The {@code Origin} of the handshake (RFC 6455 section 10.2). None by default, as
	 * the client is no browser.
	 * @param origin scheme, host and port
	 * @return this target
	 */
	public WsTarget origin(String origin) {
		return header("Origin", origin);
	}

	/**
	 * Subprotocols to offer, in place of the client's.
	 * @param subprotocols names, the preferred first
	 * @return this target
	 */
	public WsTarget subprotocols(String... subprotocols) {
		this.options = this.options.toBuilder().subprotocols(List.of(subprotocols)).build();
		return this;
	}

	/**
	 * The options of the connection, in place of the client's.
	 * @param options the options
	 * @return this target
	 */
	public WsTarget options(WsOptions options) {
		this.options = Objects.requireNonNull(options, "'options' must not be null");
		return this;
	}

	/**
	 * Opens the connection.
	 * @param handler takes what happens on it
	 * @return completes when the connection is open
	 * @throws IllegalArgumentException if a header field that is asked for now cannot
	 * stand in a header
	 */
	public WsConnectFuture connect(WsHandler handler) {
		return attempt(handler, fields().get());
	}

	private WsConnectFuture attempt(WsHandler handler, Headers fields) {
		Endpoint endpoint = this.client.endpoint().with(handler, this.options);
		return new Attempt(this.client, this.settings, endpoint, this.location, fields).begin();
	}

	/**
	 * Opens a connection, and another whenever it is lost.
	 * @param reconnect when, and how much is kept meanwhile
	 * @param handler takes what happens on every connection; its {@code onOpen} is called
	 * before anything kept is sent: the place to subscribe, for the first time and again
	 * @return the link, which connects on its own from now on
	 * @throws IllegalArgumentException as for {@link #connect(WsHandler)}
	 */
	public WsLink keep(WsReconnect reconnect, WsHandler handler) {
		Objects.requireNonNull(handler, "'handler' must not be null");
		return this.client.keep(reconnect, this.options, fields(),
				(fields, following) -> attempt(following.apply(handler), fields));
	}

	/** What it asks for now, though it may be changed later. */
	private Supplier<Headers> fields() {
		Headers fixed = this.headers.build();
		Map<String, Supplier<String>> asked = new TreeMap<>(this.changing);
		return () -> {
			Headers.Builder fields = Headers.builder().addAll(fixed);
			asked.forEach((name, value) -> fields.add(name, value.get()));
			return fields.build();
		};
	}

}
