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
import static dev.wsboot.engine.testing.Frame.binary;
import static dev.wsboot.engine.testing.Frame.continuation;
import static dev.wsboot.engine.testing.Frame.of;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.text;

/**
 * RFC 6455 section 5: data framing, but for fragmentation and control frames.
 */
@ExtendWith(NothingLeftOver.class)
class FramingTests {

	@Nested
	class Section51Masking {

		@Test
		void serverAcceptsMaskedFrame() {
			server().receives("81 85 37 fa 21 3d 7f 9f 4d 51 58").emits(Event.text("Hello"));
		}

		@Test
		void clientAcceptsUnmaskedFrame() {
			client().receives("81 05 48 65 6c 6c 6f").emits(Event.text("Hello"));
		}

		@Test
		void serverRejectsUnmaskedFrame() {
			server().receives("81 05 48 65 6c 6c 6f").failsWith(1002, "frame is not masked (RFC 6455 section 5.1)");
		}

		@Test
		void clientRejectsMaskedFrame() {
			client().receives("81 85 37 fa 21 3d 7f 9f 4d 51 58")
				.failsWith(1002, "frame is masked (RFC 6455 section 5.1)");
		}

		@Test
		void serverRejectsUnmaskedControlFrames() {
			server().receives("88 00").failsWith(1002, "5.1");
			server().receives("89 00").failsWith(1002, "5.1");
			server().receives("8a 00").failsWith(1002, "5.1");
		}

		@Test
		void clientRejectsMaskedControlFrames() {
			client().receives("88 80 00 00 00 00").failsWith(1002, "5.1");
			client().receives("89 80 00 00 00 00").failsWith(1002, "5.1");
			client().receives("8a 80 00 00 00 00").failsWith(1002, "5.1");
		}

		@Test
		void wrongMaskIsFoundAtTheSecondByte() {
			server().receives("82 00").failsWith(1002, "5.1");
			client().receives("82 80").failsWith(1002, "5.1");
		}

		@Test
		void nothingIsJudgedAtTheFirstByte() {
			server().receives("81").sendsNothing();
			client().receives("81").sendsNothing();
		}

		@Test
		void serverSendsUnmasked() {
			Conversation server = server();
			server.outbound().text("Hello");
			server.sends("81 05 48 65 6c 6c 6f");
		}

		@Test
		void clientSendsMasked() {
			Conversation client = client();
			client.outbound().text("Hello");
			client.sends("81 85 37 fa 21 3d 7f 9f 4d 51 58");
		}

		@Test
		void clientMasksControlFramesToo() {
			Conversation client = client();
			client.outbound().ping(new byte[0]);
			client.sends("89 80 37 fa 21 3d");
			client.receives("89 01 2a").sends("8a 81 37 fa 21 3d 1d");
			client.closes(1000, "").sends("88 82 37 fa 21 3d 34 12");
		}

	}

