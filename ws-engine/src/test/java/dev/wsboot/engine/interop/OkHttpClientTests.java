package dev.wsboot.engine.interop;

import java.util.stream.Stream;

import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.AfterAll;

/**
 * OkHttp's client. It offers {@code permessage-deflate} without parameters, so that it
 * asks for nothing, and its window cannot be limited.
 */
class OkHttpClientTests implements ForeignClient, CompressionContract {

	private final OkHttpClient client = new OkHttpClient.Builder().minWebSocketMessageToCompress(0).build();

	@AfterAll
	void stop() {
		this.client.dispatcher().executorService().shutdown();
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.withoutClientWindow();
	}

	@Override
	public Stream<Variant> theirs() {
		return Stream.of(Variant.ALL, Variant.NONE);
	}

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) {
		OkHttpClient.Builder options = this.client.newBuilder();
		if (!asked.compresses()) {
			options.addInterceptor((chain) -> chain
				.proceed(chain.request().newBuilder().removeHeader("Sec-WebSocket-Extensions").build()));
		}
		Request.Builder request = new Request.Builder().url(uri);
		if (subprotocols.length > 0) {
			request.header("Sec-WebSocket-Protocol", String.join(", ", subprotocols));
		}
		Inbox inbox = new Inbox();
		return new Client(inbox, options.build().newWebSocket(request.build(), new Listener(inbox)));
	}

	private record Client(Inbox inbox, WebSocket socket) implements Remote {

		@Override
		public void send(String text) {
			this.socket.send(text);
		}

		@Override
		public void send(byte[] data) {
			this.socket.send(ByteString.of(data));
		}

		@Override
		public void close(int code, String reason) {
			this.socket.close(code, reason);
		}

	}

	private static final class Listener extends WebSocketListener {

		private final Inbox inbox;

		Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@Override
		public void onMessage(WebSocket socket, String text) {
			this.inbox.received(text);
		}

		@Override
		public void onMessage(WebSocket socket, ByteString bytes) {
			this.inbox.received(bytes.toByteArray());
		}

		@Override
		public void onClosing(WebSocket socket, int code, String reason) {
			socket.close(code, reason);
		}

		@Override
		public void onClosed(WebSocket socket, int code, String reason) {
			this.inbox.closed(code, reason);
		}

		@Override
		public void onFailure(WebSocket socket, Throwable error, Response response) {
			this.inbox.failed(error);
		}

	}

}
