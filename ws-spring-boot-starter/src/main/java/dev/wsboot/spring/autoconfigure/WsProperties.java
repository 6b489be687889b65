package dev.wsboot.spring.autoconfigure;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the engine and its routes.
 *
 * @param maxPayload Largest message after reassembly and decompression; a larger one
 * closes its connection with 1009. Plain numbers are bytes.
 * @param maxFragments Most frames of one message; more close the connection with 1009.
 * @param perMessageDeflate Whether messages are compressed with peers that offer it.
 * @param compression How messages are compressed.
 * @param subprotocols Subprotocols that routes speak, the preferred first.
 * @param allowedOrigins Additional origins that may connect: 'https://app.example',
 * 'https://*.app.example', 'http://localhost:*', 'null' for pages without an origin, '*'
 * for all. The application's own origin always may.
 * @param dispatch Where handlers are called: on the executor, where they may block, or
 * inline on the event loop, where they must not.
 * @param maxPendingMessages Messages of a connection that may wait for its handler; from
 * then on the connection is not read.
 * @param maxPendingBytes Bytes of messages of a connection that may wait for its handler;
 * from then on the connection is not read.
 * @param sendBufferLimit Bytes that may wait for a slow peer until 'ws.overflow' applies.
 * @param overflow What a send does when the send buffer is full: close the connection
 * with 1008, drop the message, or block.
 * @param pingInterval After how long a silence of the peer a Ping is sent; 0 sends none.
 * If a duration suffix is not specified, seconds will be used.
 * @param pingTimeout How long the peer may take to answer such a Ping before the
 * connection is given up with 1006. If a duration suffix is not specified, seconds will
 * be used.
 * @param idleTimeout After how long without a message in either direction a connection is
 * closed with 1001; 0 never does. If a duration suffix is not specified, seconds will be
 * used.
 * @param closeTimeout How long a closing connection waits for its peer before the socket
 * is closed. If a duration suffix is not specified, seconds will be used.
 * @param maxConnections Most connections at a time; further handshakes are answered with
 * 503.
 * @param maxPartialBytes Bytes that messages which have not arrived whole may take, of
 * all connections together; one that needs more is closed with 1013. A quarter of the
 * JVM's largest heap if unset.
 * @param eventLoops Number of event loops. Half as many as processors if unset, but at
 * least 1.
 * @param executor Name of the bean, a java.util.concurrent.Executor, that calls handlers
 * with dispatch 'executor'. If unset, a virtual thread for every batch of messages where
 * the JVM has them, else a pool of 200 threads; quick handlers may be called by the
 * thread of a busy event loop, which is replaced if they block.
 * @param shutdownTimeout How long a shutdown waits for connections to close with 1001
 * before they are terminated. If a duration suffix is not specified, seconds will be
 * used.
 * @param server A port of the routes' own.
 * @param client Clients by name: where they connect to, and how.
 * @param routes Routes by path: the bean that handles it and options that differ from the
 * annotation's and from the global ones.
 */
