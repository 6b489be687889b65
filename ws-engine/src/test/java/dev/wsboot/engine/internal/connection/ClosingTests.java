package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.connection.Rig.Recorder;
import dev.wsboot.engine.internal.dispatch.SendBatch;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.protocol.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.internal.connection.Rig.dispatched;
import static dev.wsboot.engine.internal.connection.Rig.inline;
import static dev.wsboot.engine.testing.Frame.binary;
import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * RFC 6455 section 7: how connections end.
 */
class ClosingTests {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

	private final Recorder handler = new Recorder() {

		@Override
		public void onText(WsConnection connection, String text) throws Exception {
			super.onText(connection, text);
			connection.send("re: " + text);
		}

	};

	private Rig rig;

	@AfterEach
	void nothingIsLeft() {
		if (this.rig != null) {
			this.rig.close();
			this.handler.was();
			this.rig.isClosed();
		}
	}

	private Rig server() {
		return open(Side.SERVER);
	}

	private Rig client() {
		return open(Side.CLIENT);
	}

	private Rig open(Side side) {
		this.rig = Rig.of(side, this.handler, inline());
		this.handler.was("open");
		return this.rig;
	}

	@Nested
	class ByThePeer {

		@Test
		void serverAnswersAndClosesTheSocketFirst() {
			server().receives(close(1001, "going")).sent("close 1001").isClosed();
			ClosingTests.this.handler.was("close 1001 REMOTE going");
		}

		@Test
		void clientAnswersAndLetsTheServerCloseTheSocket() {
			client().receives(close(1001, "going")).sent("close 1001").isOpen();
			assertThat(ClosingTests.this.rig.connection.readyState()).isEqualTo(WsReadyState.CLOSING);
			ClosingTests.this.handler.was();
			ClosingTests.this.rig.transport.endsInput();
			ClosingTests.this.rig.isClosed();
			ClosingTests.this.handler.was("close 1001 REMOTE going");
		}

		@Test
		void clientClosesTheSocketWhenTheServerDoesNot() {
			client().receives(close(1000, "")).sent("close 1000").passes(CLOSE_TIMEOUT.minusMillis(1)).isOpen();
			ClosingTests.this.rig.passes(Duration.ofMillis(1)).isClosed();
			ClosingTests.this.handler.was("close 1000 REMOTE");
		}

		@Test
		void closeWithoutCodeIs1005() {
			server().receives(close()).sent("close").isClosed();
			ClosingTests.this.handler.was("close 1005 REMOTE");
		}

		@Test
		void repliesToMessagesBeforeTheCloseGoOutBeforeTheAnswer() {
			server().receives(text("a"), text("b"), ping("p"), close(1000, ""))
				.sent("text re: a", "text re: b", "pong p", "close 1000")
				.isClosed();
			ClosingTests.this.handler.was("text a", "text b", "close 1000 REMOTE");
		}

		@Test
		void answerGoesOutBeforeTheSocketIsClosedThoughAnotherWriterEndsMeanwhile() {
			Rig rig = server();
			SendBatch answering = SendBatch.gathering();
			rig.transport.whileWriting = () -> {
				rig.transport.whileWriting = () -> {
				};
				rig.connection.drained();
			};
			rig.executor.whenGiven = () -> {
				rig.executor.whenGiven = () -> {
				};
				// The writer tells that all is written. Another thread has queued the
				// answer meanwhile, and has not come to write it yet.
				CompletableFuture.runAsync(() -> {
					answering.begin();
					rig.connection.lifetime.answer(new Close(1000, ""));
				}, (task) -> new Thread(task).start()).join();
			};
			rig.does(() -> rig.connection.send("a")).sent("text a").isOpen();
			rig.does(answering::end).sent("close 1000").isClosed();
			ClosingTests.this.handler.was("close 1006 LOCAL");
		}

		@Test
		void repliesOfTheExecutorGoOutBeforeTheAnswerToo() {
			Rig rig = ClosingTests.this.rig = Rig.server(ClosingTests.this.handler, dispatched());
			rig.receives(text("a"), text("b"), close(1000, ""), text("late")).sent().isOpen();
			rig.dispatch().sent("text re: a", "text re: b", "close 1000").isClosed();
			rig.dispatch();
			ClosingTests.this.handler.was("open", "text a", "text b", "close 1000 REMOTE");
		}

