package dev.wsboot.benchmarks.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * Jetty 12.1 with its own WebSocket interface, without servlets. A handler that blocks
 * gets virtual threads where the JVM has them.
 */
public final class JettyServer {

	private static final Set<Session> RECEIVERS = ConcurrentHashMap.newKeySet();

	private JettyServer() {
	}

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 * @throws Exception if it cannot listen
	 */
	public static void main(String[] arguments) throws Exception {
		ServerSettings settings = ServerSettings.parse(arguments);
		QueuedThreadPool threads = new QueuedThreadPool();
		if (settings.blocking()) {
			threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
		}
		Server server = new Server(threads);
		ServerConnector connector = new ServerConnector(server);
		connector.setHost("127.0.0.1");
		connector.setAcceptQueueSize(1024);
		server.addConnector(connector);
		server.setHandler(WebSocketUpgradeHandler.from(server, (container) -> {
			container.setMaxTextMessageSize(Math.max(container.getMaxTextMessageSize(), settings.maxMessage()));
			container.addMapping("/echo", (request, response, callback) -> new Echo());
			container.addMapping("/blocking", (request, response, callback) -> new Blocking());
			container.addMapping("/broadcast", (request, response, callback) -> new Broadcast());
		}));
		server.start();
		Control.listening(connector.getLocalPort());
	}

	/** Public, as Jetty asks of endpoints. */
	public static class Echo extends Session.Listener.AbstractAutoDemanding {

		@Override
		public void onWebSocketText(String message) {
			getSession().sendText(message, Callback.NOOP);
		}

	}

	/** Blocks, then echoes. */
	public static final class Blocking extends Echo {

		@Override
		public void onWebSocketText(String message) {
			Control.block();
			super.onWebSocketText(message);
		}

	}

	/** Sends each message to every connection. */
	public static final class Broadcast extends Session.Listener.AbstractAutoDemanding {

		@Override
		public void onWebSocketOpen(Session session) {
			super.onWebSocketOpen(session);
			RECEIVERS.add(session);
		}

		@Override
		public void onWebSocketText(String message) {
			for (Session receiver : RECEIVERS) {
				receiver.sendText(message, Callback.NOOP);
			}
		}

		@Override
		public void onWebSocketClose(int statusCode, String reason, Callback callback) {
			RECEIVERS.remove(getSession());
			callback.succeed();
		}

	}

}
