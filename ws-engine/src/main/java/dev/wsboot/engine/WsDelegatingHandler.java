package dev.wsboot.engine;

import java.util.Objects;

/**
 * A handler that passes every call to another: what a {@link WsHandlerDecorator} extends,
 * overriding the calls that it is about.
 */
public class WsDelegatingHandler implements WsHandler {

	private final WsHandler delegate;

	/**
	 * Creates the handler.
	 * @param delegate gets every call
	 */
	public WsDelegatingHandler(WsHandler delegate) {
		this.delegate = Objects.requireNonNull(delegate, "'delegate' must not be null");
	}

	@Override
	public void onOpen(WsConnection connection) throws Exception {
		this.delegate.onOpen(connection);
	}

	@Override
	public void onText(WsConnection connection, String text) throws Exception {
		this.delegate.onText(connection, text);
	}

	@Override
	public void onBinary(WsConnection connection, byte[] data) throws Exception {
		this.delegate.onBinary(connection, data);
	}

	@Override
	public void onPong(WsConnection connection, byte[] data) throws Exception {
		this.delegate.onPong(connection, data);
	}

	@Override
	public void onClose(WsConnection connection, WsClose close) throws Exception {
		this.delegate.onClose(connection, close);
	}

	@Override
	public void onError(WsConnection connection, Throwable error) throws Exception {
		this.delegate.onError(connection, error);
	}

}
