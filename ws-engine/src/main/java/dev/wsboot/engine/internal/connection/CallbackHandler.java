package dev.wsboot.engine.internal.connection;

import java.util.Objects;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsMessage;

/**
 * Makes a handler of an acceptor: what it set on a connection is called.
 */
final class CallbackHandler implements WsHandler {

	private final WsAcceptor acceptor;

	CallbackHandler(WsAcceptor acceptor) {
		this.acceptor = Objects.requireNonNull(acceptor, "'acceptor' must not be null");
	}

	@Override
	public void onOpen(WsConnection connection) throws Exception {
		this.acceptor.accept(connection, connection.request());
	}

	@Override
	public void onText(WsConnection connection, String text) {
		Callbacks callbacks = callbacks(connection);
		Callbacks.call(callbacks.text, text);
		if (callbacks.wantMessages()) {
			callbacks.message(new WsMessage.Text(text));
		}
	}

	@Override
	public void onBinary(WsConnection connection, byte[] data) {
		Callbacks callbacks = callbacks(connection);
		Callbacks.call(callbacks.binary, data);
		if (callbacks.wantMessages()) {
			callbacks.message(new WsMessage.Binary(data));
		}
	}

	@Override
	public void onPong(WsConnection connection, byte[] data) {
		Callbacks.call(callbacks(connection).pong, data);
	}

	@Override
	public void onClose(WsConnection connection, WsClose close) {
		Callbacks callbacks = callbacks(connection);
		MessageStream stream = callbacks.stream;
		if (stream != null) {
			stream.closed(close);
		}
		Callbacks.call(callbacks.close, close);
	}

	@Override
	public void onError(WsConnection connection, Throwable error) {
		Callbacks callbacks = callbacks(connection);
		MessageStream stream = callbacks.stream;
		if (stream != null) {
			stream.failed(error);
		}
		Callbacks.call(callbacks.error, error);
	}

	private static Callbacks callbacks(WsConnection connection) {
		return ((EngineConnection) connection).callbacks();
	}

}
