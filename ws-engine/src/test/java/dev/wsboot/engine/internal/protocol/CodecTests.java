package dev.wsboot.engine.internal.protocol;

import java.nio.charset.StandardCharsets;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;
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
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * RFC 6455 section 9: what negotiated extensions do to messages.
 */
@ParameterizedClass
@EnumSource(Side.class)
@ExtendWith(NothingLeftOver.class)
class CodecTests {

	/** Doubles every byte. */
	private final MessageCodec doubling = new Doubling(MessageCodec.RSV2);

	/** Adds one to every byte. */
	private final MessageCodec adding = new Adding(MessageCodec.RSV3);

	@Parameter
	Side side;

	private Conversation endpoint(MessageCodec... codecs) {
		return Conversation.of(this.side, LIMITS, codecs);
	}

	@Nested
	class Receiving {

		@Test
		void markedMessageIsDecoded() {
			endpoint(CodecTests.this.doubling).receives(text("HHii").rsv(2)).emits(Event.text("Hi"));
		}

		@Test
		void unmarkedMessageIsNot() {
			endpoint(CodecTests.this.doubling).receives(text("HHii")).emits(Event.text("HHii"));
		}

		@Test
		void fragmentsAreDecodedAsOneMessage() {
			endpoint(CodecTests.this.doubling)
				.receives(text("HHi").rsv(2).unfinished(), ping("p"), continuation("").unfinished(), continuation("i"))
				.emits(Event.text("Hi"))
				.sends(Frame.pong("p"));
			endpoint(CodecTests.this.doubling)
				.receivesByteByByte(text("HHi").rsv(2).unfinished(), continuation("i!"), text("plain"))
				.failsWith(1007, "odd");
		}

		@Test
		void extensionsAreUndoneInReverseOrder() {
			// RFC 6455 section 9.1: the one listed first is applied first by the sender.
			endpoint(CodecTests.this.doubling, CodecTests.this.adding).receives(text("bbcc").rsv(3))
				.emits(Event.text("ab"));
			endpoint(CodecTests.this.adding, CodecTests.this.doubling).receives(text("bbcc").rsv(3))
				.emits(Event.text("ab"));
			endpoint(CodecTests.this.doubling, CodecTests.this.adding).receives(text("bc").rsv(1))
				.emits(Event.text("ab"));
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 3, 4, 5, 6, 7 })
		void bitOfNobodyIsRejected(int rsv) {
			endpoint(CodecTests.this.doubling).receives(text("a").rsv(rsv)).failsWith(1002, "reserved bit set");
		}

		@Test
		void bitOnAContinuationIsRejected() {
			endpoint(CodecTests.this.doubling).receives(text("aa").rsv(2).unfinished(), continuation("b").rsv(2))
				.failsWith(1002, "reserved bit set");
		}

		@Test
		void bitOnAControlFrameIsRejected() {
			endpoint(CodecTests.this.doubling).receives(ping("a").rsv(2)).failsWith(1002, "reserved bit set");
		}

		@Test
		void decodedTextIsValidated() {
			endpoint(CodecTests.this.doubling).receives(text(Frame.hex("e2 e2 61 61")).rsv(2)).failsWith(1007, "UTF-8");
			endpoint(CodecTests.this.doubling).receives(text(Frame.hex("e2 e2 82 82")).rsv(2)).failsWith(1007, "UTF-8");
			endpoint(CodecTests.this.doubling).receives(text(Frame.hex("e2 e2 82 82 ac ac")).rsv(2))
				.emits(Event.text("\u20ac"));
		}

		@Test
		void limitHoldsForWhatIsDecoded() {
			MessageCodec bomb = new Bomb();
			Conversation.of(CodecTests.this.side, maxPayload(1000), bomb)
				.receives(binary("0a").rsv(4))
				.emits(Event.binary(new byte[1000]));
			Conversation.of(CodecTests.this.side, maxPayload(999), bomb)
				.receives(binary("0a").rsv(4))
				.failsWith(1009, "message exceeds 999 bytes (max-payload)");
			Conversation.of(CodecTests.this.side, maxPayload(1000), bomb)
				.receives(binary("0a").rsv(4).unfinished(), continuation(new byte[] { 1 }))
				.failsWith(1009, "max-payload");
		}

