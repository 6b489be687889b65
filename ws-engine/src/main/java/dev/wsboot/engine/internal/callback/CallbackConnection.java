package dev.wsboot.engine.internal.callback;

import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsCallbackConnection;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.WsRequest;
import org.jspecify.annotations.Nullable;

/**
 * A connection with what an acceptor has set on it. Set from any thread, called by the
 * handler's. Thread-safe.
 */
final class CallbackConnection implements WsCallbackConnection {

	private final WsConnection connection;

	volatile @Nullable Consumer<String> text;

	volatile @Nullable Consumer<byte[]> binary;

	volatile @Nullable Consumer<WsMessage> message;

	volatile @Nullable Consumer<byte[]> pong;

	volatile @Nullable Consumer<WsClose> close;

	volatile @Nullable Consumer<Throwable> error;

	/** Told of all that the callbacks are told. */
	volatile @Nullable MessageStream stream;

	CallbackConnection(WsConnection connection) {
		this.connection = connection;
	}

	// Callbacks.

	@Override
	public void onText(Consumer<String> callback) {
		this.text = callback;
	}

	@Override
	public void onBinary(Consumer<byte[]> callback) {
		this.binary = callback;
	}

	@Override
	public void onMessage(Consumer<WsMessage> callback) {
		this.message = callback;
	}

	@Override
	public void onPong(Consumer<byte[]> callback) {
		this.pong = callback;
	}

	@Override
	public void onClose(Consumer<WsClose> callback) {
		this.close = callback;
	}

	@Override
	public void onError(Consumer<Throwable> callback) {
		this.error = callback;
	}

	@Override
	public synchronized Flow.Processor<WsMessage, WsMessage> stream() {
		MessageStream open = this.stream;
		if (open == null) {
			open = new MessageStream(this.connection);
			this.stream = open;
		}
		return open;
	}

	boolean wantsMessages() {
		return this.message != null || this.stream != null;
	}

	void message(WsMessage received) {
		call(this.message, received);
		MessageStream open = this.stream;
		if (open != null) {
			open.message(received);
		}
	}

	static <T> void call(@Nullable Consumer<T> callback, T argument) {
		if (callback != null) {
			callback.accept(argument);
		}
	}

	// The connection itself.

	@Override
	public String id() {
		return this.connection.id();
	}

	@Override
	public WsEndpoint endpoint() {
		return this.connection.endpoint();
	}

	@Override
	public WsRequest request() {
		return this.connection.request();
	}

	@Override
	public Instant openedAt() {
		return this.connection.openedAt();
	}

	@Override
	public Map<String, Object> attributes() {
		return this.connection.attributes();
	}

	@Override
	public @Nullable String subprotocol() {
		return this.connection.subprotocol();
	}

	@Override
	public List<String> extensions() {
		return this.connection.extensions();
	}

	@Override
	public WsReadyState readyState() {
		return this.connection.readyState();
	}

	@Override
	public long bufferedAmount() {
		return this.connection.bufferedAmount();
	}

	@Override
	public boolean send(String text) {
		return this.connection.send(text);
	}

	@Override
	public boolean send(byte[] data) {
		return this.connection.send(data);
	}

	@Override
	public boolean send(ByteBuffer data) {
		return this.connection.send(data);
	}

	@Override
	public boolean send(WsMessage message) {
		return this.connection.send(message);
	}

	@Override
	public boolean send(WsBroadcast broadcast) {
		return this.connection.send(broadcast);
	}

	@Override
	public OutputStream sendStream() {
		return this.connection.sendStream();
	}

	@Override
	public Writer sendWriter() {
		return this.connection.sendWriter();
	}

	@Override
	public CompletableFuture<Duration> ping() {
		return this.connection.ping();
	}

	@Override
	public CompletableFuture<Duration> ping(byte[] data) {
		return this.connection.ping(data);
	}

	@Override
	public void close() {
		this.connection.close();
	}

	@Override
	public void close(int code, String reason) {
		this.connection.close(code, reason);
	}

	@Override
	public void terminate() {
		this.connection.terminate();
	}

	@Override
	public void pauseReading() {
		this.connection.pauseReading();
	}

	@Override
	public void resumeReading() {
		this.connection.resumeReading();
	}

	@Override
	public CompletableFuture<Void> drained() {
		return this.connection.drained();
	}

	@Override
	public String toString() {
		return this.connection.toString();
	}

}
