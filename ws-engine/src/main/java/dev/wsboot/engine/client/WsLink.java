package dev.wsboot.engine.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClosedException;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDelegatingHandler;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.connection.Ledger;
import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.transport.Scheduler;
import dev.wsboot.engine.internal.transport.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A link to a server that outlives its connections: whenever one is lost, another is
 * opened, as {@link WsReconnect} says. Thread-safe; it has no thread of its own.
 * <pre>{@code
 * WsLink prices = client.to("wss://example.org/prices")
 *     .keep(WsReconnect.DEFAULTS, WsHandler.of((connection, request) -> {
 *         connection.onText(System.out::println);
 *         connection.send("subscribe EUR"); // again on every connection
 *     }));
 * prices.send("hello"); // now, or when connected
 * }</pre>
 *
 * <p>
 * The handler serves one connection after the other: the end of one is told before the
 * next is opened.
 *
 * <p>
 * <b>What becomes of messages.</b> A message that {@code send} took, with true, goes out
 * at most once and never overtakes one that was sent before it. WebSocket knows no
 * acknowledgements, so a message is lost if its connection breaks before the peer has
 * read it, and is not sent again, since the peer may have read it after all. What was not
 * handed to a connection is lost by no break: messages sent while there is none, or while
 * 64 KiB wait in it, are kept and go out in order when the next one is open, behind what
 * the handler's {@code onOpen} sends. They are discarded when the link gives up, or is
 * closed while it has no connection. From {@link WsReconnect.Builder#maxKeptBytes} on no
 * more are taken: {@code send} returns false. This holds in place of
 * {@link WsOptions#overflow()}, which applies to what is sent through a connection
 * directly; such a message is never kept for another.
 */
public final class WsLink implements AutoCloseable {

	private static final Log log = Log.of(WsLink.class);

	private final WsReconnect settings;

	private final Duration closeTimeout;

	private final Scheduler scheduler;

	private final Executor executor;

	private final Supplier<Headers> fields;

	private final Dial dial;

	private final Ledger ledger;

	private final Consumer<WsLink> onClosed;

	private final KeptMessages messages;

	/**
	 * For the next attempt, or the patience of who closes; the scheduler's thread only.
	 */
	private final Timer timer = Timer.of(this::expired);

	/** Guarded by this. */
	private final Backoff backoff;

	/** Written under the monitor. */
	private volatile WsReadyState state = WsReadyState.CONNECTING;

	/** The connection, open or not yet; written under the monitor. */
	private volatile @Nullable WsConnection connection;

	/** Connections so far; written under the monitor. */
	private volatile long connects;

	WsLink(WsReconnect settings, WsOptions options, Scheduler scheduler, Executor executor, Supplier<Headers> fields,
			Dial dial, Ledger ledger, Consumer<WsLink> onClosed) {
		this.settings = Objects.requireNonNull(settings, "'reconnect' must not be null");
		this.closeTimeout = options.closeTimeout();
		this.scheduler = scheduler;
		this.executor = executor;
		this.fields = fields;
		this.dial = dial;
		this.ledger = ledger;
		this.onClosed = onClosed;
		this.messages = new KeptMessages(settings.maxKeptBytes, options.sendBufferLimit());
		this.backoff = new Backoff(settings, () -> ThreadLocalRandom.current().nextDouble());
	}

	/**
	 * Sends a text message.
	 * @param text the message
	 * @return false if it was dropped: too much is kept already, or the link is closing
	 * or closed
	 */
	public boolean send(String text) {
		return this.messages.send(Objects.requireNonNull(text, "'text' must not be null"));
	}

	/** Sends a binary message, which is copied; false if it was dropped, as for text. */
	public boolean send(byte[] data) {
		return this.messages.send(Objects.requireNonNull(data, "'data' must not be null"));
	}

	/** The same, from position to limit, which both stay as they are. */
	public boolean send(ByteBuffer data) {
		byte[] copy = new byte[data.remaining()];
		data.duplicate().get(copy);
		return this.messages.send(copy);
	}

	/** Sends a message of either type, which is copied; false as for text. */
	public boolean send(WsMessage message) {
		return this.messages.send(Objects.requireNonNull(message, "'message' must not be null"));
	}

	/** Sends a message that goes to other connections as well; false as for text. */
	public boolean send(WsBroadcast broadcast) {
		return this.messages.send(Objects.requireNonNull(broadcast, "'broadcast' must not be null"));
	}

	/**
	 * CONNECTING while there is or will be an attempt at a connection; OPEN while there
	 * is one; CLOSING from {@link #close} until its last connection is closed; CLOSED
	 * when the link will connect no more.
	 */
	public WsReadyState readyState() {
		return this.state;
	}

	/** The connection, or null if the link is neither OPEN nor CLOSING. */
	public @Nullable WsConnection connection() {
		WsReadyState now = this.state;
		return (now == WsReadyState.OPEN || now == WsReadyState.CLOSING) ? this.connection : null;
	}

	/** How often a connection was opened in place of a lost one. */
	public long reconnects() {
		return Math.max(0, this.connects - 1);
	}

	/** The bytes kept, or handed to the connection and not yet taken by the socket. */
	public long bufferedAmount() {
		return this.messages.bufferedAmount();
	}

	/** Closes the link with 1000. */
	@Override
	public void close() {
		close(CloseCode.NORMAL, "");
	}

	/**
	 * Closes the link for good: its connection behind what was sent before, if the server
	 * takes that within {@link WsOptions#closeTimeout()}. Without a connection, the
	 * attempt is given up and what is kept is discarded. Does nothing if the link is
	 * closing already.
	 * @throws IllegalArgumentException as {@link WsConnection#close(int, String)}
	 */
	public void close(int code, String reason) {
		Close close = Close.of(code, reason);
		boolean connected;
		WsConnection attempt;
		synchronized (this) {
			if (isOver()) {
				return;
			}
			connected = this.state == WsReadyState.OPEN;
			attempt = this.connection;
			this.state = connected ? WsReadyState.CLOSING : WsReadyState.CLOSED;
		}
		if (connected) {
			startTimer(this.closeTimeout);
			this.messages.close(close);
			return;
		}
		closed();
		if (attempt != null) {
			leave(attempt, close);
		}
	}

	private static void leave(WsConnection attempt, Close close) {
		if (attempt.readyState() == WsReadyState.OPEN) {
			// Its handler is being told so: the peer sees a connection like any other.
			attempt.close(close.code(), close.reason());
		}
		else {
			attempt.terminate();
		}
	}

	// Connecting. The calls from here on are serial: an attempt follows the end of the
	// connection before it.

	void begin() {
		Headers asked = this.fields.get();
		WsConnectFuture future;
		synchronized (this) {
			if (isOver()) {
				return;
			}
			future = this.dial.dial(asked, this::followed);
			this.connection = future.connection();
		}
		future.whenComplete((opened, failure) -> {
			if (failure != null) {
				refused(failure);
			}
		});
	}

	/** The handler, followed by the link: that is told last. */
	private WsHandler followed(WsHandler handler) {
		return new WsDelegatingHandler(handler) {

			@Override
			public void onOpen(WsConnection connection) throws Exception {
				super.onOpen(connection);
				connected(connection);
			}

			@Override
			public void onClose(WsConnection connection, WsClose close) throws Exception {
				try {
					super.onClose(connection, close);
				}
				finally {
					disconnected(close);
				}
			}

		};
	}

	private void expired() {
		if (this.state == WsReadyState.CLOSING) {
			this.messages.discard();
		}
		else {
			runOn(this.executor, this::redial);
		}
	}

	private void redial() {
		try {
			begin();
		}
		catch (RuntimeException ex) {
			refused(new WsHandshakeException("attempt could not be made: " + ex.getMessage(), ex));
		}
	}

	private void connected(WsConnection connection) {
		long before;
		synchronized (this) {
			if (isOver()) {
				return;
			}
			this.state = WsReadyState.OPEN;
			this.backoff.opened(this.scheduler.now());
			before = this.connects++;
		}
		if (before > 0) {
			this.ledger.reconnected();
		}
		this.settings.tell((listener) -> listener.onConnected(connection, before));
		this.messages.connected(connection);
	}

	private void disconnected(WsClose close) {
		this.messages.disconnected();
		String ended = "connection was closed with " + close.code()
				+ (close.reason().isEmpty() ? "" : ": " + close.reason());
		lost(this.settings.accepts(close), Duration.ZERO, new WsClosedException(ended),
				(listener, delay) -> listener.onDisconnected(close, delay));
	}

	private void refused(Throwable failure) {
		WsHandshakeException refusal = refusal(failure);
		lost(this.settings.accepts(refusal), RetryAfter.of(refusal.headers(), Instant.now()), refusal,
				(listener, delay) -> listener.onRefused(refusal, delay));
	}

	private static WsHandshakeException refusal(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		return (cause instanceof WsHandshakeException refusal) ? refusal
				: new WsHandshakeException("no connection came about: " + cause, cause);
	}

	/** The connection or the attempt at one ended: makes another, or gives up. */
	private void lost(boolean temporary, Duration least, RuntimeException cause,
			BiConsumer<WsReconnectListener, Duration> told) {
		Duration delay = null;
		synchronized (this) {
			this.connection = null;
			if (this.state == WsReadyState.CLOSED) {
				return;
			}
			if (this.state != WsReadyState.CLOSING && temporary) {
				delay = this.backoff.next(this.scheduler.now(), least);
				this.state = WsReadyState.CONNECTING;
			}
		}
		if (delay != null) {
			Duration wait = delay;
			this.settings.tell((listener) -> told.accept(listener, wait));
			startTimer(wait);
		}
		else {
			giveUp(cause);
		}
	}

	private void startTimer(Duration delay) {
		runOn(this.scheduler, () -> {
			if (this.state != WsReadyState.CLOSED) {
				this.scheduler.schedule(this.timer, this.scheduler.now() + delay.toNanos());
			}
		});
	}

	private void giveUp(RuntimeException cause) {
		WsReadyState before;
		synchronized (this) {
			before = this.state;
			this.state = WsReadyState.CLOSED;
		}
		if (before != WsReadyState.CLOSED) {
			closed();
		}
		if (before == WsReadyState.CONNECTING || before == WsReadyState.OPEN) {
			this.settings.tell((listener) -> listener.onGivenUp(cause));
		}
	}

	private void closed() {
		this.messages.end();
		this.onClosed.accept(this);
		runOn(this.scheduler, () -> this.scheduler.cancel(this.timer));
	}

	private void runOn(Executor where, Runnable task) {
		try {
			where.execute(task);
		}
		catch (Throwable ex) {
			giveUp(new WsClosedException("engine is closed"));
		}
	}

	private boolean isOver() {
		return this.state == WsReadyState.CLOSING || this.state == WsReadyState.CLOSED;
	}

	@Override
	public String toString() {
		return "WsLink[" + this.state + ", " + reconnects() + " reconnects]";
	}

	@FunctionalInterface
	interface Dial {

		/**
		 * Begins to connect, with header fields of the handshake and the handler that
		 * {@code following} makes of one.
		 */
		WsConnectFuture dial(Headers fields, UnaryOperator<WsHandler> following);

	}

}
