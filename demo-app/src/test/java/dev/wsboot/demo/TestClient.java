package dev.wsboot.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The WebSocket client of the JDK, with its fragments put together and what it receives
 * in a queue.
 */
final class TestClient implements WebSocket.Listener, AutoCloseable {

	private static final int SECONDS = 20;

	private final BlockingQueue<WsMessage> messages = new LinkedBlockingQueue<>();

	private final CompletableFuture<String> closed = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

	private final WebSocket socket;

	TestClient(HttpClient client, URI uri) {
		this.socket = client.newWebSocketBuilder().buildAsync(uri, this).join();
	}

	static TestClient connect(DemoServer server, String path) {
		return new TestClient(server.client(), server.ws(path));
	}

	TestClient send(String text) throws Exception {
		this.socket.sendText(text, true).get(SECONDS, TimeUnit.SECONDS);
		return this;
	}

	/**
	 * Sends a binary message in as many frames as there are parts.
	 */
	TestClient send(byte[]... parts) throws Exception {
		for (int i = 0; i < parts.length; i++) {
			this.socket.sendBinary(ByteBuffer.wrap(parts[i]), i == parts.length - 1).get(SECONDS, TimeUnit.SECONDS);
		}
		return this;
	}

	/**
	 * Sends a message again and again, until the server has had enough.
	 */
	void flood(String text, int count) throws Exception {
		ignoringOutputClosed(() -> {
			for (int i = 0; i < count; i++) {
				send(text);
			}
			return null;
		});
	}

	String text() throws Exception {
		return ((WsMessage.Text) next()).text();
	}

	byte[] binary() throws Exception {
		return ((WsMessage.Binary) next()).data();
	}

	/**
	 * Waits for the end of the connection.
	 * @return close code and reason
	 */
	String closed() throws Exception {
		return this.closed.get(SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Closes the connection, if the server does not at the same moment.
	 */
	@Override
	public void close() throws Exception {
		ignoringOutputClosed(() -> this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(SECONDS, TimeUnit.SECONDS));
		closed();
	}

	@Override
	public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.messages.add(new WsMessage.Text(this.text.toString()));
			this.text.setLength(0);
		}
		socket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.binary.writeBytes(bytes);
		if (last) {
			this.messages.add(new WsMessage.Binary(this.binary.toByteArray()));
			this.binary.reset();
		}
		socket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
		this.closed.complete(code + " " + reason);
		return null;
	}

	@Override
	public void onError(WebSocket socket, Throwable error) {
		this.closed.completeExceptionally(error);
	}

	private static void ignoringOutputClosed(Callable<?> send) throws Exception {
		try {
			send.call();
		}
		catch (ExecutionException ex) {
			assertThat(ex).hasCauseInstanceOf(IOException.class);
		}
	}

	private WsMessage next() throws InterruptedException {
		WsMessage message = this.messages.poll(SECONDS, TimeUnit.SECONDS);
		assertThat(message).as("a message within %d seconds", SECONDS).isNotNull();
		return message;
	}

}
