package dev.wsboot.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The WebSocket client of the JDK, with fragments put together and messages in a queue.
 * Whatever is awaited has to come within 20 seconds. One thread may send while another
 * receives.
 */
public final class JdkClient implements AutoCloseable {

	private static final int SECONDS = 20;

	private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

	private final BlockingQueue<ByteBuffer> pongs = new LinkedBlockingQueue<>();

	private final CompletableFuture<Closed> closed = new CompletableFuture<>();

	private final WebSocket socket;

	private JdkClient(HttpClient client, URI uri, String... subprotocols) throws Exception {
		WebSocket.Builder builder = client.newWebSocketBuilder();
		if (subprotocols.length > 0) {
			builder.subprotocols(subprotocols[0], Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
		}
		this.socket = await(builder.buildAsync(uri, new Listener()));
	}

	/** Connects without TLS. */
	public static JdkClient connect(String uri, String... subprotocols) throws Exception {
		return connect(HttpClient.newHttpClient(), URI.create(uri), subprotocols);
	}

	/** Connects as a client is set up, with TLS perhaps. */
	public static JdkClient connect(HttpClient client, URI uri, String... subprotocols) throws Exception {
		return new JdkClient(client, uri, subprotocols);
	}

	private static <T> T await(Future<T> future) throws Exception {
		return future.get(SECONDS, TimeUnit.SECONDS);
	}

	/** The connection, for what is done with it besides. */
	public WebSocket socket() {
		return this.socket;
	}

	public JdkClient send(String text) throws Exception {
		await(this.socket.sendText(text, true));
		return this;
	}

	/** Sends one binary message in as many fragments as there are parts. */
	public JdkClient send(byte[]... parts) throws Exception {
		for (int i = 0; i < parts.length; i++) {
			await(this.socket.sendBinary(ByteBuffer.wrap(parts[i]), i == parts.length - 1));
		}
		return this;
	}

	/** Receives a message, which has to be text. */
	public String text() throws InterruptedException {
		return next(String.class);
	}

	/** Receives a message, which has to be binary. */
	public byte[] binary() throws InterruptedException {
		return next(byte[].class);
	}

	private <T> T next(Class<T> type) throws InterruptedException {
		Object message = this.messages.poll(SECONDS, TimeUnit.SECONDS);
		if (!type.isInstance(message)) {
			throw new AssertionError("expected a message of " + type.getSimpleName() + " but was " + message);
		}
		return type.cast(message);
	}

	/** Sends a Ping and waits for its Pong. */
	public void ping(byte[] data) throws Exception {
		await(this.socket.sendPing(ByteBuffer.wrap(data)));
		if (this.pongs.poll(SECONDS, TimeUnit.SECONDS) == null) {
			throw new AssertionError("no Pong");
		}
	}

	/** Waits until the server has closed the connection, or answered our Close. */
	public Closed awaitClosed() throws Exception {
		return await(this.closed);
	}

	/** Closes the connection, if the server does not at the same moment. */
	public Closed close(int code) throws Exception {
		try {
			await(this.socket.sendClose(code, ""));
		}
		catch (ExecutionException ex) {
			if (!(ex.getCause() instanceof IOException)) {
				throw ex;
			}
		}
		return awaitClosed();
	}

	@Override
	public void close() throws Exception {
		close(WebSocket.NORMAL_CLOSURE);
	}

	/** How the connection was closed. */
	public record Closed(int code, String reason) {

	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				JdkClient.this.messages.add(this.text.toString());
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
			byte[] bytes = new byte[data.remaining()];
			data.get(bytes);
			this.binary.writeBytes(bytes);
			if (last) {
				JdkClient.this.messages.add(this.binary.toByteArray());
				this.binary.reset();
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
			JdkClient.this.pongs.add(data);
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			JdkClient.this.closed.complete(new Closed(code, reason));
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			JdkClient.this.closed.completeExceptionally(error);
		}

	}

}