		@Test
		void halfCloseBehindTheCloseWaitsForTheReplies() {
			Rig rig = ClosingTests.this.rig = Rig.server(ClosingTests.this.handler, dispatched());
			rig.receives(text("a"), close(1000, ""));
			rig.transport.endsInput();
			rig.isOpen().dispatch().sent("text re: a", "close 1000").isClosed().dispatch();
			ClosingTests.this.handler.was("open", "text a", "close 1000 REMOTE");
		}

		@Test
		void clientAnswersOverAHalfClosedSocketToo() {
			Rig rig = ClosingTests.this.rig = Rig.client(ClosingTests.this.handler, dispatched());
			rig.receives(text("a"), close(1000, ""));
			rig.transport.endsInput();
			rig.isOpen().dispatch().sent("text re: a", "close 1000").isClosed().dispatch();
			ClosingTests.this.handler.was("open", "text a", "close 1000 REMOTE");
		}

		@Test
		void handlerThatHangsDoesNotKeepTheSocket() {
			Rig rig = ClosingTests.this.rig = Rig.server(ClosingTests.this.handler, dispatched());
			rig.receives(text("a"), close(1000, "")).passes(CLOSE_TIMEOUT).sent().isClosed().dispatch();
			ClosingTests.this.handler.was("open", "text a", "close 1000 REMOTE");
		}

		@Test
		void answerWaitsForASlowPeerUntilTheTimeout() {
			Rig rig = server();
			rig.transport.stopsReading();
			rig.receives(close(1000, "")).isOpen();
			rig.transport.takes(100);
			rig.sent("close 1000").isClosed();
			ClosingTests.this.handler.was("close 1000 REMOTE");
		}

		@Test
		void endWithoutACloseIs1006() {
			server().transport.endsInput();
			ClosingTests.this.rig.isClosed().sent();
			ClosingTests.this.handler.was("close 1006 REMOTE");
		}

		@Test
		void endInsideAMessageIs1006() {
			Rig rig = server().receives(text("begun").unfinished());
			rig.transport.endsInput();
			rig.isClosed();
			ClosingTests.this.handler.was("close 1006 REMOTE");
		}

		@Test
		void resetIsAnErrorAnd1006() {
			server().transport.resets();
			ClosingTests.this.rig.isClosed();
			ClosingTests.this.handler.was("error connection lost: connection reset", "close 1006 REMOTE");
		}

