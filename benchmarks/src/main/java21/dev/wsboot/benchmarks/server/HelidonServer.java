package dev.wsboot.benchmarks.server;

import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;

/**
 * Helidon 4.3, which runs every connection on a virtual thread. It has no compression.
 */
public final class HelidonServer {

	private static final Set<WsSession> RECEIVERS = ConcurrentHashMap.newKeySet();

	private HelidonServer() {
	}

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 */
	public static void main(String[] arguments) {
		ServerSettings settings = ServerSettings.parse(arguments);
		WsConfig defaults = WsConfig.create();
		WebServer server = WebServer.builder()
			.address(InetAddress.getLoopbackAddress())
			.port(0)
			.backlog(1024)
			.addProtocol(WsConfig.builder()
				.maxFrameLength(Math.max(defaults.maxFrameLength(), settings.maxMessage()))
				.build())
			.addRouting(WsRouting.builder()
				.endpoint("/echo", new Echo())
				.endpoint("/blocking", new Blocking())
				.endpoint("/broadcast", new Broadcast()))
			.build()
			.start();
		Control.listening(server.port());
	}

	private static final class Echo implements WsListener {

		@Override
		public void onMessage(WsSession session, String text, boolean last) {
			session.send(text, last);
		}

	}

	private static final class Blocking implements WsListener {

		@Override
		public void onMessage(WsSession session, String text, boolean last) {
			Control.block();
			session.send(text, last);
		}

	}

	private static final class Broadcast implements WsListener {

		@Override
		public void onOpen(WsSession session) {
			RECEIVERS.add(session);
		}

		@Override
		public void onMessage(WsSession session, String text, boolean last) {
			for (WsSession receiver : RECEIVERS) {
				receiver.send(text, last);
			}
		}

		@Override
		public void onClose(WsSession session, int status, String reason) {
			RECEIVERS.remove(session);
		}

		@Override
		public void onError(WsSession session, Throwable error) {
			RECEIVERS.remove(session);
		}

	}

}
