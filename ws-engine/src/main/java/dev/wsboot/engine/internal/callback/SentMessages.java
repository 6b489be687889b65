package dev.wsboot.engine.internal.callback;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsReadyState;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a connection's stream: demands one message at a time, and only
 * while little waits for the peer. The end of the stream closes the connection. Called by
 * its publisher, one call at a time; {@link #closed()} comes from any thread.
 */
final class SentMessages implements Flow.Subscriber<WsMessage> {

	/** Bytes waiting for the peer from which on nothing is demanded. */
	private static final long ENOUGH = 64 * 1024;

	private final WsConnection connection;

	private final long enough;

	private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();

	/** Whether a message is to be demanded when there is room. */
	private final AtomicBoolean waiting = new AtomicBoolean();

	private volatile boolean closed;

	SentMessages(WsConnection connection) {
		this.connection = connection;
		// No more than a connection takes without resorting to its overflow policy.
		this.enough = Math.min(ENOUGH, Math.max(1, connection.endpoint().options().sendBufferLimit() / 2));
	}

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

	/** The connection takes nothing more. */
	void closed() {
		this.closed = true;
		cancel();
	}

	private void cancel() {
		Flow.Subscription from = this.upstream.get();
		if (from != null) {
			from.cancel();
		}
	}

}
