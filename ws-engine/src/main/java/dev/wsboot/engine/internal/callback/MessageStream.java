package dev.wsboot.engine.internal.callback;

import java.util.concurrent.Flow;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClosedException;
import dev.wsboot.engine.WsMessage;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a stream in both directions, which do not depend on each other but for
 * their common end.
 */
final class MessageStream implements Flow.Processor<WsMessage, WsMessage> {

	private final ReceivedMessages received;

	private final SentMessages sent;

	/** Why the connection fails, as far as known; the handler's thread only. */
	private @Nullable Throwable failure;

	MessageStream(ReceivedMessages received, SentMessages sent) {
		this.received = received;
		this.sent = sent;
	}

	// The receiving half.

	@Override
	public void subscribe(Flow.Subscriber<? super WsMessage> subscriber) {
		this.received.subscribe(subscriber);
	}

	// The sending half.

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.sent.onSubscribe(subscription);
	}

	@Override
	public void onNext(WsMessage message) {
		this.sent.onNext(message);
	}

	@Override
	public void onError(Throwable error) {
		this.sent.onError(error);
	}

	@Override
	public void onComplete() {
		this.sent.onComplete();
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
		this.sent.closed();
	}

}
