package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.lang.System.Logger.Level;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsConnectionLostException;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * Tells the handler of one connection, and those who follow the connection beside it, of
 * messages and {@link ConnectionEvent}s. Calls are serial: on the event loop, or by the
 * dispatcher.
 */
final class Delivery {

	private static final Log log = Log.of(WsConnection.class);

	private final EngineConnection connection;

	private final WsHandler handler;

	/** No message follows once the handler threw. */
	private boolean handlerFailed;

	/** Whether the application wants to hear no more of the connection but its end. */
	private volatile boolean terminated;

	Delivery(EngineConnection connection, WsHandler handler) {
		this.connection = connection;
		this.handler = handler;
	}

	/** Whether the caller was called by a handler, on whatever thread. */
	static boolean isUnderWay() {
		return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
			.walk((frames) -> frames.anyMatch((frame) -> frame.getDeclaringClass() == Delivery.class
					&& !frame.getMethodName().equals("isUnderWay")));
	}

	/** No message follows. On any thread. */
	void terminate() {
		this.terminated = true;
	}

	/** Tells of a {@code String}, a {@code byte[]} or a {@link ConnectionEvent}. */
	void deliver(Object event) {
		try {
			if (event instanceof ConnectionEvent other) {
				other.tell(this);
			}
			else if (!this.handlerFailed && !this.terminated) {
				message(event);
			}
		}
		catch (Throwable ex) {
			handlerThrew(event, ex);
		}
	}

	private void message(Object message) throws Exception {
		if (message instanceof String text) {
			this.handler.onText(this.connection, text);
		}
		else {
			this.handler.onBinary(this.connection, (byte[]) message);
		}
	}

	private void handlerThrew(Object event, Throwable thrown) {
		log.log(Level.ERROR, () -> this.connection.describe() + ": handler threw", thrown);
		if (event instanceof ConnectionEvent other && other.isLast()) {
			return;
		}
		this.handlerFailed = true;
		try {
			this.handler.onError(this.connection, thrown);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, () -> this.connection.describe() + ": error callback threw", ex);
		}
		lifetime().handlerFailed();
	}

	// For the events.

	Lifetime lifetime() {
		return this.connection.lifetime;
	}

	/** Even if it is over already: the handler is told of its end, too. */
	void opened() throws Exception {
		this.connection.engine.observers().opened(this.connection);
		this.connection.endpoint.observers().opened(this.connection);
		this.handler.onOpen(this.connection);
	}

	void pong(ConnectionEvent.Pong pong) throws Exception {
		PendingPings pings = sentPings();
		if (pings != null) {
			pings.pong(pong.data(), pong.arrivedAt());
		}
		if (!this.handlerFailed && !this.terminated) {
			this.handler.onPong(this.connection, pong.data());
		}
	}

	private @Nullable PendingPings sentPings() {
		Extras some = this.connection.extrasIfAny();
		return (some != null) ? some.sentPings() : null;
	}

	void error(Throwable error) throws Exception {
		this.handler.onError(this.connection, error);
	}

	void lost(IOException cause) throws Exception {
		error(new WsConnectionLostException(cause));
	}

	void ended(WsClose close) throws Exception {
		PendingPings pings = sentPings();
		if (pings != null) {
			pings.closed();
		}
		this.connection.endpoint.observers().closed(this.connection, close);
		this.connection.engine.observers().closed(this.connection, close);
		try {
			this.handler.onClose(this.connection, close);
		}
		finally {
			this.connection.endpoint.observers().ended(this.connection, close);
			this.connection.engine.observers().ended(this.connection, close);
			this.connection.ended();
		}
	}

}
