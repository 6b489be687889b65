package dev.wsboot.engine.internal.connection;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

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

	CompletableFuture<Void> drained(EngineConnection connection) {
		CompletableFuture<Void> waiting;
		synchronized (this) {
			waiting = this.drained;
			if (waiting == null) {
				waiting = new CompletableFuture<>();
				this.drained = waiting;
			}
		}
		// Looked at afterwards: what is written meanwhile tells who waits.
		if (connection.isClosed() || connection.bufferedAmount() == 0) {
			drainedNow(connection.engine.fallback());
		}
		return waiting.copy();
	}

	void drainedNow(Executor where) {
		CompletableFuture<Void> waiting;
		synchronized (this) {
			waiting = this.drained;
			this.drained = null;
		}
		if (waiting != null) {
			// Not here, on whatever thread wrote: dependents may block.
			where.execute(() -> waiting.complete(null));
		}
	}

}
