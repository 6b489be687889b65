package dev.wsboot.benchmarks.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;

/**
 * What this project's servers do at their routes.
 */
final class WsHandlers {

	private WsHandlers() {
	}

	static WsHandler echo() {
		return new WsHandler() {

			@Override
			public void onText(WsConnection connection, String text) {
				connection.send(text);
			}

		};
	}

	static WsHandler blocking() {
		return new WsHandler() {

			@Override
			public void onText(WsConnection connection, String text) {
				Control.block();
				connection.send(text);
			}

		};
	}

	static WsHandler broadcast() {
		Set<WsConnection> receivers = ConcurrentHashMap.newKeySet();
		return new WsHandler() {

			@Override
			public void onOpen(WsConnection connection) {
				receivers.add(connection);
			}

			@Override
			public void onText(WsConnection connection, String text) {
				WsBroadcast.of(text).to(receivers);
			}

			@Override
			public void onClose(WsConnection connection, WsClose close) {
				receivers.remove(connection);
			}

		};
	}

}
