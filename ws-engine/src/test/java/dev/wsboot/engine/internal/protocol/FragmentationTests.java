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

import static dev.wsboot.engine.testing.Frame.binary;
import static dev.wsboot.engine.testing.Frame.continuation;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.pong;
import static dev.wsboot.engine.testing.Frame.text;

/**
 * RFC 6455 section 5.4: fragmentation.
 */
@ParameterizedClass
@EnumSource(Side.class)
@ExtendWith(NothingLeftOver.class)
class FragmentationTests {

	@Parameter
	Side side;

	private Conversation endpoint() {
		return Conversation.of(this.side);
	}

	@Nested
	class Messages {

		@Test
		void fragmentsAreJoined() {
			endpoint().receives(text("Hel").unfinished(), continuation("l").unfinished(), continuation("o"))
				.emits(Event.text("Hello"));
			endpoint().receives(binary("01").unfinished(), continuation(new byte[] { 2, 3 }))
				.emits(Event.binary("01 02 03"));
		}

		@Test
		void nothingIsEmittedBeforeTheFinalFragment() {
			endpoint().receives(text("Hel").unfinished(), continuation("lo").unfinished()).emitsNothing();
		}

		@Test
		void fragmentsMayBeEmpty() {
			endpoint()
				.receives(text("").unfinished(), continuation("").unfinished(), continuation("a").unfinished(),
						continuation("").unfinished(), continuation(""))
				.emits(Event.text("a"));
		}

		@Test
		void messageOfEmptyFragmentsIsEmpty() {
			endpoint().receives(text("").unfinished(), continuation("").unfinished(), continuation(""))
				.emits(Event.text(""));
			endpoint().receives(binary("").unfinished(), continuation("")).emits(Event.binary(""));
		}

		@Test
		void messagesFollowOneAnother() {
			endpoint()
				.receives(text("a").unfinished(), continuation("b"), binary("01"), binary("02").unfinished(),
						continuation(new byte[] { 3 }), text("c"))
				.emits(Event.text("ab"), Event.binary("01"), Event.binary("02 03"), Event.text("c"));
		}

		@Test
		void fragmentsOfEverySizeAreJoined() {
			byte[] first = FramingTests.counting(70_000);
			byte[] second = FramingTests.counting(300);
			byte[] third = FramingTests.counting(200_000);
			byte[] whole = Arrays.copyOf(first, 270_300);
			System.arraycopy(second, 0, whole, 70_000, 300);
			System.arraycopy(third, 0, whole, 70_300, 200_000);
			for (int step : new int[] { 1, 1000, 16_384, 65_536, 1_000_000 }) {
				Conversation endpoint = endpoint();
				byte[] stream = endpoint.inbound(binary(first).unfinished(), continuation(second).unfinished(),
						continuation(third));
				endpoint.receivesInSteps(step, stream).emits(Event.binary(whole));
			}
		}

		@Test
		void messageIsTheReceiversOwn() {
			// What a later message brings must not show in one that was delivered.
			Conversation endpoint = endpoint();
			endpoint.receives(binary("01 02").unfinished(), continuation(new byte[] { 3 }), binary("ff fe fd"));
			endpoint.emits(Event.binary("01 02 03"), Event.binary("ff fe fd"));
		}

	}

	@Nested
	class ControlFramesBetweenFragments {

		@Test
		void pingIsAnsweredAtOnce() {
			endpoint().receives(text("Hel").unfinished(), ping("p"))
				.emitsNothing()
				.sends(pong("p"))
				.receives(continuation("lo"))
				.emits(Event.text("Hello"));
		}

		@Test
		void pongIsToldAtOnce() {
			endpoint().receives(text("Hel").unfinished(), pong("p"))
				.emits(Event.pong("p"))
				.receives(continuation("lo"))
				.emits(Event.text("Hello"));
		}

		@Test
		void manyControlFramesStandBetweenFragments() {
			endpoint()
				.receives(binary("01").unfinished(), ping("1"), pong("2"), ping("3"),
						continuation(new byte[] { 2 }).unfinished(), ping("4"), continuation(new byte[] { 3 }))
				.emits(Event.pong("2"), Event.binary("01 02 03"))
				.sends(pong("1"), pong("3"), pong("4"));
		}

		@Test
		void controlFramesAreTakenByteByByteBetweenFragments() {
			endpoint()
				.receivesByteByByte(text("\u20ac1").unfinished(), ping("ping"), continuation("").unfinished(),
						pong("pong"), continuation("\u20ac2"))
				.emits(Event.pong("pong"), Event.text("\u20ac1\u20ac2"))
				.sends(pong("ping"));
		}

		@Test
		void controlFrameMayStandInsideACharacter() {
			endpoint()
				.receives(text(new byte[] { (byte) 0xE2, (byte) 0x82 }).unfinished(), ping("p"),
						continuation(new byte[] { (byte) 0xAC }))
				.emits(Event.text("\u20ac"))
				.sends(pong("p"));
		}

		@Test
		void closeEndsAnUnfinishedMessage() {
			endpoint().receives(text("Hel").unfinished(), Frame.close(1000, ""), continuation("lo"))
				.emits(Event.close(1000, ""));
		}

	}

	@Nested
	class Continuation {

		@Test
		void continuationOfNothingIsRejected() {
			String rule = "continuation of no message (RFC 6455 section 5.4)";
			endpoint().receives(continuation("a")).failsWith(1002, rule);
			endpoint().receives(continuation("a").unfinished()).failsWith(1002, rule);
			endpoint().receives(continuation("")).failsWith(1002, rule);
		}

		@Test
		void continuationBehindAWholeMessageIsRejected() {
			endpoint().receives(text("a"), continuation("b"))
				.emits(Event.text("a"))
				.failsWith(1002, "continuation of no message");
			endpoint().receives(text("a").unfinished(), continuation("b"), continuation("c"))
				.emits(Event.text("ab"))
				.failsWith(1002, "continuation of no message");
			endpoint().receives(binary("").unfinished(), continuation(""), continuation(""))
				.emits(Event.binary(""))
				.failsWith(1002, "continuation of no message");
		}

		@Test
		void continuationBehindAControlFrameIsRejected() {
			endpoint().receives(ping("p"), continuation("a"))
				.emits(Event.failure(1002))
				.sends(pong("p"), Frame.close(1002, "continuation of no message (RFC 6455 section 5.4)"));
		}

		@ParameterizedTest
		@ValueSource(ints = { Opcode.TEXT, Opcode.BINARY })
		void messageInsideAMessageIsRejected(int opcode) {
			String rule = "data frame inside a fragmented message (RFC 6455 section 5.4)";
			endpoint().receives(text("a").unfinished(), Frame.of(opcode, new byte[1])).failsWith(1002, rule);
			endpoint().receives(binary("01").unfinished(), Frame.of(opcode, new byte[1]).unfinished())
				.failsWith(1002, rule);
			endpoint().receives(binary("").unfinished(), Frame.of(opcode, new byte[0])).failsWith(1002, rule);
		}

	}

}