		@Test
		void resetThatAWriteFindsIsAnErrorAnd1006() {
			Rig rig = server();
			rig.transport.broken = true;
			rig.does(() -> rig.connection.send("a")).isClosed();
			ClosingTests.this.handler.was("error connection lost: broken pipe", "close 1006 REMOTE");
			assertThat(rig.connection.send("b")).isFalse();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class ByUs {

		@Parameter
		Side side;

		private Rig open() {
			return ClosingTests.this.open(this.side);
		}

		@Test
		void closeIsSentAndAnswered() {
			Rig rig = open();
			rig.does(() -> rig.connection.close(1000, "bye")).sent("close 1000 bye").isOpen();
			assertThat(rig.connection.readyState()).isEqualTo(WsReadyState.CLOSING);
			rig.receives(close(1000, "bye"));
			if (this.side == Side.CLIENT) {
				// RFC 6455 section 7.1.1: the server closes first.
				rig.isOpen();
				rig.transport.endsInput();
			}
			rig.isClosed().sent();
			assertThat(rig.connection.readyState()).isEqualTo(WsReadyState.CLOSED);
			ClosingTests.this.handler.was("close 1000 LOCAL bye");
		}

		@Test
		void codeOfThePeersAnswerCounts() {
			Rig rig = open();
			rig.does(() -> rig.connection.close(4000, "ours")).sent("close 4000 ours");
			rig.receives(close(4001, "theirs")).sent();
			rig.transport.endsInput();
			ClosingTests.this.handler.was("close 4001 LOCAL theirs");
		}

		@Test
		void peerThatDoesNotAnswerIsGivenUp() {
			Rig rig = open();
			rig.does(rig.connection::close).sent("close 1000");
			rig.passes(CLOSE_TIMEOUT.minusMillis(1)).isOpen().passes(Duration.ofMillis(1)).isClosed();
			ClosingTests.this.handler.was("close 1006 LOCAL close timeout");
		}

		@Test
		void closeTimeoutIsAnOption() {
			Rig rig = ClosingTests.this.rig = Rig.of(this.side, ClosingTests.this.handler,
					inline().closeTimeout(Duration.ofMillis(300)));
			rig.does(rig.connection::close).passes(Duration.ofMillis(299)).isOpen();
			rig.passes(Duration.ofMillis(1)).isClosed();
			ClosingTests.this.handler.was("open", "close 1006 LOCAL close timeout");
		}

		@Test
		void trafficDoesNotPostponeTheTimeout() {
			Rig rig = open();
			rig.does(rig.connection::close);
			for (int second = 0; second < 9; second++) {
				rig.passes(Duration.ofSeconds(1)).receives(binary("01"));
				ClosingTests.this.handler.was("binary [1]");
			}
			rig.passes(Duration.ofSeconds(1)).isClosed();
			ClosingTests.this.handler.was("close 1006 LOCAL close timeout");
		}

		@Test
		void peerThatEndsInsteadOfAnsweringIs1006() {
			Rig rig = open();
			rig.does(rig.connection::close);
			rig.transport.endsInput();
			rig.isClosed();
			ClosingTests.this.handler.was("close 1006 LOCAL");
		}

		@Test
		void crossingClosesAreOneEnd() {
			// Each side sent its Close before it saw the other's.
			Rig rig = open();
			rig.does(() -> rig.connection.close(4000, "ours"));
			rig.receives(text("on its way"), close(4001, "theirs")).sent("close 4000 ours");
			rig.transport.endsInput();
			rig.isClosed();
			ClosingTests.this.handler.was("text on its way", "close 4001 LOCAL theirs");
		}

		@Test
		void nothingIsSentBehindAClose() {
			Rig rig = open();
			rig.does(() -> {
				assertThat(rig.connection.send("before")).isTrue();
				rig.connection.close();
				assertThat(rig.connection.send("behind")).isFalse();
				assertThat(rig.connection.send(new byte[1])).isFalse();
				rig.connection.close(1001, "again");
			}).sent("text before", "close 1000");
			rig.receives(ping("p"), text("a")).sent();
			ClosingTests.this.handler.was("text a");
			rig.transport.endsInput();
			ClosingTests.this.handler.was("close 1006 LOCAL");
		}

		@Test
		void closeGoesOutBehindWhatWaits() {
			Rig rig = open();
			rig.transport.stopsReading();
			rig.does(() -> {
				rig.connection.send("first");
				rig.connection.close();
			}).sent();
			rig.transport.takes(1000);
			rig.sent("text first", "close 1000");
			rig.transport.endsInput();
			ClosingTests.this.handler.was("close 1006 LOCAL");
		}

		@Test
		void terminateClosesTheSocketAtOnce() {
			Rig rig = open();
			rig.does(rig.connection::terminate).sent().isClosed();
			ClosingTests.this.handler.was("close 1006 LOCAL terminated");
		}

		@Test
		void handlerIsToldOfTheBeginningAlsoWhenTheEndCameFirst() {
			Rig rig = ClosingTests.this.rig = Rig.server(ClosingTests.this.handler, dispatched());
			rig.receives(text("late")).does(rig.connection::terminate).isClosed();
			ClosingTests.this.handler.was();
			rig.dispatch();
			ClosingTests.this.handler.was("open", "close 1006 LOCAL terminated");
		}

		@Test
		void terminateAgainDoesNothing() {
			Rig rig = open();
			rig.does(rig.connection::terminate).does(rig.connection::terminate).does(rig.connection::close).isClosed();
			ClosingTests.this.handler.was("close 1006 LOCAL terminated");
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_536, -1 })
		void codeThatMustNotBeSentIsRefused(int code) {
			Rig rig = open();
			assertThatIllegalArgumentException().isThrownBy(() -> rig.connection.close(code, ""))
				.withMessageContaining("close code " + code + " must not be sent");
			assertThat(rig.connection.readyState()).isEqualTo(WsReadyState.OPEN);
			rig.does(rig.connection::terminate);
			ClosingTests.this.handler.was("close 1006 LOCAL terminated");
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(Side.class)
	class ByABreach {

		@Parameter
		Side side;

		private Rig open() {
			return ClosingTests.this.open(this.side);
		}

		@Test
		void failureIsToldToThePeerAndItsRestIsDrained() {
			Rig rig = open().receives(text("a"), text("b").rsv(1), text("c"))
				.sent("text re: a", "close 1002 reserved bit set (RFC 6455 section 5.2)");
			assertThat(rig.transport.outputShut).isTrue();
			rig.isOpen().receives(text("d"), close(1000, "")).sent();
			rig.transport.endsInput();
			rig.isClosed();
			ClosingTests.this.handler.was("text a", "error reserved bit set (RFC 6455 section 5.2)",
					"close 1002 LOCAL reserved bit set (RFC 6455 section 5.2)");
		}

		@Test
		void peerThatGoesOnIsClosed() {
			open().receives(text("b").rsv(1)).passes(CLOSE_TIMEOUT).isClosed();
			ClosingTests.this.handler.was("error reserved bit set (RFC 6455 section 5.2)",
					"close 1002 LOCAL reserved bit set (RFC 6455 section 5.2)");
		}

		@Test
		void repliesOfTheExecutorToMessagesBeforeABreachGoOutFirst() {
			Rig rig = ClosingTests.this.rig = Rig.server(ClosingTests.this.handler, dispatched());
			rig.receives(text("a"), text("b").rsv(1), text("late")).sent().isOpen();
			rig.dispatch().sent("text re: a", "close 1002 reserved bit set (RFC 6455 section 5.2)");
			assertThat(rig.transport.outputShut).isTrue();
			rig.transport.close();
			rig.dispatch();
			ClosingTests.this.handler.was("open", "text a", "error reserved bit set (RFC 6455 section 5.2)",
					"close 1002 LOCAL reserved bit set (RFC 6455 section 5.2)");
		}

		@Test
		void halfCloseBehindABreachWaitsForTheReplies() {
			Rig rig = ClosingTests.this.rig = Rig.of(this.side, ClosingTests.this.handler, dispatched());
			rig.receives(text("a"), text("b").rsv(1));
			rig.transport.endsInput();
			rig.isOpen()
				.dispatch()
				.sent("text re: a", "close 1002 reserved bit set (RFC 6455 section 5.2)")
				.isClosed()
				.dispatch();
			ClosingTests.this.handler.was("open", "text a", "error reserved bit set (RFC 6455 section 5.2)",
					"close 1002 LOCAL reserved bit set (RFC 6455 section 5.2)");
		}

		@Test
		void breachBehindOurCloseIsNamed() {
			Rig rig = open();
			rig.does(rig.connection::close).sent("close 1000").receives(text("b").rsv(1)).sent();
			rig.transport.endsInput();
			ClosingTests.this.handler.was("error reserved bit set (RFC 6455 section 5.2)",
					"close 1002 LOCAL reserved bit set (RFC 6455 section 5.2)");
		}

		@Test
		void errorCallbackThatTerminatesDoesNotHideTheCode() {
			Recorder terminating = new Recorder() {

				@Override
				public void onError(WsConnection connection, Throwable error) {
					connection.terminate();
				}

			};
			Rig rig = Rig.of(this.side, terminating, inline());
			rig.receives(text("b").rsv(1)).isClosed().close();
			terminating.was("open", "close 1002 LOCAL reserved bit set (RFC 6455 section 5.2)");
		}

		@Test
		void tooLargeAMessageIs1009() {
			Rig rig = ClosingTests.this.rig = Rig.of(this.side, ClosingTests.this.handler, inline().maxPayload(3));
			rig.receives(text("abc"), text("abcd"))
				.sent("text re: abc", "close 1009 message exceeds 3 bytes (max-payload)");
			rig.transport.endsInput();
			ClosingTests.this.handler.was("open", "text abc", "error message exceeds 3 bytes (max-payload)",
					"close 1009 LOCAL message exceeds 3 bytes (max-payload)");
		}

		@Test
		void textThatIsNotUtf8Is1007() {
			open().receives(text(new byte[] { (byte) 0xFF }))
				.sent("close 1007 text message is not UTF-8 (RFC 6455 section 8.1)").transport.endsInput();
			ClosingTests.this.handler.was("error text message is not UTF-8 (RFC 6455 section 8.1)",
					"close 1007 LOCAL text message is not UTF-8 (RFC 6455 section 8.1)");
		}

	}

	@Nested
	class BeforeItWasOpened {

		@Test
		void socketThatIsLostLeavesNoTrace() {
			Recorder handler = new Recorder();
			Rig rig = Rig.unopened(handler);
			rig.transport.resets();
			rig.connection.open(new byte[0], new byte[0]);
			rig.scheduler.runTasks();
			handler.was();
			assertThat(rig.endpoint.connections()).isEmpty();
			assertThat(rig.engine.connections()).isEmpty();
			assertThat(rig.engine.connectionCount()).isZero();
			assertThat(rig.endpoint.ledger().active()).isZero();
			assertThat(rig.scheduler.timers()).isZero();
			assertThat(rig.transport.started).isFalse();
			rig.engine.close();
		}

	}

	@Nested
	class InTheMiddleOfAHandler {

		@Test
		void terminateIsFollowedByTheEndOnly() {
			Recorder terminating = new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) throws Exception {
					super.onText(connection, text);
					connection.terminate();
					add("after " + connection.readyState());
				}

			};
			Rig rig = Rig.server(terminating, inline());
			rig.receives(text("a"), text("b"), binary("01")).isClosed();
			terminating.was("open", "text a", "after OPEN", "close 1006 LOCAL terminated");
			rig.close();
		}

		@Test
		void terminateDropsWhatWaitsForTheExecutor() {
			Recorder terminating = new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) throws Exception {
					super.onText(connection, text);
					connection.terminate();
				}

			};
			Rig rig = Rig.server(terminating, dispatched());
			rig.receives(text("a"), text("b")).dispatch().isClosed().dispatch();
			terminating.was("open", "text a", "close 1006 LOCAL terminated");
			rig.close();
		}

