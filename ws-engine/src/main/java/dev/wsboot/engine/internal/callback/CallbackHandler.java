package dev.wsboot.engine.internal.callback;

import java.util.Objects;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsMessage;

/** Makes a handler of an acceptor: what it set on a connection is called. Thread-safe. */
public final class CallbackHandler implements WsHandler {

	/** Where a connection keeps what was set on it, however it is wrapped. */
	private static final String ATTRIBUTE = CallbackConnection.class.getName();

	private final WsAcceptor acceptor;

	public CallbackHandler(WsAcceptor acceptor) {
		this.acceptor = acceptor;
	}

	@Override
	public void onOpen(WsConnection connection) throws Exception {
		CallbackConnection accepted = new CallbackConnection(connection);
		connection.attributes().put(ATTRIBUTE, accepted);
		this.acceptor.accept(accepted, connection.request());
	}

	@Override
	public void onText(WsConnection connection, String text) {
		CallbackConnection accepted = accepted(connection);
		CallbackConnection.call(accepted.text, text);
		if (accepted.wantsMessages()) {
			accepted.message(new WsMessage.Text(text));
		}
	}

	@Override
	public void onBinary(WsConnection connection, byte[] data) {
		CallbackConnection accepted = accepted(connection);
		CallbackConnection.call(accepted.binary, data);
		if (accepted.wantsMessages()) {
			accepted.message(new WsMessage.Binary(data));
		}
	}

	@Override
	public void onPong(WsConnection connection, byte[] data) {
		CallbackConnection.call(accepted(connection).pong, data);
	}

	@Override
	public void onClose(WsConnection connection, WsClose close) {
		CallbackConnection accepted = accepted(connection);
		MessageStream stream = accepted.stream;
		if (stream != null) {
			stream.closed(close);
		}
		CallbackConnection.call(accepted.close, close);
	}

	@Override
	public void onError(WsConnection connection, Throwable error) {
		CallbackConnection accepted = accepted(connection);
		MessageStream stream = accepted.stream;
		if (stream != null) {
			stream.failed(error);
		}
		CallbackConnection.call(accepted.error, error);
	}

	private static CallbackConnection accepted(WsConnection connection) {
		Object accepted = connection.attributes().get(ATTRIBUTE);
		return (CallbackConnection) Objects.requireNonNull(accepted,
				() -> "attribute '" + ATTRIBUTE + "' of the connection was removed");
	}

}
