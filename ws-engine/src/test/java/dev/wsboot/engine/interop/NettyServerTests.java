package dev.wsboot.engine.interop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import org.junit.jupiter.api.AfterAll;

/**
 * A server of Netty's. It tells the client to forget its context only if that is what it
 * prefers itself and the client offers it; of its own part it prefers nothing. What
 * limits its window for it, JZlib, compresses wrongly with the smallest, of 8 bits.
 */
class NettyServerTests implements ForeignServer, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private static final int LARGEST_MESSAGE = 1 << 20;

	private final Arrivals arrivals = new Arrivals();

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	@AfterAll
	void stop() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
	}

	@Override
	public Stream<Variant> asked() {
		return Variant.all().filter((variant) -> variant.serverBits() != 8);
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.withClientTakeover();
	}

	@Override
	public Stream<Variant> theirs() {
		return Variant.all().map((variant) -> variant.takeover(true, true).withoutServerWindow()).distinct();
	}

	@Override
	public int listen(Variant asked) throws InterruptedException {
		WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
			.websocketPath("/")
			.subprotocols(SUBPROTOCOL)
			.allowExtensions(true)
			.handleCloseFrames(false)
			.maxFramePayloadLength(LARGEST_MESSAGE)
			.build();
		Channel channel = new ServerBootstrap().group(this.group)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65536));
					if (asked.compresses()) {
						channel.pipeline().addLast(compression(asked));
					}
					channel.pipeline()
						.addLast(new WebSocketServerProtocolHandler(config),
								new WebSocketFrameAggregator(LARGEST_MESSAGE),
								new NettyEnd(NettyServerTests.this.arrivals));
				}

			})
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.sync()
			.channel();
		return ((InetSocketAddress) channel.localAddress()).getPort();
	}

	private static WebSocketServerExtensionHandler compression(Variant asked) {
		return new WebSocketServerExtensionHandler(new PerMessageDeflateServerExtensionHandshaker(6, true,
				asked.clientBits(), true, !asked.clientTakeover(), LARGEST_MESSAGE));
	}

	@Override
	public Arrivals arrivals() {
		return this.arrivals;
	}

}
