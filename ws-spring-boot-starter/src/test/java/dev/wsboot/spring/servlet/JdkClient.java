package dev.wsboot.spring.servlet;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JDK's own client.
 */
final class JdkClient implements WebSocket.Listener {

	private static final long SECONDS = 20;

	private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

	private final CompletableFuture<Closed> closed = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private byte[] binary = new byte[0];

	private WebSocket webSocket;

	static JdkClient open(TestServer server, String path, String... subprotocols) throws Exception {
		JdkClient client = new JdkClient();
		WebSocket.Builder builder = httpClient(server).newWebSocketBuilder()
			.connectTimeout(Duration.ofSeconds(SECONDS));
		if (subprotocols.length > 0) {
			String[] others = java.util.Arrays.copyOfRange(subprotocols, 1, subprotocols.length);
			builder.subprotocols(subprotocols[0], others);
		}
		client.webSocket = builder.buildAsync(uri(server, server.tls() ? "wss" : "ws", path), client)
			.get(SECONDS, TimeUnit.SECONDS);
		return client;
	}

	static HttpClient httpClient(TestServer server) {
		HttpClient.Builder builder = HttpClient.newBuilder();
		return (server.tls() ? builder.sslContext(TestCertificate.LOCALHOST.trusting()) : builder).build();
	}

	static URI uri(TestServer server, String scheme, String path) {
		return URI.create(scheme + "://localhost:" + server.port() + path);
	}

	WebSocket webSocket() {
		return this.webSocket;
	}

	void send(String message) throws Exception {
		this.webSocket.sendText(message, true).get(SECONDS, TimeUnit.SECONDS);
	}

	void send(byte[] message) throws Exception {
		this.webSocket.sendBinary(ByteBuffer.wrap(message), true).get(SECONDS, TimeUnit.SECONDS);
	}

	/** The next message, a String or a byte array. */
	Object receive() throws InterruptedException {
		Object message = this.messages.poll(SECONDS, TimeUnit.SECONDS);
		assertThat(message).as("a message").isNotNull();
		return message;
	}

	Closed awaitClosed() throws Exception {
		return this.closed.get(SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.messages.add(this.text.toString());
			this.text.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] joined = java.util.Arrays.copyOf(this.binary, this.binary.length + data.remaining());
		data.get(joined, this.binary.length, data.remaining());
		this.binary = joined;
		if (last) {
			this.messages.add(joined);
			this.binary = new byte[0];
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(new Closed(statusCode, reason));
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.completeExceptionally(error);
	}

	record Closed(int code, String reason) {

	}

}
