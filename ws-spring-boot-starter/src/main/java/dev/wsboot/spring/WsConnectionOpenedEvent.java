package dev.wsboot.spring;

import dev.wsboot.engine.WsConnection;

import org.springframework.context.ApplicationEvent;

/**
 * A WebSocket connection is open, and its handler is told next. Published on the
 * handler's thread, for connections of routes and of clients.
 */
public final class WsConnectionOpenedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the event.
	 * @param connection the connection
	 */
	public WsConnectionOpenedEvent(WsConnection connection) {
		super(connection);
	}

	/**
	 * The connection.
	 * @return the connection
	 */
	public WsConnection connection() {
		return (WsConnection) getSource();
	}

}
