package dev.wsboot.engine.internal.connection;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsReadyState;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a connection's stream: demands one message at a time, and only
 * while little waits for the peer. The end of the stream closes the connection. Called by
 * its publisher, one call at a time; {@link #drained()} and {@link #closed()} come from
 * any thread.
 */
final class SentMessages implements Flow.Subscriber<WsMessage> {

	/** Bytes waiting for the peer from which on nothing is demanded. */
	private static final long ENOUGH = 64 * 1024;

	private final EngineConnection connection;

	private final long enough;

	private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();

	/** Whether a message is to be demanded when there is room. */
	private final AtomicBoolean waiting = new AtomicBoolean();

	private volatile boolean closed;

	SentMessages(EngineConnection connection, long sendBufferLimit) {
		this.connection = connection;
		this.enough = Math.min(ENOUGH, Math.max(1, sendBufferLimit / 2));
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
		// Looked at afterwards: what is written meanwhile tells who waits.
		if (this.connection.bufferedAmount() < this.enough) {
			demandNow();
		}
	}

	private void demandNow() {
		Flow.Subscription from = this.upstream.get();
		if (from != null && this.waiting.compareAndSet(true, false)) {
			from.request(1);
		}
	}

	/** The peer has taken all that waited. */
	void drained() {
		if (this.waiting.get()) {
			try {
				// Not here, on whatever thread wrote: a publisher may do its work inside.
				this.connection.execute(this::demandNow);
			}
			catch (RejectedExecutionException ex) {
				this.connection.rejected(ex);
			}
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
