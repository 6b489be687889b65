package dev.wsboot.benchmarks.server;

import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import org.xnio.Options;

/**
 * Undertow 2.4 with its own WebSocket interface. A handler that blocks runs on an
 * executor of its own, since Undertow calls handlers on its I/O threads.
 */
public final class UndertowServer {

	private static final ExecutorService BLOCKING = Control.blockingExecutor();

	private UndertowServer() {
	}

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 */
	public static void main(String[] arguments) {
		ServerSettings settings = ServerSettings.parse(arguments);
		PathHandler paths = Handlers.path()
			.addExactPath("/echo", route(settings, UndertowServer::echo))
			.addExactPath("/blocking", route(settings, UndertowServer::block))
			.addExactPath("/broadcast", route(settings, UndertowServer::broadcast));
		Undertow server = Undertow.builder()
			.addHttpListener(0, "127.0.0.1")
			.setSocketOption(Options.BACKLOG, 1024)
			.setHandler(paths)
			.build();
		server.start();
		Control.listening(((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
	}

	private static void echo(WebSocketChannel channel, String text) {
		WebSockets.sendText(text, channel, null);
	}

	private static void block(WebSocketChannel channel, String text) {
		BLOCKING.execute(() -> {
			Control.block();
			echo(channel, text);
		});
	}

	private static void broadcast(WebSocketChannel channel, String text) {
		for (WebSocketChannel receiver : channel.getPeerConnections()) {
			WebSockets.sendText(text, receiver, null);
		}
	}

	private static WebSocketProtocolHandshakeHandler route(ServerSettings settings, TextHandler handler) {
		WebSocketProtocolHandshakeHandler route = Handlers.websocket((exchange, channel) -> {
			channel.getReceiveSetter().set(new Listener(settings.maxMessage(), handler));
			channel.resumeReceives();
		});
		return settings.compressed() ? route.addExtension(new PerMessageDeflateHandshake()) : route;
	}

	private interface TextHandler {

		void accept(WebSocketChannel channel, String text);

	}

	private static final class Listener extends AbstractReceiveListener {

		private final int maxMessage;

		private final TextHandler handler;

		Listener(int maxMessage, TextHandler handler) {
			this.maxMessage = maxMessage;
			this.handler = handler;
		}

		@Override
		protected long getMaxTextBufferSize() {
			return this.maxMessage;
		}

		@Override
		protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
			this.handler.accept(channel, message.getData());
		}

	}

}