@ConfigurationProperties("ws")
public record WsProperties(@DefaultValue("64MB") DataSize maxPayload, @DefaultValue("131072") int maxFragments,
		@DefaultValue("true") boolean perMessageDeflate, @DefaultValue Compression compression,
		@DefaultValue List<String> subprotocols, @DefaultValue List<String> allowedOrigins,
		@DefaultValue("executor") WsDispatch dispatch, @DefaultValue("1024") int maxPendingMessages,
		@DefaultValue("1MB") DataSize maxPendingBytes, @DefaultValue("16MB") DataSize sendBufferLimit,
		@DefaultValue("close") WsOverflow overflow,
		@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("30s") Duration pingInterval,
		@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("20s") Duration pingTimeout,
		@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("0s") Duration idleTimeout,
		@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") Duration closeTimeout,
		@DefaultValue("100000") int maxConnections, @Nullable DataSize maxPartialBytes, @Nullable Integer eventLoops,
		@Nullable String executor, @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") Duration shutdownTimeout,
		@DefaultValue Server server, @DefaultValue Map<String, Client> client,
		@DefaultValue Map<String, Route> routes) {

	/**
	 * How messages are compressed (RFC 7692), for all routes together.
	 *
	 * @param level Effort of compression, from 1, the fastest, to 9.
	 * @param threshold Messages of fewer bytes are sent as they are. Plain numbers are
	 * bytes.
	 * @param serverMaxWindowBits Base-2 logarithm of the largest window that the server
	 * compresses with, 8 to 15.
	 * @param clientMaxWindowBits Base-2 logarithm of the largest window that clients are
	 * asked to compress with, 8 to 15.
	 * @param serverContextTakeover Whether sent messages may refer to earlier ones: they
	 * get smaller, but a window is retained for each connection.
	 * @param clientContextTakeover Whether received messages may refer to earlier ones:
	 * they get smaller, but a window is retained for each connection.
	 * @param memoryBudget Bytes that all connections together may retain for context
	 * takeover. Beyond it sent messages refer to no earlier ones, and no more takeover by
	 * clients is agreed to.
	 */
	public record Compression(@DefaultValue("2") int level, @DefaultValue("256B") DataSize threshold,
			@DefaultValue("15") int serverMaxWindowBits, @DefaultValue("15") int clientMaxWindowBits,
			@DefaultValue("false") boolean serverContextTakeover, @DefaultValue("false") boolean clientContextTakeover,
			@DefaultValue("64MB") DataSize memoryBudget) {

		PerMessageDeflateOptions options() {
			OptionValues values = new OptionValues(
					(option) -> "ws.compression." + DataObjectPropertyName.toDashedForm(option));
			PerMessageDeflateOptions.Builder options = PerMessageDeflateOptions.builder();
			// Built after each, which is when a value is checked.
			values.apply("level", this.level, (level) -> options.level(level).build());
			values.apply("threshold", this.threshold,
					(size) -> options.threshold((int) Math.min(size.toBytes(), Integer.MAX_VALUE)).build());
			values.apply("serverMaxWindowBits", this.serverMaxWindowBits,
					(bits) -> options.serverMaxWindowBits(bits).build());
			values.apply("clientMaxWindowBits", this.clientMaxWindowBits,
					(bits) -> options.clientMaxWindowBits(bits).build());
			values.apply("memoryBudget", this.memoryBudget, (size) -> options.memoryBudget(size.toBytes()).build());
			return options.serverContextTakeover(this.serverContextTakeover)
				.clientContextTakeover(this.clientContextTakeover)
				.build();
		}

	}

	/**
	 * A port of the routes' own, without or beside a web server.
	 *
	 * @param port Port on which the routes are served, in place of the web server's. 0
	 * picks a free one. If unset, the routes are served by the web server.
	 * @param address Network address to listen on. All of the machine's if unset.
	 * @param handshakeTimeout How long a client may take to send its handshake request.
	 * If a duration suffix is not specified, seconds will be used.
	 * @param maxHandshakeSize Largest handshake request; a larger one is answered with
	 * 431. Plain numbers are bytes.
	 * @param backlog Connections that the operating system may hold until they are
	 * accepted.
	 * @param ssl TLS.
	 */
	public record Server(@Nullable Integer port, @Nullable InetAddress address,
			@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") Duration handshakeTimeout,
			@DefaultValue("16KB") DataSize maxHandshakeSize, @DefaultValue("1024") int backlog, @DefaultValue Ssl ssl) {

	}

	/**
	 * One client.
	 *
	 * @param url Where to connect to: 'ws' or 'wss', a host and no fragment.
	 * @param subprotocols Subprotocols to offer, the preferred first.
	 * @param headers Header fields of the handshake request.
	 * @param perMessageDeflate Whether compression is offered.
	 * @param maxPayload Largest message after reassembly and decompression; a larger one
	 * closes its connection with 1009. Plain numbers are bytes.
	 * @param connectTimeout How long it may take to find the host and connect to it. If a
	 * duration suffix is not specified, seconds will be used.
	 * @param handshakeTimeout How long the server may take for the handshake once it is
	 * connected. If a duration suffix is not specified, seconds will be used.
	 * @param maxRedirects How many redirections are followed.
	 * @param pingInterval After how long a silence of the server a Ping is sent; 0 sends
	 * none. If a duration suffix is not specified, seconds will be used.
	 * @param pingTimeout How long the server may take to answer such a Ping before the
	 * connection is given up with 1006. If a duration suffix is not specified, seconds
	 * will be used.
	 * @param ssl TLS of 'wss'.
	 * @param proxy HTTP proxy that connections go through.
	 * @param reconnect When a connection that is lost is followed by another.
	 */
	public record Client(@Nullable URI url, @DefaultValue List<String> subprotocols,
			@DefaultValue Map<String, String> headers, @DefaultValue("true") boolean perMessageDeflate,
			@DefaultValue("64MB") DataSize maxPayload,
			@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") Duration connectTimeout,
			@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") Duration handshakeTimeout,
			@DefaultValue("0") int maxRedirects,
			@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("30s") Duration pingInterval,
			@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("20s") Duration pingTimeout, @DefaultValue Ssl ssl,
			@DefaultValue Proxy proxy, @DefaultValue Reconnect reconnect) {

	}

	/**
	 * When a client whose connection is lost connects again.
	 *
	 * @param enabled Whether it connects again at all.
	 * @param initialDelay Longest time to the first attempt. If a duration suffix is not
	 * specified, seconds will be used.
	 * @param maxDelay Longest time between two attempts. If a duration suffix is not
	 * specified, seconds will be used.
	 * @param factor How many times longer each delay is than the one before.
	 * @param jitter Fraction of a delay that is left to chance, 0 to 1.
	 * @param steadyAfter How long a connection has to stand for the delays to start anew.
	 * If a duration suffix is not specified, seconds will be used.
	 * @param maxAttempts Most attempts in a row. Unlimited if unset.
	 * @param maxKeptBytes Bytes of messages that are kept until they can be sent. Plain
	 * numbers are bytes.
	 */
	public record Reconnect(@DefaultValue("true") boolean enabled,
			@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("500ms") Duration initialDelay,
			@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("30s") Duration maxDelay, @DefaultValue("2") double factor,
			@DefaultValue("0.5") double jitter,
			@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") Duration steadyAfter, @Nullable Integer maxAttempts,
			@DefaultValue("16MB") DataSize maxKeptBytes) {

	}

	/**
	 * TLS.
	 *
	 * @param bundle Name of the SSL bundle, as in 'spring.ssl.bundle', with keys and
	 * certificates.
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * An HTTP proxy, asked by CONNECT.
	 *
	 * @param host Name or address of the proxy. None if unset.
	 * @param port Port of the proxy.
	 * @param username User that the proxy is told.
	 * @param password Password that the proxy is told.
	 * @param ssl TLS spoken to the proxy itself.
	 */
	public record Proxy(@Nullable String host, @DefaultValue("8080") int port, @Nullable String username,
			@Nullable String password, @DefaultValue Ssl ssl) {

		/** Without the password. */
		@Override
		public String toString() {
			return "Proxy[" + this.host + ":" + this.port + "]";
		}

	}

	/**
	 * One route. Everything is optional, and may be said by the annotation instead. A
	 * plain text instead of a route is the name of its handler.
	 *
	 * @param handler Name of the bean that handles the connections.
	 * @param maxPayload as {@code ws.max-payload}
	 * @param maxFragments as {@code ws.max-fragments}
	 * @param perMessageDeflate as {@code ws.per-message-deflate}
	 * @param subprotocols as {@code ws.subprotocols}
	 * @param allowedOrigins as {@code ws.allowed-origins}
	 * @param dispatch as {@code ws.dispatch}
	 * @param maxPendingMessages as {@code ws.max-pending-messages}
	 * @param maxPendingBytes as {@code ws.max-pending-bytes}
	 * @param sendBufferLimit as {@code ws.send-buffer-limit}
	 * @param overflow as {@code ws.overflow}
	 * @param pingInterval as {@code ws.ping-interval}
	 * @param pingTimeout as {@code ws.ping-timeout}
	 * @param idleTimeout as {@code ws.idle-timeout}
	 * @param closeTimeout as {@code ws.close-timeout}
	 */
	public record Route(@Nullable String handler, @Nullable DataSize maxPayload, @Nullable Integer maxFragments,
			@Nullable Boolean perMessageDeflate, @Nullable List<String> subprotocols,
			@Nullable List<String> allowedOrigins, @Nullable WsDispatch dispatch, @Nullable Integer maxPendingMessages,
			@Nullable DataSize maxPendingBytes, @Nullable DataSize sendBufferLimit, @Nullable WsOverflow overflow,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration pingInterval,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration pingTimeout,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration idleTimeout,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration closeTimeout) {

		/**
		 * A route of which only the handler is said.
		 * @param handler name of the bean
		 * @return the route
		 */
		public static Route of(String handler) {
			return new Route(handler, null, null, null, null, null, null, null, null, null, null, null, null, null,
					null);
		}

	}

}
