package dev.wsboot.engine.interop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our client and a server of Netty's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class NettyServerTests {

	private static final int MAX_PAYLOAD = 1024 * 1024;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final WsClient client = WsClient.create();

	private Channel server;

	@BeforeAll
	void startServer() throws InterruptedException {
		this.server = new ServerBootstrap().group(this.group)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new HttpServerCodec(), new HttpObjectAggregator(65536),
								new WebSocketServerExtensionHandler(new PerMessageDeflateServerExtensionHandshaker(6,
										true, 15, true, false, MAX_PAYLOAD)),
								new WebSocketServerProtocolHandler("/", null, true, MAX_PAYLOAD, false, true),
								new Echo());
				}

			})
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.sync()
			.channel();
	}

	@AfterAll
	void stop() {
		this.client.close();
		this.server.close();
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@CsvSource({ "false,false", "true,false", "false,true", "true,true" })
	void echoesWithCompression(boolean serverTakeover, boolean clientTakeover) throws Exception {
		try (Session session = new Session(WsOptions.builder()
			.compression(PerMessageDeflateOptions.builder()
				.serverContextTakeover(serverTakeover)
				.clientContextTakeover(clientTakeover)
				.build())
			.build())) {
			assertThat(session.connection.extensions()).singleElement()
				.asString()
				.startsWith("permessage-deflate")
				.satisfies((agreed) -> assertThat(agreed.contains("server_no_context_takeover"))
					.isEqualTo(!serverTakeover));
			session.echoes();
		}
	}

	@Test
	void echoesWithoutCompression() throws Exception {
		try (Session session = new Session(WsOptions.builder().perMessageDeflate(false).build())) {
			assertThat(session.connection.extensions()).isEmpty();
			session.echoes();
		}
	}

	private final class Session implements AutoCloseable {

		final BlockingQueue<WsMessage> received = new LinkedBlockingQueue<>();

		final CompletableFuture<WsClose> closed = new CompletableFuture<>();

		final WsConnection connection;

		Session(WsOptions options) throws Exception {
			this.connection = NettyServerTests.this.client
				.to("ws://localhost:" + ((InetSocketAddress) NettyServerTests.this.server.localAddress()).getPort()
						+ "/")
				.options(options)
				.connect((connection, request) -> {
					connection.onMessage(this.received::add);
					connection.onClose(this.closed::complete);
				})
				.get(20, TimeUnit.SECONDS);
		}

		void echoes() throws Exception {
			for (int length : new int[] { 0, 1, 125, 126, 1000, 65535, 65536, 300_000 }) {
				String text = "Grüße. ".repeat(length / 8 + 1);
				byte[] noise = new byte[length];
				new Random(length).nextBytes(noise);
				for (int twice = 0; twice < 2; twice++) {
					this.connection.send(text);
					this.connection.send(noise);
					assertThat(this.received.poll(20, TimeUnit.SECONDS)).isEqualTo(new WsMessage.Text(text));
					WsMessage binary = this.received.poll(20, TimeUnit.SECONDS);
					assertThat(binary).isInstanceOfSatisfying(WsMessage.Binary.class,
							(it) -> assertThat(Arrays.equals(it.data(), noise)).isTrue());
				}
			}
			this.connection.ping(new byte[] { 1, 2, 3 }).get(20, TimeUnit.SECONDS);
			this.connection.close(4321, "enough");
			assertThat(this.closed.get(20, TimeUnit.SECONDS).code()).isEqualTo(4321);
		}

		@Override
		public void close() {
			this.connection.terminate();
		}

	}

	private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
			context.writeAndFlush(frame.retain());
		}

	}

}
