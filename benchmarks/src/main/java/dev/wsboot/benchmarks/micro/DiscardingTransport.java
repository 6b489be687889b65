package dev.wsboot.benchmarks.micro;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.connection.Opening;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;

/**
 * In the place of a socket: takes every byte at once and forgets it. Used by one thread
 * at a time.
 */
final class DiscardingTransport implements Transport {

	private final TransportListener listener;

	private final CompletableFuture<DiscardingTransport> opened;

	private long written;

	private DiscardingTransport(TransportListener listener, CompletableFuture<DiscardingTransport> opened) {
		this.listener = listener;
		this.opened = opened;
	}

	/**
	 * Opens a connection of a server on such a transport, and waits until it is open.
	 */
	static DiscardingTransport open(WsEngine engine, Endpoint endpoint, List<MessageCodec> codecs) {
		WsRequest request = new WsRequest(endpoint.name(), Headers.EMPTY, Map.of(), null, null, false);
		CompletableFuture<DiscardingTransport> opened = new CompletableFuture<>();
		Engine.of(engine).reserve();
		Engine.of(engine)
			.open(new Opening(Side.SERVER, endpoint, request, null, List.of(), codecs),
					(loop, listener) -> new DiscardingTransport(listener, opened));
		return opened.join();
	}

	/** As if the socket had been read. */
	void receive(byte[] bytes) {
		this.listener.received(bytes, 0, bytes.length);
	}

	/**
	 * What was sent so far.
	 * @return bytes
	 */
	long written() {
		return this.written;
	}

	@Override
	public void start() {
		this.opened.complete(this);
	}

	@Override
	public boolean write(ByteBuffer source) {
		this.written += source.remaining();
		source.position(source.limit());
		return true;
	}

	@Override
	public void pauseReading() {
		throw new IllegalStateException("paused, though every byte is taken");
	}

	@Override
	public void resumeReading() {
	}

	@Override
	public void shutdownOutput() {
	}

	@Override
	public void close() {
		this.listener.closed();
	}

}
