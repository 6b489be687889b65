package dev.wsboot.spring.autoconfigure;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsConnectionObserver;
import dev.wsboot.spring.WsConnectionClosedEvent;
import dev.wsboot.spring.WsConnectionOpenedEvent;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the life of connections as application events.
 */
final class ConnectionEvents implements WsConnectionObserver {

	private final ApplicationEventPublisher publisher;

	ConnectionEvents(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void opened(WsConnection connection) {
		this.publisher.publishEvent(new WsConnectionOpenedEvent(connection));
	}

	@Override
	public void ended(WsConnection connection, WsClose close) {
		this.publisher.publishEvent(new WsConnectionClosedEvent(connection, close));
	}

}
