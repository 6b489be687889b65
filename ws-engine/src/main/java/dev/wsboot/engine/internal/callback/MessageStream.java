package dev.wsboot.engine.internal.callback;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClosedException;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsReadyState;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a stream: publishes {@link ReceivedMessages} and sends what it is
 * given. The two halves share nothing but the end of the connection. The sending half
 * demands one message at a time, and only while little waits for the peer; its end closes
 * the connection. It is called by its publisher, one call at a time.
 */
final class MessageStream implements Flow.Processor<WsMessage, WsMessage> {

	/** Bytes waiting for the peer from which on nothing is demanded. */
	private static final long ENOUGH = 64 * 1024;

	private final WsConnection connection;

	private final ReceivedMessages received;

	private final long enough;

	private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();

	/** Whether a message is to be demanded when there is room. */
	private final AtomicBoolean waiting = new AtomicBoolean();

	private volatile boolean closed;

	/** Why the connection fails, as far as known; the handler's thread only. */
	private @Nullable Throwable failure;

	MessageStream(WsConnection connection) {
		this.connection = connection;
		this.received = new ReceivedMessages(connection);
		// No more than a connection takes without resorting to its overflow policy.
		this.enough = Math.min(ENOUGH, Math.max(1, connection.endpoint().options().sendBufferLimit() / 2));
	}

	// From the connection.

	void message(WsMessage message) {
		this.received.received(message);
	}

	void failed(Throwable cause) {
		this.failure = cause;
	}

	void closed(WsClose close) {
		Throwable cause = this.failure;
		if (cause == null && !close.isClean()) {
			cause = new WsClosedException("connection ended without a closing handshake (1006)"
					+ (close.reason().isEmpty() ? "" : ": " + close.reason()));
		}
		this.received.ended(cause);
		this.closed = true;
		cancel();
	}

	// The receiving half.

	@Override
	public void subscribe(Flow.Subscriber<? super WsMessage> subscriber) {
		this.received.subscribe(subscriber);
	}

	// The sending half.

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		Objects.requireNonNull(subscription, "'subscription' must not be null");
		if (!this.upstream.compareAndSet(null, subscription) || this.closed) {
			subscription.cancel();
			return;
		}
		demand();
	}

	@Override
	public void onNext(WsMessage message) {
		Objects.requireNonNull(message, "'message' must not be null");
		if (this.connection.send(message) || this.connection.readyState() == WsReadyState.OPEN) {
			demand();
		}
		else {
			cancel();
		}
	}

	@Override
	public void onError(Throwable error) {
		Objects.requireNonNull(error, "'error' must not be null");
		this.connection.close(CloseCode.INTERNAL_ERROR, "");
	}

	@Override
	public void onComplete() {
		this.connection.close();
	}

	private void demand() {
		this.waiting.set(true);
		if (this.connection.bufferedAmount() < this.enough) {
			demandNow();
		}
		else {
			this.connection.drained().thenRun(this::demandNow);
		}
	}

	private void demandNow() {
		Flow.Subscription from = this.upstream.get();
		if (from != null && this.waiting.compareAndSet(true, false)) {
			from.request(1);
		}
	}

	private void cancel() {
		Flow.Subscription from = this.upstream.get();
		if (from != null) {
			from.cancel();
		}
	}

}
