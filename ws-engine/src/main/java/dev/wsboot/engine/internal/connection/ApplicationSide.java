package dev.wsboot.engine.internal.connection;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsRequest;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its application knows it: who is at the other end, what the handshake
 * agreed on, what is kept and who is told there. Nothing here knows of bytes, sockets or
 * times. Thread-safe.
 */
abstract class ApplicationSide implements WsConnection {

	final WsEngine engine;

	final WsEndpoint endpoint;

	private final long number;

	private final long openedMillis = System.currentTimeMillis();

	private volatile WsRequest request;

	private volatile @Nullable String subprotocol;

	private volatile List<String> extensions;

	// What not every connection has.

	private volatile @Nullable Map<String, Object> attributes;

	private volatile @Nullable Callbacks callbacks;

	private volatile @Nullable PendingPings pings;

	ApplicationSide(WsEngine engine, Opening opening, long number) {
		this.engine = engine;
		this.endpoint = opening.endpoint();
		this.number = number;
		this.request = opening.request();
		this.subprotocol = opening.subprotocol();
		this.extensions = opening.extensions();
	}

	/** A client's handshake is done. */
	void agreed(Opening agreed) {
		this.request = agreed.request();
		this.subprotocol = agreed.subprotocol();
		this.extensions = agreed.extensions();
	}

	/**
	 * Held while something is made that is first asked for. Not the connection itself,
	 * which the application may lock for as long as it likes.
	 */
	abstract Object monitor();

	// What it is.

	@Override
	public String id() {
		return this.engine.id() + '-' + Long.toString(this.number, Character.MAX_RADIX);
	}

	@Override
	public WsRequest request() {
		return this.request;
	}

	@Override
	public Instant openedAt() {
		return Instant.ofEpochMilli(this.openedMillis);
	}

	@Override
	public @Nullable String subprotocol() {
		return this.subprotocol;
	}

	@Override
	public List<String> extensions() {
		return this.extensions;
	}

	// What is kept.

	@Override
	public Map<String, Object> attributes() {
		Map<String, Object> map = this.attributes;
		if (map == null) {
			synchronized (monitor()) {
				map = this.attributes;
				if (map == null) {
					map = new ConcurrentHashMap<>(4);
					this.attributes = map;
				}
			}
		}
		return map;
	}

	PendingPings pings() {
		PendingPings pending = this.pings;
		if (pending == null) {
			synchronized (monitor()) {
				pending = this.pings;
				if (pending == null) {
					pending = new PendingPings();
					this.pings = pending;
				}
			}
		}
		return pending;
	}

	@Override
	public void onText(Consumer<String> callback) {
		settableCallbacks().text = callback;
	}

	@Override
	public void onBinary(Consumer<byte[]> callback) {
		settableCallbacks().binary = callback;
	}

	@Override
	public void onMessage(Consumer<WsMessage> callback) {
		settableCallbacks().message = callback;
	}

	@Override
	public void onPong(Consumer<byte[]> callback) {
		settableCallbacks().pong = callback;
	}

	@Override
	public void onClose(Consumer<WsClose> callback) {
		settableCallbacks().close = callback;
	}

	@Override
	public void onError(Consumer<Throwable> callback) {
		settableCallbacks().error = callback;
	}

	Callbacks settableCallbacks() {
		if (!(this.endpoint.handler() instanceof CallbackHandler)) {
			throw new IllegalStateException("endpoint '" + this.endpoint.name()
					+ "' has a WsHandler: callbacks are for a WsAcceptor, (connection, request) -> ...");
		}
		return callbacks();
	}

	Callbacks callbacks() {
		Callbacks set = this.callbacks;
		if (set == null) {
			synchronized (monitor()) {
				set = this.callbacks;
				if (set == null) {
					set = new Callbacks();
					this.callbacks = set;
				}
			}
		}
		return set;
	}

	// Who is told.

	void pongDelivered(byte[] data, long arrivedAt) {
		PendingPings pending = this.pings;
		if (pending != null) {
			pending.pong(data, arrivedAt);
		}
	}

	/** The handler has been told that the connection is open. */
	void openHandled() {
		ConnectionObserver observer = observer();
		if (observer != null) {
			observer.opened(this);
		}
	}

	/** All that was waiting is written. */
	void drained() {
		Callbacks set = this.callbacks;
		if (set != null) {
			set.drained();
		}
	}

	void endDelivered() {
		PendingPings pending = this.pings;
		if (pending != null) {
			pending.closed();
		}
	}

	/** The handler has been told how the connection ended. */
	void endHandled(WsClose close) {
		ConnectionObserver observer = observer();
		if (observer != null) {
			observer.ended(close);
		}
	}

	@Nullable MessageStream openStream() {
		Callbacks set = this.callbacks;
		return (set != null) ? set.stream : null;
	}

	private @Nullable ConnectionObserver observer() {
		Callbacks set = this.callbacks;
		return (set != null) ? set.observer : null;
	}

	String describe() {
		return "connection " + id() + " of '" + this.endpoint.name() + "'";
	}

	@Override
	public String toString() {
		return "WsConnection[" + describe() + ", " + readyState() + "]";
	}

}
