package dev.wsboot.benchmarks.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;

/**
 * Netty 4.2 with its own WebSocket codec: epoll where it is native, replies flushed once
 * per read, a broadcast through a {@code ChannelGroup}, a handler that blocks on a pool
 * of its own.
 */
public final class NettyServer {

	/** The default, as that of the other servers. */
	private static final int LEVEL = 6;

	private static final int HANDSHAKE_LIMIT = 65_536;

	private static final ChannelGroup RECEIVERS = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private static final ExecutorService BLOCKING = Control.blockingExecutor();

	private NettyServer() {
	}

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 * @throws InterruptedException never
	 */
	public static void main(String[] arguments) throws InterruptedException {
		ServerSettings settings = ServerSettings.parse(arguments);
		boolean epoll = Epoll.isAvailable();
		IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
		Class<? extends ServerSocketChannel> type = epoll ? EpollServerSocketChannel.class
				: NioServerSocketChannel.class;
		EventLoopGroup loops = new MultiThreadIoEventLoopGroup(handlers);
		Channel channel = new ServerBootstrap().group(loops)
			.channel(type)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new Pipeline(settings))
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.sync()
			.channel();
		Control.listening(((InetSocketAddress) channel.localAddress()).getPort());
	}

	private static final class Pipeline extends ChannelInitializer<Channel> {

		private final ServerSettings settings;

		private final WebSocketServerProtocolConfig config;

		Pipeline(ServerSettings settings) {
			this.settings = settings;
			this.config = WebSocketServerProtocolConfig.newBuilder()
				.websocketPath("/")
				.checkStartsWith(true)
				.allowExtensions(settings.compressed())
				.maxFramePayloadLength(Math.max(HANDSHAKE_LIMIT, settings.maxMessage()))
				.build();
		}

		@Override
		protected void initChannel(Channel channel) {
			ChannelPipeline pipeline = channel.pipeline();
			pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(HANDSHAKE_LIMIT));
			if (this.settings.compressed()) {
				pipeline
					.addLast(new WebSocketServerExtensionHandler(new PerMessageDeflateServerExtensionHandshaker(LEVEL,
							false, PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE, true, true,
							this.settings.maxMessage())));
			}
			pipeline.addLast(new WebSocketServerProtocolHandler(this.config),
					new WebSocketFrameAggregator(Math.max(HANDSHAKE_LIMIT, this.settings.maxMessage())), new Routes());
		}

	}

	/** Gives way to the handler of the path once that is known. */
	private static final class Routes extends SimpleChannelInboundHandler<Object> {

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof HandshakeComplete handshake) {
				context.pipeline().replace(this, "handler", switch (handshake.requestUri()) {
					case "/broadcast" -> new Broadcast();
					case "/blocking" -> new Blocking();
					default -> new Echo();
				});
				if (handshake.requestUri().equals("/broadcast")) {
					RECEIVERS.add(context.channel());
				}
			}
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, Object message) {
			throw new IllegalStateException("a message before the handshake");
		}

	}

	private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
			context.write(new TextWebSocketFrame(frame.text()), context.voidPromise());
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			context.flush();
		}

	}

	private static final class Blocking extends SimpleChannelInboundHandler<TextWebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
			String text = frame.text();
			BLOCKING.execute(() -> {
				Control.block();
				context.writeAndFlush(new TextWebSocketFrame(text));
			});
		}

	}

	private static final class Broadcast extends SimpleChannelInboundHandler<TextWebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
			RECEIVERS.writeAndFlush(new TextWebSocketFrame(frame.text()));
		}

	}

}
