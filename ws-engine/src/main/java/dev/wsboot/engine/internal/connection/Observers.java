package dev.wsboot.engine.internal.connection;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsConnectionObserver;
import dev.wsboot.engine.internal.log.Log;

/**
 * The observers of an engine's or an endpoint's connections. What one throws keeps
 * nothing from the others. Thread-safe.
 */
final class Observers {

	private static final Log log = Log.of(WsConnection.class);

	private final List<WsConnectionObserver> all = new CopyOnWriteArrayList<>();

	void add(WsConnectionObserver observer) {
		this.all.add(observer);
	}

	void opened(WsConnection connection) {
		tell((observer) -> observer.opened(connection));
	}

	void closed(WsConnection connection, WsClose close) {
		tell((observer) -> observer.closed(connection, close));
	}

	void ended(WsConnection connection, WsClose close) {
		tell((observer) -> observer.ended(connection, close));
	}

	private void tell(Consumer<WsConnectionObserver> event) {
		for (WsConnectionObserver observer : this.all) {
			try {
				event.accept(observer);
			}
			catch (Throwable ex) {
				log.log(Level.ERROR, "an observer of connections threw", ex);
			}
		}
	}

}
