package dev.wsboot.engine.internal.connection;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * What not every connection has, made when one of it is first asked for. Thread-safe.
 */
final class Extras {

	private volatile @Nullable Map<String, Object> attributes;

	private volatile @Nullable PendingPings pings;

	/** Completes when nothing waits to be written. */
	private @Nullable CompletableFuture<Void> drained;

	Map<String, Object> attributes() {
		Map<String, Object> map = this.attributes;
		if (map == null) {
			synchronized (this) {
				map = this.attributes;
				if (map == null) {
					map = new ConcurrentHashMap<>(4);
					this.attributes = map;
				}
			}
		}
		return map;
	}

	synchronized PendingPings pings() {
		PendingPings pending = this.pings;
		if (pending == null) {
			pending = new PendingPings();
			this.pings = pending;
		}
		return pending;
	}

	@Nullable PendingPings sentPings() {
		return this.pings;
	}

	synchronized CompletableFuture<Void> drained() {
		CompletableFuture<Void> waiting = this.drained;
		if (waiting == null) {
			waiting = new CompletableFuture<>();
			this.drained = waiting;
		}
		return waiting;
	}

	synchronized @Nullable CompletableFuture<Void> takeDrained() {
		CompletableFuture<Void> waiting = this.drained;
		this.drained = null;
		return waiting;
	}

}
