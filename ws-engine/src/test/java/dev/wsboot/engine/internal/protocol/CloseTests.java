package dev.wsboot.engine.internal.protocol;

import java.util.List;

import dev.wsboot.engine.CloseCode;
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
import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.hex;
import static dev.wsboot.engine.testing.Frame.of;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

/**
 * RFC 6455 sections 5.5.1 and 7: Close frames, the closing handshake and close codes.
 */
@ExtendWith(NothingLeftOver.class)
class CloseTests {

	/** 123 bytes of UTF-8, the most that fit. */
	private static final String LONGEST_REASON = "\u20ac".repeat(41);

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class Section551Close {

		@Parameter
		Side side;

		private Conversation endpoint() {
			return Conversation.of(this.side);
		}

		@Test
		void peersCloseIsTold() {
			endpoint().receives(close(1000, "bye")).emits(Event.close(1000, "bye")).sendsNothing();
		}

		@Test
		void peersCloseIsAnsweredWithItsCode() {
			endpoint().receives(close(1001, "bye"))
				.emits(Event.close(1001, "bye"))
				.answers(1001, "bye")
				.sends(close(1001, ""));
		}

		@Test
		void emptyCloseIsToldAs1005AndAnsweredWithAnEmptyClose() {
			endpoint().receives(close()).emits(Event.close(1005, "")).answers(1005, "").sends(close());
		}

		@Test
		void closeIsTakenByteByByte() {
			endpoint().receivesByteByByte(close(4000, LONGEST_REASON)).emits(Event.close(4000, LONGEST_REASON));
			endpoint().receivesByteByByte(close()).emits(Event.close(1005, ""));
		}

		@Test
		void bodyOfOneByteIsRejected() {
			String rule = "close frame with a body of one byte (RFC 6455 section 5.5.1)";
			endpoint().receives(of(Opcode.CLOSE, new byte[1])).failsWith(1002, rule);
			endpoint().receivesByteByByte(of(Opcode.CLOSE, new byte[1])).failsWith(1002, rule);
		}

		@Test
		void longestReasonIsTaken() {
			endpoint().receives(close(1000, LONGEST_REASON)).emits(Event.close(1000, LONGEST_REASON));
		}

		@ParameterizedTest
		@ValueSource(strings = { "80", "c0 80", "ed a0 80", "f4 90 80 80", "e2 82", "61 ff", "c3" })
		void reasonThatIsNotUtf8IsRejected(String reason) {
			endpoint().receives(close(1000, hex(reason)))
				.failsWith(1007, "close reason is not UTF-8 (RFC 6455 section 5.5.1)");
		}

		@Test
		void bytesBehindACloseAreIgnored() {
			endpoint().receives(close(1000, ""), text("late"), ping("late"), close(1001, ""), text("late").rsv(7))
				.emits(Event.close(1000, ""))
				.receives(text("later"), ping("later"))
				.receives("ff ff ff ff")
				.emitsNothing()
				.answers(1000, "")
				.sends(close(1000, ""));
		}

		@Test
		void messagesBeforeACloseAreDelivered() {
			endpoint().receives(text("a"), ping("p"), text("b"), close(1000, ""))
				.emits(Event.text("a"), Event.text("b"), Event.close(1000, ""))
				.sends(Frame.pong("p"));
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class Section71ClosingHandshake {

		@Parameter
		Side side;

		private Conversation endpoint() {
			return Conversation.of(this.side);
		}

		@Test
		void closeIsSentWithCodeAndReason() {
			endpoint().closes(1000, "bye").sends(close(1000, "bye"));
			endpoint().closes(4999, LONGEST_REASON).sends(close(4999, LONGEST_REASON));
		}

		@Test
		void closeWithoutCodeIsEmpty() {
			Conversation endpoint = endpoint();
			assertThat(endpoint.protocol().close(Close.EMPTY)).isTrue();
			endpoint.sends(close());
		}

		@Test
		void onlyTheFirstCloseIsSent() {
			Conversation endpoint = endpoint();
			assertThat(endpoint.protocol().close(Close.of(1000, "first"))).isTrue();
			assertThat(endpoint.protocol().close(Close.of(1001, "second"))).isFalse();
			assertThat(endpoint.protocol().answer(new Close(1002, ""))).isFalse();
			endpoint.sends(close(1000, "first"));
		}

		@Test
		void answerToOurCloseIsNotAnswered() {
			endpoint().closes(1000, "")
				.sends(close(1000, ""))
				.receives(close(1000, ""))
				.emits(Event.close(1000, ""))
				.answers(1000, "")
				.sendsNothing();
		}

		@Test
		void messagesAreTakenUntilThePeersCloseArrives() {
			endpoint().closes(1000, "")
				.sends(close(1000, ""))
				.receives(text("on its way"))
				.emits(Event.text("on its way"))
				.receives(close(1000, ""))
				.emits(Event.close(1000, ""));
		}

		@Test
		void messagesSentBeforeTheAnswerGoOutBeforeIt() {
			Conversation endpoint = endpoint();
			endpoint.receives(text("question"), close(1000, ""));
			endpoint.emits(Event.text("question"), Event.close(1000, ""));
			assertThat(endpoint.outbound().text("reply")).isEqualTo(Outbound.Result.ACCEPTED);
			endpoint.answers(1000, "").sends(text("reply"), close(1000, ""));
		}

		@Test
		void nothingIsSentBehindOurClose() {
			Conversation endpoint = endpoint();
			endpoint.closes(1000, "").sends(close(1000, ""));
			assertThat(endpoint.outbound().text("late")).isEqualTo(Outbound.Result.CLOSED);
			assertThat(endpoint.outbound().binary(new byte[1], 0, 1)).isEqualTo(Outbound.Result.CLOSED);
			assertThat(endpoint.outbound().ping(new byte[0])).isFalse();
			assertThat(endpoint.outbound().pong(new byte[0], 0, 0)).isFalse();
			assertThat(endpoint.outbound().isCloseSent()).isTrue();
			endpoint.sendsNothing();
		}

		@Test
		void breachBehindOurCloseFailsWithoutASecondClose() {
			endpoint().closes(1000, "")
				.sends(close(1000, ""))
				.receives(text("a").rsv(4))
				.failsSilentlyWith(1002, "5.2")
				.receives(close(1000, ""))
				.emitsNothing();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class Section74CloseCodes {

		@Parameter
		Side side;

		@Test
		void everyCodeIsJudged() {
			for (int code = 0; code <= 0xFFFF; code++) {
				Conversation endpoint = Conversation.of(this.side);
				endpoint.receives(close(code, ""));
				if (isAllowed(code)) {
					endpoint.emits(Event.close(code, "")).answers(code, "").sends(close(code, ""));
				}
				else {
					endpoint.failsWith(1002, "close code " + code + " (RFC 6455 section 7.4)");
				}
				Conversation.verifyAll();
			}
		}

	}

	@Nested
	class Codes {

		@Test
		void everyCodeIsJudgedBeforeItIsSent() {
			for (int code = -1; code <= 0x10000; code++) {
				if (CloseCode.isSendable(code) != isAllowed(code)) {
					fail(code + " is judged wrong");
				}
			}
			for (int code = 990; code <= 5010; code++) {
				if (isSendable(code) != isAllowed(code)) {
					fail(code + " is judged wrong");
				}
			}
		}

		@Test
		void refusalSaysWhatIsAllowed() {
			assertThatIllegalArgumentException().isThrownBy(() -> Close.of(1005, ""))
				.withMessage("close code 1005 must not be sent: use 1000 to 1003, 1007 to 1014 or 3000 to 4999 "
						+ "(RFC 6455 section 7.4)");
		}

		private static boolean isSendable(int code) {
			try {
				return Close.of(code, "").code() == code;
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

	}

	@Nested
	class Reasons {

		@Test
		void reasonAbove123BytesIsNotSent() {
			assertThatIllegalArgumentException().isThrownBy(() -> Close.of(1000, LONGEST_REASON + "a"))
				.withMessageContaining("124 bytes")
				.withMessageContaining("123");
		}

		@Test
		void cutReasonEndsWithAWholeCharacter() {
			for (int before = 0; before < 4; before++) {
				String prefix = "a".repeat(before);
				assertThat(Close.truncating(1000, prefix + "\ud83d\ude00".repeat(40)).reason())
					.isEqualTo(prefix + "\ud83d\ude00".repeat((123 - before) / 4));
				assertThat(Close.truncating(1000, prefix + "\u20ac".repeat(60)).reason())
					.isEqualTo(prefix + "\u20ac".repeat((123 - before) / 3));
			}
		}

		@Test
		void shortReasonIsNotCut() {
			assertThat(Close.truncating(1000, LONGEST_REASON)).isEqualTo(new Close(1000, LONGEST_REASON));
			assertThat(Close.truncating(1000, "")).isEqualTo(new Close(1000, ""));
		}

	}

	@Test
	void serverAnswersInBytes() {
		server().receives("88 82 37 fa 21 3d 34 12")
			.emits(Event.close(1000, ""))
			.answers(1000, "")
			.sends("88 02 03 e8");
	}

	@Test
	void clientAnswersInBytes() {
		client().receives("88 02 03 e8")
			.emits(Event.close(1000, ""))
			.answers(1000, "")
			.sends("88 82 37 fa 21 3d 34 12");
	}

	/** What RFC 6455 section 7.4 and the IANA registry let through. */
	private static boolean isAllowed(int code) {
		return List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014).contains(code)
				|| (code >= 3000 && code <= 4999);
	}

}
