package dev.wsboot.engine.interop;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import org.junit.jupiter.api.AfterAll;

/**
 * A client of Netty's. It takes an answer without context takeover of the client only
 * where it offered that, and offers to limit its window without saying to what. What
 * limits it, JZlib, compresses wrongly with the smallest, of 8 bits.
 */
class NettyClientTests implements ForeignClient, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private static final int LARGEST_MESSAGE = 1 << 20;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	@AfterAll
	void stop() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
	}

	@Override
	public Stream<Variant> asked() {
		return Variant.all().map(Variant::withClientTakeover).filter((variant) -> variant.clientBits() != 8).distinct();
	}

	@Override
	public Stream<Variant> theirs() {
		return Variant.all().map(Variant::withoutClientWindow).distinct();
	}

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		ForeignServer.Arrivals opened = new ForeignServer.Arrivals();
		URI target = URI.create(uri);
		WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
			.webSocketUri(target)
			.subprotocol((subprotocols.length > 0) ? subprotocols[0] : null)
			.allowExtensions(true)
			.handleCloseFrames(false)
			.maxFramePayloadLength(LARGEST_MESSAGE)
			.build();
		new Bootstrap().group(this.group).channel(NioSocketChannel.class).handler(new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(65536));
				if (asked.compresses()) {
					channel.pipeline().addLast(compression(asked));
				}
				channel.pipeline()
					.addLast(new WebSocketClientProtocolHandler(config), new WebSocketFrameAggregator(LARGEST_MESSAGE),
							new NettyEnd(opened));
			}

		}).connect(target.getHost(), target.getPort()).sync();
		return opened.next();
	}

	private static WebSocketClientExtensionHandler compression(Variant asked) {
		return new WebSocketClientExtensionHandler(new PerMessageDeflateClientExtensionHandshaker(6, true,
				asked.serverBits(), !asked.clientTakeover(), !asked.serverTakeover(), LARGEST_MESSAGE));
	}

}