	@Nested
	class Section53ClientToServerMasking {

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 125, 126, 1000 })
		void everyLengthIsUnmasked(int length) {
			byte[] payload = counting(length);
			server().receives(binary(payload)).emits(Event.binary(payload));
		}

		@Test
		void keyGoesOnWhereThePayloadWasSplit() {
			byte[] payload = counting(40);
			for (int step = 1; step <= 46; step++) {
				Conversation server = server();
				server.receivesInSteps(step, server.inbound(binary(payload))).emits(Event.binary(payload));
			}
		}

		@Test
		void zeroKeyChangesNothing() {
			server().receives("82 83 00 00 00 00 01 02 03").emits(Event.binary("01 02 03"));
		}

		@Test
		void keyWithHighBitsIsAppliedAsBytes() {
			server().receives("82 85 ff 80 00 7f ff 81 02 80 fe").emits(Event.binary("00 01 02 ff 01"));
		}

		@Test
		void everyFrameHasAKeyOfItsOwn() {
			server().receives("82 81 01 00 00 00 00  82 81 02 00 00 00 00")
				.emits(Event.binary("01"), Event.binary("02"));
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class Section52PayloadLength {

		@Parameter
		Side side;

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 65_535, 65_536, 65_537, 200_000 })
		void shortestFormIsAccepted(int length) {
			byte[] payload = counting(length);
			Conversation.of(this.side).receives(binary(payload)).emits(Event.binary(payload));
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 65_535, 65_536, 65_537, 200_000 })
		void shortestFormIsSent(int length) {
			byte[] payload = counting(length);
			Conversation endpoint = Conversation.of(this.side);
			endpoint.outbound().binary(payload, 0, length);
			endpoint.sends(binary(payload));
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 125, 126, 255, 256, 257, 1024, 65_535, 65_536, 200_000 })
		void asciiTextIsSentLikewise(int length) {
			String text = "a".repeat(length);
			Conversation endpoint = Conversation.of(this.side);
			endpoint.outbound().text(text);
			endpoint.sends(text(text));
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 41, 42, 43, 85, 86, 128, 129, 21_845, 21_846, 70_000 })
		void otherTextIsSentLikewise(int length) {
			String text = "\u20ac".repeat(length);
			Conversation endpoint = Conversation.of(this.side);
			endpoint.outbound().text(text);
			endpoint.sends(text(text));
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 125 })
		void twoByteFormOfASmallLengthIsRejected(int length) {
			Conversation.of(this.side)
				.receives(binary(new byte[length]).lengthIn(2))
				.failsWith(1002, "shortest form (RFC 6455 section 5.2)");
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 125, 126, 65_535 })
		void eightByteFormOfASmallLengthIsRejected(int length) {
			Conversation.of(this.side)
				.receives(binary(new byte[length]).lengthIn(8))
				.failsWith(1002, "shortest form (RFC 6455 section 5.2)");
		}

		@ParameterizedTest
		@ValueSource(longs = { Long.MIN_VALUE, -1, Long.MIN_VALUE | 70_000 })
		void lengthWithItsMostSignificantBitIsRejected(long length) {
			Conversation.of(this.side)
				.receives(binary(new byte[0]).announcing(length))
				.failsWith(1002, "2^63 (RFC 6455 section 5.2)");
		}

		@ParameterizedTest
		@ValueSource(longs = { Long.MAX_VALUE, 1L << 32, (1L << 32) + 5, 1L << 31, Integer.MAX_VALUE })
		void lengthBeyondTheLimitIsTooBigAndNotCutTo32Bits(long length) {
			Conversation.of(this.side).receives(binary(new byte[5]).announcing(length)).failsWith(1009, "max-payload");
		}

		@Test
		void headerIsTakenByteByByte() {
			byte[] medium = counting(300);
			byte[] large = counting(70_000);
			Conversation endpoint = Conversation.of(this.side);
			endpoint.receivesByteByByte(binary(new byte[0]), binary(medium), binary(large), text("end"));
			endpoint.emits(Event.binary(""), Event.binary(medium), Event.binary(large), Event.text("end"));
		}

		@Test
		void nothingIsEmittedBeforeTheLastByte() {
			Conversation endpoint = Conversation.of(this.side);
			byte[] frame = endpoint.inbound(text("Hello"));
			endpoint.receivesByteByByte(Arrays.copyOf(frame, frame.length - 1)).emitsNothing();
			endpoint.receives(Arrays.copyOfRange(frame, frame.length - 1, frame.length)).emits(Event.text("Hello"));
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class Section52ReservedBits {

		@Parameter
		Side side;

		@ParameterizedTest
		@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7 })
		void reservedBitWithoutAnExtensionIsRejected(int rsv) {
			String rule = "reserved bit set (RFC 6455 section 5.2)";
			Conversation.of(this.side).receives(text("a").rsv(rsv)).failsWith(1002, rule);
			Conversation.of(this.side).receives(binary("01").rsv(rsv)).failsWith(1002, rule);
			Conversation.of(this.side).receives(text("a").unfinished().rsv(rsv)).failsWith(1002, rule);
			Conversation.of(this.side).receives(ping("a").rsv(rsv)).failsWith(1002, rule);
			Conversation.of(this.side).receives(Frame.pong("a").rsv(rsv)).failsWith(1002, rule);
			Conversation.of(this.side).receives(Frame.close(1000, "").rsv(rsv)).failsWith(1002, rule);
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7 })
		void reservedBitOnAContinuationIsRejected(int rsv) {
			Conversation.of(this.side)
				.receives(text("a").unfinished(), continuation("b").rsv(rsv))
				.failsWith(1002, "reserved bit set (RFC 6455 section 5.2)");
		}

		@Test
		void whatCameBeforeTheBreachIsDelivered() {
			Conversation.of(this.side)
				.receives(text("first"), text("second").rsv(4), text("third"))
				.emits(Event.text("first"))
				.failsWith(1002, "5.2");
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class Section52Opcodes {

		@Parameter
		Side side;

		@ParameterizedTest
		@ValueSource(ints = { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
		void reservedOpcodeIsRejected(int opcode) {
			String rule = "reserved opcode " + opcode + " (RFC 6455 section 5.2)";
			Conversation.of(this.side).receives(of(opcode, new byte[0])).failsWith(1002, rule);
			Conversation.of(this.side).receives(of(opcode, counting(200))).failsWith(1002, rule);
			Conversation.of(this.side).receives(of(opcode, new byte[1]).unfinished()).failsWith(1002, rule);
		}

		@ParameterizedTest
		@ValueSource(ints = { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
		void reservedOpcodeInsideAMessageIsRejected(int opcode) {
			Conversation.of(this.side)
				.receives(text("a").unfinished(), of(opcode, new byte[1]), continuation("b"))
				.failsWith(1002, "reserved opcode " + opcode);
		}

		@Test
		void bytesBehindAFailureAreIgnored() {
			Conversation.of(this.side)
				.receives(text("a").rsv(1), text("b"), ping("c"), Frame.close(1000, ""))
				.failsWith(1002, "5.2")
				.receives(text("d"), ping("e"), Frame.close(1000, ""))
				.receives("ff ff ff ff")
				.emitsNothing()
				.sendsNothing();
		}

		@Test
		void nothingIsSentBehindAFailure() {
			Conversation endpoint = Conversation.of(this.side);
			endpoint.receives(text("a").rsv(1)).failsWith(1002, "5.2");
			endpoint.outbound().text("late");
			endpoint.outbound().binary(new byte[1], 0, 1);
			endpoint.outbound().ping(new byte[0]);
			endpoint.outbound().pong(new byte[0], 0, 0);
			endpoint.closes(1000, "").answers(1000, "").sendsNothing();
		}

	}

	@Nested
	class Section57Examples {

		@Test
		void singleFrameUnmaskedText() {
			client().receives("81 05 48 65 6c 6c 6f").emits(Event.text("Hello"));
		}

		@Test
		void singleFrameMaskedText() {
			server().receives("81 85 37 fa 21 3d 7f 9f 4d 51 58").emits(Event.text("Hello"));
		}

		@Test
		void fragmentedUnmaskedText() {
			client().receives("01 03 48 65 6c  80 02 6c 6f").emits(Event.text("Hello"));
		}

		@Test
		void unmaskedPingAndMaskedPong() {
			client().receives("89 05 48 65 6c 6c 6f").sends("8a 85 37 fa 21 3d 7f 9f 4d 51 58");
		}

		@Test
		void binaryOf256Bytes() {
			byte[] payload = counting(256);
			Conversation server = server();
			server.outbound().binary(payload, 0, 256);
			server.sends(binary(payload));
			client().receives(concat("82 7e 01 00", payload)).emits(Event.binary(payload));
		}

		@Test
		void binaryOf64KiB() {
			byte[] payload = counting(65_536);
			client().receives(concat("82 7f 00 00 00 00 00 01 00 00", payload)).emits(Event.binary(payload));
		}

		private static byte[] concat(String hex, byte[] payload) {
			byte[] header = Frame.hex(hex);
			byte[] all = Arrays.copyOf(header, header.length + payload.length);
			System.arraycopy(payload, 0, all, header.length, payload.length);
			return all;
		}

	}

	static byte[] counting(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i * 7 + i / 251);
		}
		return bytes;
	}

}
