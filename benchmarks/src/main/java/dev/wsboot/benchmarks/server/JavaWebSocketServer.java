package dev.wsboot.benchmarks.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/**
 * Java-WebSocket 1.6, with {@code TCP_NODELAY} and its broadcast method. A handler that
 * blocks runs on an executor of its own.
 */
public final class JavaWebSocketServer extends WebSocketServer {

	private final ExecutorService blocking = Control.blockingExecutor();

	private final Set<WebSocket> receivers = ConcurrentHashMap.newKeySet();

	private JavaWebSocketServer(Draft draft) {
		super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(draft));
		setTcpNoDelay(true);
		setMaxPendingConnections(1024);
	}

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 */
	public static void main(String[] arguments) {
		ServerSettings settings = ServerSettings.parse(arguments);
		Draft draft = settings.compressed() ? new Draft_6455(new PerMessageDeflateExtension()) : new Draft_6455();
		new JavaWebSocketServer(draft).start();
	}

	@Override
	public void onStart() {
		Control.listening(getPort());
	}

	@Override
	public void onOpen(WebSocket socket, ClientHandshake handshake) {
		if (handshake.getResourceDescriptor().equals("/broadcast")) {
			this.receivers.add(socket);
		}
	}

	@Override
	public void onMessage(WebSocket socket, String message) {
		switch (socket.getResourceDescriptor()) {
			case "/broadcast" -> broadcast(message, this.receivers);
			case "/blocking" -> this.blocking.execute(() -> {
				Control.block();
				socket.send(message);
			});
			default -> socket.send(message);
		}
	}

	@Override
	public void onClose(WebSocket socket, int code, String reason, boolean remote) {
		this.receivers.remove(socket);
	}

	@Override
	public void onError(WebSocket socket, Exception error) {
		error.printStackTrace();
	}

}
