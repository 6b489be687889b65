package dev.wsboot.engine.interop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.junit.jupiter.api.AfterAll;

/**
 * Java-WebSocket's server. It limits no window, and takes no notice of what is offered of
 * them.
 */
class JavaWebSocketServerTests
		implements ForeignServer, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private static final Variant MOST = Variant.ALL.takeover(false, true);

	private final Arrivals arrivals = new Arrivals();

	private final Map<Variant, Server> servers = new ConcurrentHashMap<>();

	@AfterAll
	void stop() throws InterruptedException {
		for (Server server : this.servers.values()) {
			server.stop(1000);
		}
	}

	@Override
	public Stream<Variant> modes() {
		return Stream.of(Variant.NONE, MOST);
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.takeover(false, asked.clientTakeover()).bits(15, 15);
	}

	@Override
	public Stream<Variant> theirs() {
		return Stream.of(Variant.NONE, MOST, MOST.takeover(false, false));
	}

	@Override
	public int listen(Variant asked) throws Exception {
		Server server = this.servers.computeIfAbsent(asked, (variant) -> {
			Server starting = new Server(JavaWebSocketEnd.draft(variant, SUBPROTOCOL), this.arrivals);
			starting.start();
			return starting;
		});
		return server.port.get(20, TimeUnit.SECONDS);
	}

	@Override
	public Arrivals arrivals() {
		return this.arrivals;
	}

	private static final class Server extends WebSocketServer {

		final CompletableFuture<Integer> port = new CompletableFuture<>();

		private final Arrivals arrivals;

		Server(Draft draft, Arrivals arrivals) {
			super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, List.of(draft));
			this.arrivals = arrivals;
			setConnectionLostTimeout(0);
		}

		@Override
		public void onStart() {
			this.port.complete(getPort());
		}

		@Override
		public void onOpen(WebSocket socket, ClientHandshake handshake) {
			JavaWebSocketEnd end = new JavaWebSocketEnd(socket, new Inbox(), () -> written(socket));
			socket.setAttachment(end);
			this.arrivals.add(end);
		}

		/** Its selector's thread may take back a demand that comes while it writes. */
		private boolean written(WebSocket socket) {
			if (socket.hasBufferedData()) {
				onWriteDemand(socket);
				return false;
			}
			return true;
		}

		@Override
		public void onMessage(WebSocket socket, String message) {
			socket.<JavaWebSocketEnd>getAttachment().inbox().received(message);
		}

		@Override
		public void onMessage(WebSocket socket, ByteBuffer message) {
			socket.<JavaWebSocketEnd>getAttachment().received(message);
		}

		@Override
		public void onClose(WebSocket socket, int code, String reason, boolean remote) {
			socket.<JavaWebSocketEnd>getAttachment().inbox().closed(code, reason);
		}

		@Override
		public void onError(WebSocket socket, Exception error) {
			if (socket != null) {
				socket.<JavaWebSocketEnd>getAttachment().inbox().failed(error);
			}
		}

	}

}