		@Test
		void terminateInOnOpen() {
			Recorder terminating = new Recorder() {

				@Override
				public void onOpen(WsConnection connection) throws Exception {
					super.onOpen(connection);
					connection.terminate();
					add("opened");
				}

			};
			Rig rig = Rig.server(terminating, inline());
			rig.isClosed();
			terminating.was("open", "opened", "close 1006 LOCAL terminated");
			rig.close();
		}

		@Test
		void closeInOnOpen() {
			Recorder closing = new Recorder() {

				@Override
				public void onOpen(WsConnection connection) throws Exception {
					super.onOpen(connection);
					connection.close(1008, "not you");
				}

			};
			Rig rig = Rig.server(closing, inline());
			rig.sent("close 1008 not you").receives(close(1008, "")).isClosed();
			closing.was("open", "close 1008 LOCAL");
			rig.close();
		}

		@Test
		void sendsInOnCloseAreRefused() {
			Recorder sending = new Recorder() {

				@Override
				public void onClose(WsConnection connection, dev.wsboot.engine.WsClose close) throws Exception {
					super.onClose(connection, close);
					add("sent " + connection.send("too late"));
					connection.close();
					connection.terminate();
					add("state " + connection.readyState());
				}

			};
			Rig rig = Rig.server(sending, inline());
			rig.receives(close(1000, "")).sent("close 1000").isClosed();
			sending.was("open", "close 1000 REMOTE", "sent false", "state CLOSED");
			rig.close();
		}

	}

}
