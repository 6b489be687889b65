package dev.wsboot.engine.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import dev.wsboot.engine.fuzz.Pieces;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * The same bytes through this decoder and through Netty's: both tell the same messages,
 * answer the same Pings, and give up at the same frame or not at all.
 *
 * <p>
 * Where the two may differ, and why the input is adapted or the outcome tolerated:
 * <ul>
 * <li>Netty judges a header field by field and a payload when it is whole, this decoder a
 * header as a whole and text byte by byte. So that both see all there is to judge, a last
 * frame that is cut off is completed with zeros, or left out if it is too long.</li>
 * <li>Netty lets close codes above 4999 pass, which RFC 6455 section 7.4.2 does not
 * define, and a reason that ends inside a character; here they are an error.</li>
 * <li>When a frame breaks several rules, each may name another: only the fact is
 * compared.</li>
 * <li>Netty limits frames; that a message grows too large is judged for it, below.</li>
 * </ul>
 */
class DifferentialFuzzTests {

	private static final int MAX_PAYLOAD = 4096;

	/**
	 * The first byte: which side; the second: how to cut. The rest is what the peer
	 * sends.
	 */
	public static void fuzzerTestOneInput(byte[] data) {
		FuzzInput input = new FuzzInput(data);
		Side side = ((input.next() & 1) == 0) ? Side.SERVER : Side.CLIENT;
		int seed = input.next();
		byte[] wire = completed(input.rest());
		FuzzedPeer ours = new FuzzedPeer(side, new ProtocolLimits(MAX_PAYLOAD, 1000, 1024 * 1024), List.of());
		Pieces.of(seed).cut(0, wire.length, (offset, length) -> ours.receive(wire, offset, length));
		ours.end();
		NettyPeer netty = new NettyPeer(side);
		netty.receive(wire);
		requireEqual(withoutCode(ours.events), netty.events, "both tell the same");
		List<String> pongs = ours.sent()
			.stream()
			.filter((frame) -> frame.opcode() == Opcode.PONG)
			.map((frame) -> new String(frame.payload(), StandardCharsets.ISO_8859_1))
			.toList();
		requireEqual(pongs, netty.pings, "every Ping that the other saw is answered");
	}

	private static List<String> withoutCode(List<String> events) {
		return events.stream().map((event) -> event.startsWith("failure") ? "failure" : event).toList();
	}

	private static byte[] completed(byte[] wire) {
		List<FuzzedFrame> frames = FuzzedFrame.all(wire);
		if (frames.isEmpty()) {
			return new byte[0];
		}
		FuzzedFrame last = frames.get(frames.size() - 1);
		// A frame that is too long is judged by its header, which is there.
		boolean tooLong = last.length() < 0 || last.missing() > MAX_PAYLOAD;
		return tooLong ? wire : Arrays.copyOf(wire, (int) FuzzedFrame.size(frames));
	}

	@ParameterizedTest
	@Corpus
	void bothDecodersAgree(byte[] input) {
		fuzzerTestOneInput(input);
	}

	/** The other implementation, told like this one's. */
	private static final class NettyPeer extends ChannelInboundHandlerAdapter {

		final List<String> events = new ArrayList<>();

		final List<String> pings = new ArrayList<>();

		private final EmbeddedChannel channel;

		private final ByteArrayOutputStream message = new ByteArrayOutputStream();

		private String kind = "";

		private boolean ended;

		NettyPeer(Side side) {
			this.channel = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
				.expectMaskedFrames(side == Side.SERVER)
				.allowExtensions(false)
				.maxFramePayloadLength(MAX_PAYLOAD)
				.closeOnProtocolViolation(false)
				.build()), new Utf8FrameValidator(false), this);
		}

		void receive(byte[] wire) {
			this.channel.writeInbound(Unpooled.wrappedBuffer(wire));
			this.channel.close();
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			WebSocketFrame frame = (WebSocketFrame) message;
			if (!this.ended) {
				tell(frame, ByteBufUtil.getBytes(frame.content()));
			}
			frame.release();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (!(cause instanceof CorruptedFrameException)) {
				throw new IllegalStateException(cause);
			}
			fail();
		}

		private void fail() {
			if (!this.ended) {
				this.ended = true;
				this.events.add("failure");
			}
		}

		private void tell(WebSocketFrame frame, byte[] payload) {
			if (frame instanceof PingWebSocketFrame) {
				this.pings.add(new String(payload, StandardCharsets.ISO_8859_1));
			}
			else if (frame instanceof PongWebSocketFrame) {
				this.events.add("pong " + new String(payload, StandardCharsets.ISO_8859_1));
			}
			else if (frame instanceof CloseWebSocketFrame close
					&& (close.statusCode() > 4999 || !isUtf8(payload, Math.min(2, payload.length)))) {
				fail();
			}
			else if (frame instanceof CloseWebSocketFrame close) {
				this.ended = true;
				int code = (close.statusCode() < 0) ? CloseCode.NO_STATUS : close.statusCode();
				this.events.add("close " + code + " " + close.reasonText());
			}
			else {
				fragment(frame, payload);
			}
		}

		private static boolean isUtf8(byte[] bytes, int from) {
			String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
			return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, from, bytes.length));
		}

		private void fragment(WebSocketFrame frame, byte[] payload) {
			if (this.kind.isEmpty()) {
				this.kind = (frame instanceof TextWebSocketFrame) ? "text " : "binary ";
			}
			this.message.writeBytes(payload);
			if (this.message.size() > MAX_PAYLOAD) {
				fail();
			}
			else if (frame.isFinalFragment()) {
				this.events.add(this.kind + this.message
					.toString(this.kind.equals("text ") ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
				this.message.reset();
				this.kind = "";
			}
		}

	}

}
