package dev.wsboot.engine.internal.protocol;

import java.util.Arrays;

import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.internal.protocol.Conversation.client;
import static dev.wsboot.engine.internal.protocol.Conversation.server;
import static dev.wsboot.engine.testing.Frame.of;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.pong;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 6455 section 5.5: Ping and Pong, and what holds for every control frame. Close has
 * {@link CloseTests}.
 */
@ParameterizedClass
@EnumSource(Side.class)
@ExtendWith(NothingLeftOver.class)
class ControlFrameTests {

	@Parameter
	Side side;

	private Conversation endpoint() {
		return Conversation.of(this.side);
	}

	@Nested
	class Section55ControlFrames {

		@ParameterizedTest
		@ValueSource(ints = { Opcode.CLOSE, Opcode.PING, Opcode.PONG })
		void fragmentedControlFrameIsRejected(int opcode) {
			endpoint().receives(of(opcode, new byte[0]).unfinished())
				.failsWith(1002, "fragmented control frame (RFC 6455 section 5.5)");
		}

		@ParameterizedTest
		@ValueSource(ints = { Opcode.CLOSE, Opcode.PING, Opcode.PONG })
		void controlFrameAbove125BytesIsRejected(int opcode) {
			endpoint().receives(of(opcode, new byte[126])).failsWith(1002, "125 bytes (RFC 6455 section 5.5)");
			endpoint().receives(of(opcode, new byte[70_000])).failsWith(1002, "125 bytes (RFC 6455 section 5.5)");
		}

		@ParameterizedTest
		@ValueSource(ints = { Opcode.CLOSE, Opcode.PING, Opcode.PONG })
		void longFormOfAShortLengthIsRejected(int opcode) {
			endpoint().receives(of(opcode, new byte[2]).lengthIn(2)).failsWith(1002, "RFC 6455 section 5.");
			endpoint().receives(of(opcode, new byte[2]).lengthIn(8)).failsWith(1002, "RFC 6455 section 5.");
		}

		@ParameterizedTest
		@ValueSource(ints = { Opcode.CLOSE, Opcode.PING, Opcode.PONG })
		void breachOfAControlFrameIsFoundAtItsSecondByte(int opcode) {
			endpoint().receives(firstTwoBytes(of(opcode, new byte[0]).unfinished())).failsWith(1002, "5.5");
			endpoint().receives(firstTwoBytes(of(opcode, new byte[126]))).failsWith(1002, "5.5");
		}

		private byte[] firstTwoBytes(Frame frame) {
			return Arrays.copyOf(endpoint().inbound(frame), 2);
		}

	}

	@Nested
	class Section552Ping {

		@Test
		void pingIsAnsweredWithAPongOfTheSameData() {
			endpoint().receives(ping("Hello")).sends(pong("Hello"));
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 2, 124, 125 })
		void everyLengthIsAnswered(int length) {
			byte[] data = FramingTests.counting(length);
			endpoint().receives(of(Opcode.PING, data)).sends(of(Opcode.PONG, data));
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 125 })
		void pingIsTakenByteByByte(int length) {
			byte[] data = FramingTests.counting(length);
			endpoint().receivesByteByByte(of(Opcode.PING, data)).sends(of(Opcode.PONG, data));
		}

		@Test
		void dataNeedNotBeText() {
			byte[] data = Frame.hex("00 ff fe fd fc fb 00 ff");
			endpoint().receives(of(Opcode.PING, data)).sends(of(Opcode.PONG, data));
		}

		@Test
		void everyPingIsAnsweredInOrder() {
			endpoint().receives(ping("1"), ping("2"), ping(""), ping("3"))
				.sends(pong("1"), pong("2"), pong(""), pong("3"));
		}

		@Test
		void splitPingsDoNotMixTheirData() {
			Conversation endpoint = endpoint();
			byte[] both = endpoint.inbound(ping("first"), ping("second"));
			for (int step = 1; step < both.length; step++) {
				endpoint().receivesInSteps(step, both).sends(pong("first"), pong("second"));
			}
		}

		@Test
		void pingAmongMessagesIsAnsweredAndTheyAreDelivered() {
			endpoint().receives(text("a"), ping("p"), text("b"))
				.emits(Event.text("a"), Event.text("b"))
				.sends(pong("p"));
		}

		@Test
		void noPongFollowsOurClose() {
			endpoint().closes(1000, "").sends(Frame.close(1000, "")).receives(ping("late")).sendsNothing();
		}

		@Test
		void pingIsSent() {
			Conversation endpoint = endpoint();
			assertThat(endpoint.outbound().ping(new byte[125])).isTrue();
			endpoint.sends(of(Opcode.PING, new byte[125]));
		}

	}

	@Nested
	class Section553Pong {

		@Test
		void pongIsTold() {
			endpoint().receives(pong("Hello")).emits(Event.pong("Hello")).sendsNothing();
		}

		@Test
		void unsolicitedPongsAreTold() {
			endpoint().receives(pong(""), pong("a"), pong("b"))
				.emits(Event.pong(""), Event.pong("a"), Event.pong("b"))
				.sendsNothing();
		}

		@Test
		void pongIsTakenByteByByte() {
			endpoint().receivesByteByByte(pong("Hello")).emits(Event.pong("Hello"));
		}

		@Test
		void unsolicitedPongIsSent() {
			Conversation endpoint = endpoint();
			assertThat(endpoint.outbound().pong(new byte[] { 1, 2, 3, 4 }, 1, 2)).isTrue();
			endpoint.sends(of(Opcode.PONG, new byte[] { 2, 3 }));
		}

	}

	@Test
	void serverAndClientAnswerInBytes() {
		server().receives("89 85 37 fa 21 3d 7f 9f 4d 51 58").sends("8a 05 48 65 6c 6c 6f");
		client().receives("89 05 48 65 6c 6c 6f").sends("8a 85 37 fa 21 3d 7f 9f 4d 51 58");
	}

}
