package dev.wsboot.spring;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;

import org.springframework.context.ApplicationEvent;

/**
 * A WebSocket connection is closed, and its handler has been told. Published on the
 * handler's thread, once for every {@link WsConnectionOpenedEvent}.
 */
public final class WsConnectionClosedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final transient WsClose close;

	/**
	 * Creates the event.
	 * @param connection the connection
	 * @param close how it ended
	 */
	public WsConnectionClosedEvent(WsConnection connection, WsClose close) {
		super(connection);
		this.close = close;
	}

	/**
	 * The connection.
	 * @return the connection
	 */
	public WsConnection connection() {
		return (WsConnection) getSource();
	}

	/**
	 * How the connection ended.
	 * @return code, reason and initiator
	 */
	public WsClose close() {
		return this.close;
	}

}
