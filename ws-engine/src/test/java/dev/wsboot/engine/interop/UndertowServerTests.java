package dev.wsboot.engine.interop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import io.undertow.Undertow;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Undertow's server. It limits no window, takes no notice of what is offered of them, and
 * asks for nothing itself.
 */
class UndertowServerTests implements ForeignServer, CompressionContract, PeerContract.Pings {

	private final Arrivals arrivals = new Arrivals();

	private final List<Logger> loggers = Stream.of("io.undertow", "org.xnio").map(Logger::getLogger).toList();

	private final Map<Variant, Undertow> servers = new ConcurrentHashMap<>();

	@BeforeAll
	void quieten() {
		this.loggers.forEach((logger) -> logger.setLevel(Level.WARNING));
	}

	@AfterAll
	void stop() {
		this.servers.values().forEach(Undertow::stop);
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.bits(15, 15);
	}

	@Override
	public Stream<Variant> theirs() {
		return Stream.of(Variant.ALL, Variant.NONE);
	}

	@Override
	public int listen(Variant asked) {
		Undertow server = this.servers.computeIfAbsent(asked, this::start);
		return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
	}

	private Undertow start(Variant asked) {
		WebSocketProtocolHandshakeHandler route = new WebSocketProtocolHandshakeHandler(
				List.of(new Hybi13Handshake(Set.of(SUBPROTOCOL), false)), this::accept);
		if (asked.compresses()) {
			route.addExtension(new PerMessageDeflateHandshake());
		}
		Undertow server = Undertow.builder()
			.addHttpListener(0, "127.0.0.1")
			.setIoThreads(1)
			.setWorkerThreads(1)
			.setHandler(route)
			.build();
		server.start();
		return server;
	}

	private void accept(WebSocketHttpExchange exchange, WebSocketChannel channel) {
		End end = new End(channel);
		channel.getReceiveSetter().set(end);
		channel.resumeReceives();
		this.arrivals.add(end);
	}

	@Override
	public Arrivals arrivals() {
		return this.arrivals;
	}

	private static final class End extends AbstractReceiveListener implements Remote {

		private final Inbox inbox = new Inbox();

		private final WebSocketChannel channel;

		End(WebSocketChannel channel) {
			this.channel = channel;
		}

		@Override
		protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
			this.inbox.received(message.getData());
		}

		@Override
		protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
			try (var data = message.getData()) {
				ByteBuffer joined = WebSockets.mergeBuffers(data.getResource());
				byte[] bytes = new byte[joined.remaining()];
				joined.get(bytes);
				this.inbox.received(bytes);
			}
		}

		@Override
		protected void onCloseMessage(CloseMessage message, WebSocketChannel channel) {
			this.inbox.closed(message.getCode(), message.getReason());
		}

		@Override
		protected void onError(WebSocketChannel channel, Throwable error) {
			super.onError(channel, error);
			this.inbox.failed(error);
		}

		@Override
		public Inbox inbox() {
			return this.inbox;
		}

		@Override
		public void send(String text) throws IOException {
			WebSockets.sendTextBlocking(text, this.channel);
		}

		@Override
		public void send(byte[] data) throws IOException {
			WebSockets.sendBinaryBlocking(ByteBuffer.wrap(data), this.channel);
		}

		@Override
		public void ping(byte[] data) throws IOException {
			WebSockets.sendPingBlocking(ByteBuffer.wrap(data), this.channel);
		}

		@Override
		public void close(int code, String reason) {
			WebSockets.sendClose(code, reason, this.channel, null);
		}

	}

}
