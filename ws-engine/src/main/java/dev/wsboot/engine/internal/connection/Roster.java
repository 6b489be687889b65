package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsConnection;

/**
 * The connections of one endpoint that are open now, and how many of its handlers have
 * not been told of the end yet. No other list of open connections is kept: an engine
 * finds them through the rosters that have some. Thread-safe.
 */
final class Roster {

	private final Set<EngineConnection> connections = ConcurrentHashMap.newKeySet();

	/**
	 * Connections of which a handler was or will be told and has not been told the end.
	 */
	private final AtomicInteger unended = new AtomicInteger();

	private final Waiting waiting = new Waiting();

	private final Collection<WsConnection> view = Collections.unmodifiableCollection(this.connections);

	void add(EngineConnection connection) {
		this.unended.incrementAndGet();
		this.connections.add(connection);
	}

	boolean remove(EngineConnection connection) {
		boolean removed = this.connections.remove(connection);
		if (removed && this.connections.isEmpty()) {
			this.waiting.look();
		}
		return removed;
	}

	void ended() {
		if (this.unended.decrementAndGet() == 0) {
			this.waiting.look();
		}
	}

	boolean isEmpty() {
		return this.connections.isEmpty();
	}

	/** Adds those of one engine; an endpoint may be used with several. */
	void copyTo(Collection<? super EngineConnection> target, Engine engine) {
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
	 * Closes all with 1001, waits until they are closed and their handlers were told, and
	 * terminates those that are not by then.
	 * @return true if all were in time
	 */
	boolean drain(Duration timeout) {
		// A handler does not wait for itself, and so for no handler.
		boolean fromHandler = Delivery.isUnderWay();
		this.connections.forEach((connection) -> connection.close(CloseCode.GOING_AWAY, ""));
		boolean drained = this.waiting.await(() -> fromHandler ? this.connections.isEmpty() : this.unended.get() == 0,
				timeout);
		this.connections.forEach(WsConnection::terminate);
		return drained;
	}

}
