package dev.wsboot.engine.interop;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft;
import org.java_websocket.handshake.ServerHandshake;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Java-WebSocket's client. It always offers to do without context takeover of both sides.
 */
class JavaWebSocketClientTests
		implements ForeignClient, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private static final Variant OFFER = Variant.ALL.takeover(false, false);

	@Override
	public Stream<Variant> modes() {
		return Stream.of(Variant.NONE, OFFER);
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.takeover(false, false).withoutClientWindow();
	}

	@Override
	public Stream<Variant> theirs() {
		return modes();
	}

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		Client client = new Client(URI.create(uri), JavaWebSocketEnd.draft(asked, subprotocols));
		assertThat(client.connectBlocking(20, TimeUnit.SECONDS)).isTrue();
		return client.end;
	}

	private static final class Client extends WebSocketClient {

		final JavaWebSocketEnd end = new JavaWebSocketEnd(this, new Inbox(), this::written);

		Client(URI uri, Draft draft) {
			super(uri, draft);
			setConnectionLostTimeout(0);
		}

		/**
		 * A Close interrupts the thread that writes, which then answers it only if it was
		 * waiting for something to write.
		 */
		private boolean written() {
			return !hasBufferedData() && Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("WebSocketWriteThread-"))
				.allMatch((thread) -> thread.getState() == Thread.State.WAITING);
		}

		@Override
		public void onOpen(ServerHandshake handshake) {
		}

		@Override
		public void onMessage(String message) {
			this.end.inbox().received(message);
		}

		@Override
		public void onMessage(ByteBuffer message) {
			this.end.received(message);
		}

		@Override
		public void onClose(int code, String reason, boolean remote) {
			this.end.inbox().closed(code, reason);
		}

		@Override
		public void onError(Exception error) {
			this.end.inbox().failed(error);
		}

	}

}
