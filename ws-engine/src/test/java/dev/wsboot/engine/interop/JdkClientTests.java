package dev.wsboot.engine.interop;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's client, which knows no extensions.
 */
class JdkClientTests implements ForeignClient, PeerContract.Fragments, PeerContract.Pings {

	private final HttpClient client = HttpClient.newHttpClient();

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		Listener listener = new Listener();
		WebSocket.Builder builder = this.client.newWebSocketBuilder();
		if (subprotocols.length > 0) {
			builder.subprotocols(subprotocols[0], Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
		}
		WebSocket socket = builder.buildAsync(URI.create(uri), listener).get(20, TimeUnit.SECONDS);
		return new Client(listener.inbox, socket);
	}

	private record Client(Inbox inbox, WebSocket socket) implements Remote {

		@Override
		public void send(String text) {
			this.socket.sendText(text, true).join();
		}

		@Override
		public void send(byte[] data) {
			this.socket.sendBinary(ByteBuffer.wrap(data), true).join();
		}

		@Override
		public void sendFragments(String... parts) {
			for (int i = 0; i < parts.length; i++) {
				this.socket.sendText(parts[i], i == parts.length - 1).join();
			}
		}

		@Override
		public void ping(byte[] data) {
			this.socket.sendPing(ByteBuffer.wrap(data)).join();
		}

		@Override
		public void close(int code, String reason) {
			this.socket.sendClose(code, reason).join();
		}

	}

	private static final class Listener implements WebSocket.Listener {

		final Inbox inbox = new Inbox();

		private final StringBuilder text = new StringBuilder();

		private final ByteArrayOutputStream data = new ByteArrayOutputStream();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
			this.text.append(part);
			if (last) {
				this.inbox.received(this.text.toString());
				this.text.setLength(0);
			}
			return WebSocket.Listener.super.onText(socket, part, last);
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
			byte[] bytes = new byte[part.remaining()];
			part.get(bytes);
			this.data.writeBytes(bytes);
			if (last) {
				this.inbox.received(this.data.toByteArray());
				this.data.reset();
			}
			return WebSocket.Listener.super.onBinary(socket, part, last);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.inbox.closed(code, reason);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.inbox.failed(error);
		}

	}

}
