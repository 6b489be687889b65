package dev.wsboot.engine.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.internal.deflate.Negotiated;
import dev.wsboot.engine.internal.deflate.Samples;
import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.internal.protocol.Conversation.LIMITS;
import static dev.wsboot.engine.internal.protocol.Conversation.maxPayload;
import static dev.wsboot.engine.testing.Frame.binary;
import static dev.wsboot.engine.testing.Frame.continuation;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.pong;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 7692 section 6: compressed messages as frames.
 */
@ParameterizedClass
@EnumSource(Side.class)
@ExtendWith(NothingLeftOver.class)
class CompressionTests {

	private static final int RSV1 = MessageCodec.RSV1;

	private static final byte[] HELLO = Frame.hex("f2 48 cd c9 c9 07 00");

	private static final PerMessageDeflateOptions OPTIONS = PerMessageDeflateOptions.builder()
		.threshold(100)
		.serverContextTakeover(true)
		.clientContextTakeover(true)
		.build();

	@Parameter
	Side side;

	private Conversation endpoint() {
		return endpoint(LIMITS, OPTIONS);
	}

	private Conversation endpoint(ProtocolLimits limits, PerMessageDeflateOptions options) {
		return Conversation.of(this.side, limits, codec(Negotiated.with(options), this.side));
	}

	private static MessageCodec codec(Negotiated negotiated, Side side) {
		return (side == Side.SERVER) ? negotiated.server() : negotiated.client();
	}

	/** What the peer of this side makes of a message. */
	private byte[] compressed(byte[] message) {
		Side peer = (this.side == Side.SERVER) ? Side.CLIENT : Side.SERVER;
		return Negotiated.encode(codec(Negotiated.with(OPTIONS), peer), message);
	}

	@Nested
	class ReservedBit {

		@Test
		void marksACompressedMessage() {
			endpoint().receives(text(HELLO).rsv(RSV1), binary(HELLO).rsv(RSV1))
				.emits(Event.text("Hello"), Event.binary("Hello".getBytes(StandardCharsets.UTF_8)));
		}

		@Test
		void isUnsetOnAMessageThatIsNot() {
			endpoint().receives(text("Hello"), text(HELLO).rsv(RSV1), text("Hello"))
				.emits(Event.text("Hello"), Event.text("Hello"), Event.text("Hello"));
		}

		@Test
		void onAContinuationIsRejected() {
			endpoint().receives(text(HELLO).rsv(RSV1).unfinished(), continuation("").rsv(RSV1))
				.failsWith(1002, "reserved bit set");
			endpoint().receives(text("Hello").unfinished(), continuation(HELLO).rsv(RSV1))
				.failsWith(1002, "reserved bit set");
		}

		@Test
		void onAControlFrameIsRejected() {
			endpoint().receives(ping("").rsv(RSV1)).failsWith(1002, "reserved bit set");
			endpoint().receives(Frame.close(1000, "").rsv(RSV1)).failsWith(1002, "reserved bit set");
		}

