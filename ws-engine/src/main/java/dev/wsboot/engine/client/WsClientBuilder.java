package dev.wsboot.engine.client;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.dial.DialSettings;
import dev.wsboot.engine.internal.dial.HttpProxy;
import dev.wsboot.engine.internal.handshake.ClientHandshake;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a {@link WsClient}. Every setter throws
 * {@link IllegalArgumentException}, naming the setting, for a value out of range. Not
 * thread-safe.
 */
public final class WsClientBuilder {

	private final Headers.Builder headers = Headers.builder();

	private final SortedMap<String, Supplier<String>> changing = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private @Nullable Engine engine;

	private final List<WsHandlerDecorator> decorators = new ArrayList<>();

	private String name = "client";

	private WsOptions options = WsOptions.DEFAULTS;

	private Duration connectTimeout = Duration.ofSeconds(10);

	private Duration handshakeTimeout = Duration.ofSeconds(10);

	private int maxHandshakeBytes = 16 * 1024;

	private int maxRedirects;

	private TlsSettings tls = new TlsSettings(WsClientBuilder::defaultContext, (parameters) -> {
	});

	private @Nullable HttpProxy proxy;

	WsClientBuilder() {
	}

	/**
	 * The engine whose threads serve the connections. By default the client has its own.
	 * @param engine an engine, which is not closed with the client
	 * @return this builder
	 */
	public WsClientBuilder engine(WsEngine engine) {
		this.engine = Engine.of(Objects.requireNonNull(engine, "'engine' must not be null"));
		return this;
	}

	/**
	 * Names the client in meters and logs. {@code client} by default.
	 * @param name a name
	 * @return this builder
	 */
	public WsClientBuilder name(String name) {
		this.name = Objects.requireNonNull(name, "'name' must not be null");
		return this;
	}

	/**
	 * The options of connections that have none of their own.
	 * @param options the options
	 * @return this builder
	 */
	public WsClientBuilder options(WsOptions options) {
		this.options = Objects.requireNonNull(options, "'options' must not be null");
		return this;
	}

	/** The options so far, to start others from. */
	public WsOptions options() {
		return this.options;
	}

	/**
	 * Puts a handler in front of that of every connection.
	 * @param decorator makes it; called outside of those that are added afterwards
	 * @return this builder
	 */
	public WsClientBuilder decorate(WsHandlerDecorator decorator) {
		this.decorators.add(Objects.requireNonNull(decorator, "'decorator' must not be null"));
		return this;
	}

	/**
	 * A header field of every handshake.
	 * @param name its name
	 * @param value its value
	 * @return this builder
	 */
	public WsClientBuilder header(String name, String value) {
		ClientHandshake.checkName(name);
		this.headers.add(name, value);
		return this;
	}

	/**
	 * A header field of every handshake whose value changes, such as a token that
	 * expires: it is asked for before every attempt, as for
	 * {@link WsTarget#header(String, Supplier)}, which replaces one of the same name.
	 * @param name its name
	 * @param value says the value; called by any thread, may block
	 * @return this builder
	 */
	public WsClientBuilder header(String name, Supplier<String> value) {
		WsTarget.change(this.changing, name, value);
		return this;
	}

	/**
	 * How long it may take to find the host and connect to it. 10 seconds by default.
	 * @param timeout more than zero
	 * @return this builder
	 */
	public WsClientBuilder connectTimeout(Duration timeout) {
		this.connectTimeout = positive("connectTimeout", timeout);
		return this;
	}

	/**
	 * How long the server may take for the handshake once it is connected. 10 seconds by
	 * default.
	 * @param timeout more than zero
	 * @return this builder
	 */
	public WsClientBuilder handshakeTimeout(Duration timeout) {
		this.handshakeTimeout = positive("handshakeTimeout", timeout);
		return this;
	}

	/**
	 * Most bytes of the head of the server's answer. 16 KiB by default.
	 * @param bytes at least 1
	 * @return this builder
	 */
	public WsClientBuilder maxHandshakeBytes(int bytes) {
		WsReconnect.require(bytes >= 1, "maxHandshakeBytes", "at least 1", bytes);
		this.maxHandshakeBytes = bytes;
		return this;
	}

	/**
	 * How many redirections are followed. None by default: the answer fails the
	 * handshake. {@code Authorization} and {@code Cookie} are not sent on to another
	 * origin, and never from {@code wss} to {@code ws}, which is not followed at all.
	 * @param redirects 0 or more
	 * @return this builder
	 */
	public WsClientBuilder maxRedirects(int redirects) {
		WsReconnect.require(redirects >= 0, "maxRedirects", "0 or more", redirects);
		this.maxRedirects = redirects;
		return this;
	}

	/**
	 * As {@link #tls(TlsSettings)}, with parameters as they come.
	 * @param context key and trust material
	 * @return this builder
	 */
	public WsClientBuilder tls(SSLContext context) {
		return tls(TlsSettings.of(context));
	}

	/**
	 * How {@code wss} is spoken. By default with {@link SSLContext#getDefault()}; the
	 * certificate has to be for the host.
	 * @param settings key and trust material, and parameters
	 * @return this builder
	 */
	public WsClientBuilder tls(TlsSettings settings) {
		this.tls = Objects.requireNonNull(settings, "'settings' must not be null");
		return this;
	}

	/**
	 * The HTTP proxy that connections go through, {@code ws} and {@code wss} alike. None
	 * by default.
	 * @param proxy the proxy
	 * @return this builder
	 */
	public WsClientBuilder proxy(WsProxy proxy) {
		this.proxy = Objects.requireNonNull(proxy, "'proxy' must not be null").proxy();
		return this;
	}

	/** Makes the client, to be closed if it has an engine of its own. */
	public WsClient build() {
		DialSettings dialling = new DialSettings(this.connectTimeout, this.handshakeTimeout, this.maxHandshakeBytes,
				this.maxRedirects, this.tls, this.proxy);
		return new WsClient(new WsClientSettings(this.name, this.options, this.headers.build(),
				new TreeMap<>(this.changing), dialling), List.copyOf(this.decorators), this.engine);
	}

	private static SSLContext defaultContext() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("the JVM's default TLS context cannot be made", ex);
		}
	}

	private static Duration positive(String setting, Duration value) {
		WsReconnect.require(!value.isNegative() && !value.isZero(), setting, "more than zero", value);
		return value;
	}

}
