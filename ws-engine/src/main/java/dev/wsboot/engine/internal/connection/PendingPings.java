package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.WsClosedException;

/**
 * Pings of the application that wait for their Pongs. Thread-safe.
 */
final class PendingPings {

	/**
	 * More than any application has under way; an end to what a deaf peer can pile up.
	 */
	private static final int MOST = 1024;

	private final ArrayDeque<Ping> waiting = new ArrayDeque<>(2);

	static void check(byte[] data) {
		if (data.length > 125) {
			throw new IllegalArgumentException(
					"ping data has " + data.length + " bytes, at most 125 fit a control frame (RFC 6455 section 5.5)");
		}
	}

	CompletableFuture<Duration> send(byte[] data, EngineConnection over) {
		CompletableFuture<Duration> answered = add(data);
		if (!answered.isDone()) {
			over.writer.ping(data);
			if (over.isCloseSent()) {
				// Whether before the Ping or behind it: the Pong may never be seen.
				closed();
			}
		}
		return answered;
	}

	private CompletableFuture<Duration> add(byte[] data) {
		Ping ping = new Ping(data.clone(), System.nanoTime(), new CompletableFuture<>());
		synchronized (this.waiting) {
			if (this.waiting.size() == MOST) {
				return CompletableFuture
					.failedFuture(new IllegalStateException(MOST + " pings wait for their pongs already"));
			}
			this.waiting.add(ping);
		}
		return ping.answered();
	}

	/**
	 * Completes the ping with this data and those before it, however long the Pong had to
	 * wait for the handler. RFC 6455 section 5.5.3: an endpoint may answer only the most
	 * recent of several Pings.
	 */
	void pong(byte[] data, long arrivedAt) {
		List<Ping> answered = new ArrayList<>(1);
		synchronized (this.waiting) {
			if (this.waiting.stream().noneMatch((ping) -> Arrays.equals(ping.data(), data))) {
				return;
			}
			Ping ping;
			do {
				ping = this.waiting.remove();
				answered.add(ping);
			}
			while (!Arrays.equals(ping.data(), data));
		}
		answered.forEach((ping) -> ping.answered().complete(Duration.ofNanos(arrivedAt - ping.sentAt())));
	}

	void closed() {
		List<Ping> unanswered;
		synchronized (this.waiting) {
			unanswered = new ArrayList<>(this.waiting);
			this.waiting.clear();
		}
		unanswered.forEach((ping) -> ping.answered()
			.completeExceptionally(new WsClosedException("connection was closed before the pong")));
	}

	private record Ping(byte[] data, long sentAt, CompletableFuture<Duration> answered) {

	}

}