		@Test
		void codecThatThrowsFailsTheConnectionWithoutDetails() {
			endpoint(new Broken()).receives(text("before"), text("a").rsv(4), text("after"))
				.emits(Event.text("before"))
				.failsWith(1011, "message could not be decoded")
				.receives(text("later"))
				.emitsNothing();
		}

		@Test
		void codecMayRefuseWithACodeThatMayBeSentOnly() {
			assertThatIllegalArgumentException().isThrownBy(() -> new WsProtocolException(1006, "no"))
				.withMessageContaining("1006 must not be sent");
			assertThat(new WsProtocolException(4000, "yes").closeCode()).isEqualTo(4000);
		}

	}

	@Nested
	class Sending {

		@Test
		void messageIsEncodedAndMarked() {
			Conversation endpoint = endpoint(CodecTests.this.doubling);
			endpoint.outbound().text("Hi");
			endpoint.outbound().binary(new byte[] { 1, 2, 3 }, 1, 2);
			endpoint.sends(text("HHii").rsv(2), binary("02 02 03 03").rsv(2));
		}

		@Test
		void extensionsApplyInTheOrderNegotiated() {
			Conversation endpoint = endpoint(CodecTests.this.doubling, CodecTests.this.adding);
			endpoint.outbound().text("ab");
			endpoint.sends(text("bbcc").rsv(3));
		}

		@Test
		void messageThatACodecLeavesAloneGoesOutUnmarked() {
			Conversation endpoint = endpoint(CodecTests.this.doubling, CodecTests.this.adding);
			endpoint.outbound().text("");
			endpoint.sends(text("").rsv(1));
		}

		@Test
		void controlFramesAreNotEncoded() {
			Conversation endpoint = endpoint(CodecTests.this.doubling);
			endpoint.outbound().ping(new byte[] { 1 });
			endpoint.closes(1000, "bye");
			endpoint.sends(Frame.of(Opcode.PING, new byte[] { 1 }), Frame.close(1000, "bye"));
		}

		@Test
		void codecThatThrowsLeavesTheStreamWhole() {
			Conversation endpoint = endpoint(new Broken());
			endpoint.outbound().ping(new byte[0]);
			assertThatIllegalStateException().isThrownBy(() -> endpoint.outbound().text("a"));
			endpoint.outbound().ping(new byte[0]);
			endpoint.sends(ping(""), ping(""));
		}

		@Test
		void codecsAreClosedOnce() {
			Doubling codec = new Doubling(MessageCodec.RSV1);
			Conversation endpoint = endpoint(codec);
			endpoint.outbound().discard();
			endpoint.outbound().discard();
			assertThat(codec.closed).isEqualTo(1);
		}

	}

	private static class Doubling implements MessageCodec {

		private final int rsv;

		int closed;

		Doubling(int rsv) {
			this.rsv = rsv;
		}

		@Override
		public int rsv() {
			return this.rsv;
		}

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			if (length % 2 != 0) {
				throw WsProtocolException.invalidPayload("odd");
			}
			for (int i = offset; i < offset + length; i += 2) {
				out.write(bytes, i, 1);
			}
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			for (int i = offset; i < offset + length; i++) {
				out.write(new byte[] { bytes[i], bytes[i] }, 0, 2);
			}
			return length > 0;
		}

		@Override
		public void close() {
			this.closed++;
		}

	}

	private static final class Adding extends Doubling {

		Adding(int rsv) {
			super(rsv);
		}

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			out.write(shifted(bytes, offset, length, -1), 0, length);
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			out.write(shifted(bytes, offset, length, 1), 0, length);
			return true;
		}

		private static byte[] shifted(byte[] bytes, int offset, int length, int by) {
			byte[] result = new byte[length];
			for (int i = 0; i < length; i++) {
				result[i] = (byte) (bytes[offset + i] + by);
			}
			return result;
		}

	}

	/** Every byte says how many hundred zeros come out. */
	private static final class Bomb extends Doubling {

		Bomb() {
			super(RSV1);
		}

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			for (int i = offset; i < offset + length; i++) {
				for (int hundred = 0; hundred < bytes[i]; hundred++) {
					out.write(new byte[100], 0, 100);
				}
			}
		}

	}

	private static final class Broken extends Doubling {

		Broken() {
			super(RSV1);
		}

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			throw new IllegalStateException("secret: " + new String(bytes, StandardCharsets.UTF_8));
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			throw new IllegalStateException("broken");
		}

	}

}
