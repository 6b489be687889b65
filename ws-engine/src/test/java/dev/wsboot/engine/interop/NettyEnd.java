package dev.wsboot.engine.interop;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;

/**
 * An end of a connection of Netty's, behind its aggregator of fragments.
 */
final class NettyEnd extends SimpleChannelInboundHandler<WebSocketFrame> implements Remote {

	private final Inbox inbox = new Inbox();

	private final ForeignServer.Arrivals arrivals;

	private ChannelHandlerContext context;

	NettyEnd(ForeignServer.Arrivals arrivals) {
		this.arrivals = arrivals;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof HandshakeComplete || event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
			this.context = context;
			this.arrivals.add(this);
		}
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof TextWebSocketFrame text) {
			this.inbox.received(text.text());
		}
		else if (frame instanceof BinaryWebSocketFrame binary) {
			this.inbox.received(ByteBufUtil.getBytes(binary.content()));
		}
		else if (frame instanceof CloseWebSocketFrame close) {
			this.inbox.closed(close.statusCode(), close.reasonText());
			context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.inbox.failed(cause);
		context.close();
	}

	@Override
	public Inbox inbox() {
		return this.inbox;
	}

	@Override
	public void send(String text) {
		write(new TextWebSocketFrame(text));
	}

	@Override
	public void send(byte[] data) {
		write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(data)));
	}

	@Override
	public void sendFragments(String... parts) {
		for (int i = 0; i < parts.length; i++) {
			boolean last = i == parts.length - 1;
			write((i == 0) ? new TextWebSocketFrame(last, 0, parts[i])
					: new ContinuationWebSocketFrame(last, 0, parts[i]));
		}
	}

	@Override
	public void ping(byte[] data) {
		write(new PingWebSocketFrame(Unpooled.wrappedBuffer(data)));
	}

	@Override
	public void close(int code, String reason) {
		write(new CloseWebSocketFrame(code, reason));
	}

	private void write(WebSocketFrame frame) {
		this.context.writeAndFlush(frame).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
	}

}
