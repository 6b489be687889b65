package dev.wsboot.engine.internal.callback;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a connection's stream. While its subscriber demands nothing the
 * connection is not read, so that the peer is slowed down by TCP; what was on its way to
 * the handler by then waits here, bounded by the limits of pending messages. Signals come
 * from the handler's thread or from that of who demands, one at a time.
 */
final class ReceivedMessages implements Flow.Publisher<WsMessage>, Flow.Subscription {

	private static final Log log = Log.of(WsConnection.class);

	private static final Flow.Subscription NOTHING = new Flow.Subscription() {

		@Override
		public void request(long n) {
		}

		@Override
		public void cancel() {
		}

	};

	private final WsConnection connection;

	private final Queue<WsMessage> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicLong demand = new AtomicLong();

	private final AtomicBoolean taken = new AtomicBoolean();

	/** Calls of {@link #signal()} that are not done; who makes it 1 does them all. */
	private final AtomicInteger signals = new AtomicInteger();

	private volatile Flow.@Nullable Subscriber<? super WsMessage> subscriber;

	private volatile boolean cancelled;

	/** Whether the connection is over; {@link #failure} is set before. */
	private volatile boolean ended;

	private volatile @Nullable Throwable failure;

	private volatile @Nullable IllegalArgumentException badRequest;

	/** Of who signals. */
	private boolean paused;

	ReceivedMessages(WsConnection connection) {
		this.connection = connection;
	}

	// From the connection.

	void received(WsMessage message) {
		// Behind our Close frame the connection is read to its end, but for nobody.
		if (this.taken.get() && (isOpen() || this.demand.get() > 0)) {
			this.waiting.add(message);
			signal();
		}
	}

	void ended(@Nullable Throwable cause) {
		this.failure = cause;
		this.ended = true;
		signal();
	}

	// From the subscriber.

	@Override
	public void subscribe(Flow.Subscriber<? super WsMessage> subscriber) {
		Objects.requireNonNull(subscriber, "'subscriber' must not be null");
		if (!this.taken.compareAndSet(false, true)) {
			subscriber.onSubscribe(NOTHING);
			subscriber.onError(new IllegalStateException("messages of a connection have one subscriber"));
			return;
		}
		subscriber.onSubscribe(this);
		// Only now: what it demanded meanwhile comes behind, not inside of onSubscribe.
		this.subscriber = subscriber;
		signal();
	}

	@Override
	public void request(long n) {
		if (n <= 0) {
			this.badRequest = new IllegalArgumentException("demand must be positive, not " + n);
		}
		else {
			this.demand.accumulateAndGet(n, (left, right) -> (left + right < 0) ? Long.MAX_VALUE : left + right);
		}
		signal();
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		signal();
	}

	/** Does whatever is due, unless somebody does already, who then does this as well. */
	private void signal() {
		if (this.signals.getAndIncrement() != 0) {
			return;
		}
		int done = 1;
		do {
			deliver();
			readOrPause();
			done = this.signals.addAndGet(-done);
		}
		while (done != 0);
	}

	private void deliver() {
		Flow.Subscriber<? super WsMessage> to = this.subscriber;
		if (to != null && !this.cancelled) {
			try {
				deliver(to);
			}
			catch (Throwable ex) {
				// Reactive Streams rule 2.13: it counts as cancelled.
				log.log(Level.ERROR, () -> this.connection + ": subscriber threw", ex);
				this.cancelled = true;
				this.connection.close(CloseCode.INTERNAL_ERROR, "");
			}
		}
		if (this.cancelled) {
			this.subscriber = null;
			this.waiting.clear();
		}
	}

	private void deliver(Flow.Subscriber<? super WsMessage> to) {
		Throwable refused = this.badRequest;
		if (refused != null) {
			this.cancelled = true;
			to.onError(refused);
			return;
		}
		for (WsMessage next; !this.cancelled && this.demand.get() > 0 && (next = this.waiting.poll()) != null;) {
			if (this.demand.get() != Long.MAX_VALUE) {
				this.demand.decrementAndGet();
			}
			to.onNext(next);
		}
		// In this order: nothing is added once it has ended.
		if (!this.cancelled && this.ended && this.waiting.isEmpty()) {
			this.cancelled = true;
			Throwable cause = this.failure;
			if (cause != null) {
				to.onError(cause);
			}
			else {
				to.onComplete();
			}
		}
	}

	private void readOrPause() {
		boolean wanted = this.demand.get() > 0 && this.waiting.isEmpty();
		if (wanted || this.cancelled || this.ended || !this.taken.get() || !isOpen()) {
			if (this.paused) {
				this.paused = false;
				this.connection.resumeReading();
			}
		}
		else if (!this.paused) {
			this.paused = true;
			this.connection.pauseReading();
		}
	}

	private boolean isOpen() {
		return this.connection.readyState() == WsReadyState.OPEN;
	}

}
