package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsConnectionLostException;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.internal.dispatch.Dispatcher;
import dev.wsboot.engine.internal.protocol.Close;

/**
 * Calls the handler of one connection: a text message is a {@code String}, a binary one a
 * {@code byte[]}, the peer's Close a {@link Close}, the rest are the types below. Calls
 * are serial: on the event loop, or by the {@link Dispatcher}.
 */
final class Delivery {

	/** The connection is open. */
	static final Object OPEN = new Object();

	/** The peer's input ended behind its Close. */
	static final Object INPUT_ENDED = new Object();

	private static final Logger logger = System.getLogger(WsConnection.class.getName());

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

	void deliver(Object event) {
		try {
			if (event instanceof Close close) {
				this.connection.answer(close);
			}
			else if (event instanceof End end) {
				ended(end.close());
			}
			else if (event == INPUT_ENDED) {
				this.connection.inputEnded();
			}
			else if (event instanceof Breach breach) {
				this.connection.refuse(breach.cause());
				this.handler.onError(this.connection, breach.origin());
			}
			else if (event instanceof Failure failure) {
				this.handler.onError(this.connection, new WsConnectionLostException(failure.cause()));
			}
			else if (event == OPEN) {
				// Even if it is over already: the handler is told of its end, too.
				this.connection.engine.observers().opened(this.connection);
				this.connection.endpoint.observers().opened(this.connection);
				this.handler.onOpen(this.connection);
			}
			else if (!this.handlerFailed && !this.terminated) {
				deliverMessage(event);
			}
		}
		catch (Throwable ex) {
			handlerThrew(event, ex);
		}
	}

	private void ended(WsClose close) throws Exception {
		PendingPings pings = this.connection.sentPings();
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

	private void deliverMessage(Object event) throws Exception {
		if (event instanceof String text) {
			this.handler.onText(this.connection, text);
		}
		else if (event instanceof byte[] data) {
			this.handler.onBinary(this.connection, data);
		}
		else {
			Pong pong = (Pong) event;
			PendingPings pings = this.connection.sentPings();
			if (pings != null) {
				pings.pong(pong.data(), pong.arrivedAt());
			}
			this.handler.onPong(this.connection, pong.data());
		}
	}

	private void handlerThrew(Object event, Throwable thrown) {
		logger.log(Level.ERROR, () -> this.connection.describe() + ": handler threw", thrown);
		if (event instanceof Breach || event instanceof Failure || event instanceof End) {
			return;
		}
		this.handlerFailed = true;
		try {
			this.handler.onError(this.connection, thrown);
		}
		catch (Throwable ex) {
			logger.log(Level.ERROR, () -> this.connection.describe() + ": error callback threw", ex);
		}
		this.connection.handlerFailed();
	}

	/** A Pong arrived, at a time of {@link System#nanoTime()}. */
	record Pong(byte[] data, long arrivedAt) {

	}

	/** The peer broke the protocol. */
	record Breach(WsProtocolException cause) {

		/** What the handler is told: the breach, or the own failure behind it. */
		Throwable origin() {
			Throwable own = this.cause.getCause();
			return (own != null) ? own : this.cause;
		}

	}

	/** The socket failed. */
	record Failure(IOException cause) {

	}

	/** The connection is closed. */
	record End(WsClose close) {

	}

}