		@Test
		void withoutTheExtensionIsRejected() {
			Conversation.of(CompressionTests.this.side)
				.receives(text(HELLO).rsv(RSV1))
				.failsWith(1002, "reserved bit set");
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 2, 3, 5, 6, 7 })
		void theOthersStayReserved(int rsv) {
			endpoint().receives(text(HELLO).rsv(rsv)).failsWith(1002, "reserved bit set");
		}

	}

	@Nested
	class Fragments {

		@Test
		void mayEndAnywhereWithControlFramesBetween() {
			for (int at = 0; at <= HELLO.length; at++) {
				endpoint()
					.receives(text(Arrays.copyOf(HELLO, at)).rsv(RSV1).unfinished(), ping("p"),
							continuation("").unfinished(), ping("q"),
							continuation(Arrays.copyOfRange(HELLO, at, HELLO.length)))
					.emits(Event.text("Hello"))
					.sends(pong("p"), pong("q"));
			}
		}

		@Test
		void ofOneByteInReadsOfOneByte() {
			byte[] message = Samples.json(1, 3000);
			byte[] payload = compressed(message);
			List<Frame> frames = new ArrayList<>();
			for (int i = 0; i < payload.length; i++) {
				byte[] one = { payload[i] };
				Frame frame = (i == 0) ? text(one).rsv(RSV1) : continuation(one);
				frames.add((i == payload.length - 1) ? frame : frame.unfinished());
			}
			endpoint().receivesByteByByte(frames.toArray(Frame[]::new))
				.emits(Event.text(new String(message, StandardCharsets.UTF_8)));
		}

		@Test
		void severalMessagesShareAWindow() {
			endpoint()
				.receives(text(HELLO).rsv(RSV1), text("between"), text(Frame.hex("f2 00 11 00 00")).rsv(RSV1),
						binary(Frame.hex("f2 00 11 00 00")).rsv(RSV1))
				.emits(Event.text("Hello"), Event.text("between"), Event.text("Hello"),
						Event.binary("Hello".getBytes(StandardCharsets.UTF_8)));
		}

		@Test
		void textIsJudgedAsItComesOut() {
			byte[] message = Samples.json(1, 3000);
			message[1500] = (byte) 0xFF;
			byte[] payload = compressed(message);
			endpoint().receives(text(payload).rsv(RSV1)).failsWith(1007, "UTF-8");
			endpoint()
				.receives(text(Arrays.copyOf(payload, 100)).rsv(RSV1).unfinished(),
						continuation(Arrays.copyOfRange(payload, 100, payload.length)))
				.failsWith(1007, "UTF-8");
		}

		@Test
		void garbageFails() {
			endpoint().receives(text(Frame.hex("ff ff")).rsv(RSV1)).failsWith(1007, "broken or truncated");
		}

		@Test
		void holdNoMoreThanTheirBytesUntilTheLast() {
			// Or a peer that never ends its messages would hold an Inflater for each.
			byte[] bomb = compressed(new byte[1_000_000]);
			Conversation endpoint = endpoint();
			endpoint.receives(binary(bomb).rsv(RSV1).unfinished()).emitsNothing().sendsNothing();
			endpoint.receives(continuation("")).emits(Event.binary(new byte[1_000_000]));
		}

		@Test
		void truncationFailsAtTheEnd() {
			endpoint().receives(text(Arrays.copyOf(HELLO, 4)).rsv(RSV1)).failsWith(1007, "broken or truncated");
		}

	}

	@Nested
	class Bombs {

		private static final int LIMIT = 1_000_000;

		/** A thousand times larger inside than outside. */
		private byte[] bomb(int size) {
			return compressed(new byte[size]);
		}

		@Test
		void areStoppedInOneFrame() {
			byte[] bomb = bomb(100_000_000);
			assertThat(bomb.length).isLessThan(110_000);
			Conversation endpoint = endpoint(maxPayload(LIMIT), OPTIONS);
			endpoint.receives(binary(bomb).rsv(RSV1)).failsWith(1009, "max-payload");
		}

		@Test
		void areStoppedInManyFrames() {
			byte[] bomb = bomb(100_000_000);
			List<Frame> frames = new ArrayList<>();
			for (int at = 0; at < bomb.length; at += 100) {
				byte[] part = Arrays.copyOfRange(bomb, at, Math.min(bomb.length, at + 100));
				Frame frame = (at == 0) ? binary(part).rsv(RSV1) : continuation(part);
				frames.add((at + 100 < bomb.length) ? frame.unfinished() : frame);
			}
			endpoint(maxPayload(LIMIT), OPTIONS).receives(frames.toArray(Frame[]::new)).failsWith(1009, "max-payload");
		}

		@Test
		void overshootIsBounded() {
			byte[] bomb = bomb(10_000_000);
			long[] taken = { 0 };
			PayloadSink sink = (bytes, offset, length) -> {
				taken[0] += length;
				if (taken[0] > LIMIT) {
					throw WsProtocolException.messageTooBig("enough");
				}
			};
			MessageCodec codec = codec(Negotiated.with(OPTIONS), CompressionTests.this.side);
			try {
				codec.decode(bomb, 0, bomb.length, sink);
			}
			catch (WsProtocolException ex) {
				assertThat(ex.closeCode()).isEqualTo(1009);
			}
			assertThat(taken[0]).isBetween(LIMIT + 1L, LIMIT + 65_536L);
			codec.close();
		}

		@Test
		void exactlyTheLimitPasses() {
			endpoint(maxPayload(LIMIT), OPTIONS).receives(binary(bomb(LIMIT)).rsv(RSV1))
				.emits(Event.binary(new byte[LIMIT]));
			endpoint(maxPayload(LIMIT), OPTIONS).receives(binary(bomb(LIMIT + 1)).rsv(RSV1))
				.failsWith(1009, "max-payload");
		}

	}

	@Nested
	class Sending {

		private static final String LONG = "compress me ".repeat(20);

		@Test
		void compressesWhatShrinks() {
			Conversation endpoint = endpoint();
			endpoint.outbound().text(LONG);
			endpoint.outbound().binary(new byte[1000], 0, 1000);
			List<Frame> frames = Frame.parse(endpoint.takeSent());
			assertThat(frames).hasSize(2).allMatch((frame) -> frame.rsv() == RSV1 && frame.fin());
			assertThat(frames.get(0).payload().length).isLessThan(40);
		}

		@Test
		void compressesFromTheTimeOnThatItIsNegotiated() {
			// A client may send before its handshake is done.
			Conversation endpoint = Conversation.of(CompressionTests.this.side);
			endpoint.outbound().text(LONG);
			endpoint.sends(text(LONG));
			endpoint.protocol().negotiated(List.of(codec(Negotiated.with(OPTIONS), CompressionTests.this.side)));
			endpoint.outbound().text(LONG);
			endpoint.outbound().text("short");
			assertThat(Frame.parse(endpoint.takeSent())).map(Frame::rsv).containsExactly(RSV1, 0);
		}

		@Test
		void leavesShortMessagesAlone() {
			Conversation endpoint = endpoint();
			for (String character : new String[] { "a", "\u00e9" }) {
				endpoint.outbound().text(character.repeat(49));
			}
			endpoint.outbound().binary(new byte[99], 0, 99);
			endpoint.sends(text("a".repeat(49)), text("\u00e9".repeat(49)), binary(new byte[99]));
			// The threshold is in bytes of UTF-8.
			endpoint.outbound().text("\u00e9".repeat(50));
			endpoint.outbound().text("a".repeat(100));
			endpoint.outbound().binary(new byte[100], 0, 100);
			assertThat(Frame.parse(endpoint.takeSent())).hasSize(3).allMatch((frame) -> frame.rsv() == RSV1);
		}

		@Test
		void leavesAloneWhatDoesNotShrink() {
			byte[] noise = Samples.noise(1, 5000);
			Conversation endpoint = endpoint();
			endpoint.outbound().binary(noise, 0, noise.length);
			endpoint.sends(binary(noise));
		}

		@Test
		void leavesAloneWhatTheSenderWantsSo() {
			Conversation endpoint = endpoint();
			endpoint.outbound().text(LONG, false);
			endpoint.outbound().binary(new byte[1000], 0, 1000, false);
			endpoint.outbound().shared(WsBroadcast.of(new WsMessage.Text(LONG, false)));
			endpoint.sends(text(LONG), binary(new byte[1000]), text(LONG));
		}

		@Test
		void borrowsNothingThatItKeeps() {
			Conversation endpoint = endpoint();
			byte[] message = Samples.json(1, 300_000);
			endpoint.outbound().binary(message, 0, message.length);
			endpoint.takeSent();
			long idle = endpoint.pool.idle();
			endpoint.outbound().binary(message, 0, message.length);
			endpoint.takeSent();
			assertThat(endpoint.pool.idle()).isEqualTo(idle);
		}

	}

	@Nested
	class BothEnds {

		@Test
		void understandEachOtherWhateverIsSent() {
			for (int bits = 8; bits <= 15; bits++) {
				PerMessageDeflateOptions options = OPTIONS.toBuilder()
					.serverMaxWindowBits(bits)
					.clientMaxWindowBits(bits)
					.serverContextTakeover(bits % 2 == 0)
					.clientContextTakeover(bits % 3 == 0)
					.build();
				Negotiated negotiated = Negotiated.with(options);
				Conversation server = Conversation.of(Side.SERVER, LIMITS, negotiated.server());
				Conversation client = Conversation.of(Side.CLIENT, LIMITS, negotiated.client());
				boolean fromServer = CompressionTests.this.side == Side.SERVER;
				exchange(bits, fromServer ? server : client, fromServer ? client : server);
			}
		}

		private void exchange(int seed, Conversation sender, Conversation receiver) {
			Random random = new Random(seed);
			List<Event> expected = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				byte[] data = (i % 4 == 0) ? Samples.noise(i, random.nextInt(400)) : (i % 4 == 1)
						? Samples.mixed(i, random.nextInt(40_000)) : Samples.json(i, random.nextInt(3000));
				boolean compress = random.nextInt(5) > 0;
				if (i % 4 > 1) {
					String text = new String(data, StandardCharsets.UTF_8);
					if (random.nextBoolean()) {
						sender.outbound().shared(WsBroadcast.of(new WsMessage.Text(text, compress)));
					}
					else {
						sender.outbound().text(text, compress);
					}
					expected.add(Event.text(text));
				}
				else {
					if (random.nextBoolean()) {
						sender.outbound().shared(WsBroadcast.of(new WsMessage.Binary(data, compress)));
					}
					else {
						sender.outbound().binary(data, 0, data.length, compress);
					}
					expected.add(Event.binary(data));
				}
			}
			byte[] wire = sender.takeSent();
			for (int at = 0; at < wire.length;) {
				int step = Math.min(wire.length - at, 1 + random.nextInt(20_000));
				receiver.receives(Arrays.copyOfRange(wire, at, at + step));
				at += step;
			}
			receiver.emits(expected.toArray(Event[]::new));
		}

	}

}
