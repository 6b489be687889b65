package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsConnection;

/**
 * The connections of one endpoint that are open now. No other list of open connections is
 * kept: an engine finds them through the rosters that have some. Thread-safe.
 */
final class Roster {

	/** Its monitor is notified when the last connection is closed. */
	private final Set<EngineConnection> connections = ConcurrentHashMap.newKeySet();

	private final Collection<WsConnection> view = Collections.unmodifiableCollection(this.connections);

	void add(EngineConnection connection) {
		this.connections.add(connection);
	}

	boolean remove(EngineConnection connection) {
		boolean removed = this.connections.remove(connection);
		if (removed && this.connections.isEmpty()) {
			synchronized (this.connections) {
				this.connections.notifyAll();
			}
		}
		return removed;
	}

	boolean isEmpty() {
		return this.connections.isEmpty();
	}

	/** Adds those of one engine; an endpoint may be used with several. */
	void copyTo(Collection<? super EngineConnection> target, WsEngine engine) {
		this.connections.forEach((connection) -> {
			if (connection.engine == engine) {
				target.add(connection);
			}
		});
	}

	Collection<WsConnection> view() {
		return this.view;
	}

	/**
	 * Closes all with 1001, waits until they are closed and terminates those that are not
	 * by then.
	 * @return true if all were closed in time
	 */
	boolean drain(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		this.connections.forEach((connection) -> connection.close(CloseCode.GOING_AWAY, ""));
		boolean drained = awaitEmpty(deadline);
		this.connections.forEach(WsConnection::terminate);
		return drained;
	}

	private boolean awaitEmpty(long deadline) {
		synchronized (this.connections) {
			try {
				while (!this.connections.isEmpty()) {
					long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
					if (left <= 0) {
						return false;
					}
					this.connections.wait(left);
				}
				return true;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
	}

}
