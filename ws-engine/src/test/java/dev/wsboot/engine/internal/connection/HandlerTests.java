package dev.wsboot.engine.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.connection.Rig.Recorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.wsboot.engine.internal.connection.Rig.dispatched;
import static dev.wsboot.engine.internal.connection.Rig.inline;
import static dev.wsboot.engine.testing.Frame.binary;
import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.continuation;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.pong;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How handlers are called, and what happens when they throw.
 */
class HandlerTests {

	/** Of the application, whose logger is the connection's interface. */
	private final LogLines log = new LogLines();

	private Rig rig;

	@AfterEach
	void nothingIsLeft() {
		this.log.detach();
		if (this.rig != null) {
			this.rig.close();
		}
	}

	@Nested
	@ParameterizedClass
	@EnumSource(WsDispatch.class)
	class Calls {

		@Parameter
		WsDispatch dispatch;

		private Rig open(Recorder handler) {
			HandlerTests.this.rig = Rig.server(handler, WsOptions.builder().dispatch(this.dispatch));
			return HandlerTests.this.rig.dispatch();
		}

		@Test
		void everythingIsToldInOrder() {
			Recorder handler = new Recorder();
			open(handler)
				.receives(text("a"), pong("p"), binary("01 02"), text("b").unfinished(), ping(""), continuation("c"),
						close(1000, "bye"))
				.dispatch();
			handler.was("open", "text a", "pong p", "binary [1, 2]", "text bc", "close 1000 REMOTE bye");
			HandlerTests.this.rig.isClosed();
		}

		@Test
		void handlerThatThrowsIsToldAndTheConnectionClosedWith1011() {
			Recorder handler = new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) throws Exception {
					super.onText(connection, text);
					throw new IllegalStateException("broken");
				}

			};
			open(handler).receives(text("a"), text("b"), binary("01"), pong(""))
				.dispatch()
				.sent("close 1011")
				.receives(text("c"))
				.dispatch()
				.receives(close(1011, ""))
				.dispatch()
				.isClosed();
			handler.was("open", "text a", "error broken", "close 1011 LOCAL");
			assertThat(HandlerTests.this.log.lines()).hasSize(1);
			assertThat(HandlerTests.this.log.lines().get(0)).contains("'/test'").contains("handler threw");
		}

		@Test
		void onOpenThatThrowsLikewise() {
			Recorder handler = new Recorder() {

				@Override
				public void onOpen(WsConnection connection) throws Exception {
					super.onOpen(connection);
					throw new Exception("checked");
				}

			};
			open(handler).receives(text("a"))
				.dispatch()
				.sent("close 1011")
				.receives(close(1011, ""))
				.dispatch()
				.isClosed();
			handler.was("open", "error checked", "close 1011 LOCAL");
		}

		@Test
		void errorsThrownAreTreatedLikeExceptions() {
			Recorder handler = new Recorder() {

				@Override
				public void onBinary(WsConnection connection, byte[] data) {
					throw new StackOverflowError("deep");
				}

			};
			open(handler).receives(binary("01")).dispatch().sent("close 1011");
			handler.was("open", "error deep");
		}

		@Test
		void onErrorThatThrowsIsLogged() {
			Recorder handler = new Recorder() {

				@Override
				public void onPong(WsConnection connection, byte[] data) {
					throw new IllegalStateException("first");
				}

				@Override
				public void onError(WsConnection connection, Throwable error) throws Exception {
					super.onError(connection, error);
					throw new IllegalStateException("second");
				}

			};
			open(handler).receives(pong(""))
				.dispatch()
				.sent("close 1011")
				.receives(close(1011, ""))
				.dispatch()
				.isClosed();
			handler.was("open", "error first", "close 1011 LOCAL");
			assertThat(HandlerTests.this.log.lines()).hasSize(2);
		}

		@Test
		void onCloseThatThrowsIsLogged() {
			Recorder handler = new Recorder() {

				@Override
				public void onClose(WsConnection connection, WsClose close) throws Exception {
					super.onClose(connection, close);
					throw new IllegalStateException("at the end");
				}

			};
			open(handler).receives(close(1000, "")).dispatch().sent("close 1000").isClosed();
			handler.was("open", "close 1000 REMOTE");
			assertThat(HandlerTests.this.log.lines()).hasSize(1);
		}

		@Test
		void otherConnectionsAreNotTouched() {
			Recorder handler = new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) {
					throw new IllegalStateException("broken");
				}

			};
			try (Rig other = Rig.server(handler, WsOptions.builder().dispatch(this.dispatch))) {
				open(handler).receives(text("a")).dispatch().sent("close 1011");
				other.receives(ping("p")).dispatch().sent("pong p").isOpen();
				assertThat(other.connection.readyState()).isEqualTo(WsReadyState.OPEN);
			}
		}

		@Test
		void bytesReadBehindTheHandshakeComeFirst() {
			Recorder handler = new Recorder();
			HandlerTests.this.rig = Rig.server(handler, WsOptions.builder().dispatch(this.dispatch), text("early"),
					ping("p"));
			HandlerTests.this.rig.dispatch().sent("pong p").receives(text("late")).dispatch();
			handler.was("open", "text early", "text late");
		}

	}

	@Nested
	class Callbacks {

		private final List<String> calls = new ArrayList<>();

		private final WsAcceptor acceptor = (connection, request) -> {
			this.calls.add("accept " + request.path());
			connection.onText((text) -> this.calls.add("text " + text));
			connection.onBinary((data) -> this.calls.add("binary " + data.length));
			connection.onMessage((message) -> this.calls.add("message"));
			connection.onPong((data) -> this.calls.add("pong " + data.length));
			connection.onClose((close) -> this.calls.add("close " + close.code()));
			connection.onError((error) -> this.calls.add("error " + error.getMessage()));
		};

		@Test
		void whatIsSetIsCalled() {
			HandlerTests.this.rig = Rig.accepting(this.acceptor);
			HandlerTests.this.rig.receives(text("a"), binary("01"), pong(""), close(1000, "")).isClosed();
			assertThat(this.calls).containsExactly("accept /test", "text a", "message", "binary 1", "message", "pong 0",
					"close 1000");
		}

		@Test
		void whatIsNotSetIsNot() {
			HandlerTests.this.rig = Rig.accepting((connection, request) -> this.calls.add("accept"));
			HandlerTests.this.rig.receives(text("a"), binary("01"), pong(""), close(1000, "")).isClosed();
			assertThat(this.calls).containsExactly("accept");
		}

		@Test
		void callbackMayBeReplaced() {
			HandlerTests.this.rig = Rig.accepting((connection, request) -> connection.onText((first) -> {
				this.calls.add("first " + first);
				connection.onText((next) -> this.calls.add("next " + next));
			}));
			HandlerTests.this.rig.receives(text("a"), text("b"), text("c"));
			assertThat(this.calls).containsExactly("first a", "next b", "next c");
		}

		@Test
		void acceptorThatThrowsClosesWith1011() {
			HandlerTests.this.rig = Rig.accepting((connection, request) -> {
				connection.onError((error) -> this.calls.add("error " + error.getMessage()));
				connection.onClose((close) -> this.calls.add("close " + close.code()));
				throw new IllegalStateException("not you");
			});
			HandlerTests.this.rig.sent("close 1011").receives(text("a"), close(1011, "")).isClosed();
			assertThat(this.calls).containsExactly("error not you", "close 1011");
		}

		@Test
		void callbackThatThrowsClosesWith1011() {
			HandlerTests.this.rig = Rig.accepting((connection, request) -> {
				connection.onMessage((message) -> {
					throw new IllegalStateException("broken");
				});
				connection.onError((error) -> this.calls.add("error " + error.getMessage()));
			});
			HandlerTests.this.rig.receives(text("a"), text("b")).sent("close 1011");
			assertThat(this.calls).containsExactly("error broken");
		}

	}

	@Nested
	class Executor {

		@Test
		void allThatWaitsGoesInOneHop() {
			Recorder handler = new Recorder();
			HandlerTests.this.rig = Rig.server(handler, dispatched());
			HandlerTests.this.rig.receives(text("a"), text("b")).receives(text("c"));
			assertThat(HandlerTests.this.rig.executor.waiting()).isOne();
			handler.was();
			HandlerTests.this.rig.dispatch();
			handler.was("open", "text a", "text b", "text c");
			assertThat(HandlerTests.this.rig.executor.waiting()).isZero();
		}

		@Test
		void executorThatRefusesClosesWith1013() {
			Recorder handler = new Recorder();
			HandlerTests.this.rig = Rig.server(handler, dispatched());
			HandlerTests.this.rig.dispatch();
			HandlerTests.this.rig.executor.refuses = true;
			HandlerTests.this.rig.receives(text("a")).sent("close 1013").receives(text("b"));
			handler.was("open");
			assertThat(HandlerTests.this.log.lines()).hasSize(1);
			HandlerTests.this.rig.executor.refuses = false;
			HandlerTests.this.rig.receives(close(1013, "")).dispatch().isClosed();
			handler.was("close 1013 LOCAL");
		}

		@Test
		void endIsToldEvenIfTheExecutorRefuses() {
			Recorder handler = new Recorder();
			HandlerTests.this.rig = Rig.server(handler, dispatched());
			HandlerTests.this.rig.dispatch();
			HandlerTests.this.rig.executor.refuses = true;
			HandlerTests.this.rig.receives(text("a"), close(1000, "")).sent("close 1013");
			// Not by whoever has received it.
			handler.was("open");
			HandlerTests.this.rig.fallback.runAll();
			handler.was("close 1000 REMOTE");
			HandlerTests.this.rig.isClosed();
		}

		@Test
		void endIsToldByTheExecutorIfItTakesTasksAgain() {
			Recorder handler = new Recorder();
			HandlerTests.this.rig = Rig.server(handler, dispatched());
			HandlerTests.this.rig.dispatch();
			HandlerTests.this.rig.executor.refuses = true;
			HandlerTests.this.rig.receives(text("a")).sent("close 1013");
			HandlerTests.this.rig.executor.refuses = false;
			HandlerTests.this.rig.transport.resets();
			HandlerTests.this.rig.dispatch().isClosed();
			handler.was("open", "close 1006 LOCAL");
		}

		@Test
		void refusedClientClosesWhenItsServerDoes() {
			Recorder handler = new Recorder();
			HandlerTests.this.rig = Rig.client(handler, dispatched());
			HandlerTests.this.rig.dispatch();
			HandlerTests.this.rig.executor.refuses = true;
			HandlerTests.this.rig.receives(text("a")).sent("close 1013").receives(close(1013, "")).isOpen();
			HandlerTests.this.rig.transport.endsInput();
			HandlerTests.this.rig.fallback.runAll();
			HandlerTests.this.rig.isClosed();
		}

		@Test
		void breachAfterTheRefusalShutsTheOutputDown() {
			Recorder handler = new Recorder();
			HandlerTests.this.rig = Rig.server(handler, dispatched());
			HandlerTests.this.rig.dispatch();
			HandlerTests.this.rig.executor.refuses = true;
			HandlerTests.this.rig.receives(text("a")).sent("close 1013").receives(continuation("b"));
			assertThat(HandlerTests.this.rig.transport.outputShut).isTrue();
		}

		@Test
		void breachIsAnsweredThoughTheExecutorRefuses() {
			Recorder handler = new Recorder();
			HandlerTests.this.rig = Rig.server(handler, dispatched());
			HandlerTests.this.rig.dispatch();
			HandlerTests.this.rig.executor.refuses = true;
			HandlerTests.this.rig.receives(text("a"), continuation("b")).sent("close 1013");
			HandlerTests.this.rig.fallback.runAll();
			HandlerTests.this.rig.isClosed();
			handler.was("open", "close 1002 LOCAL continuation of no message (RFC 6455 section 5.4)");
		}

	}

	/** Collects what the engine's loggers say to an operator. */
	private static final class LogLines extends Handler {

		private final Logger logger = Logger.getLogger(WsConnection.class.getName());

		private final List<String> lines = new ArrayList<>();

		LogLines() {
			this.logger.addHandler(this);
			this.logger.setUseParentHandlers(false);
		}

		void detach() {
			this.logger.removeHandler(this);
			this.logger.setUseParentHandlers(true);
		}

		List<String> lines() {
			return this.lines;
		}

		@Override
		public void publish(LogRecord record) {
			if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
				this.lines.add(record.getMessage());
			}
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

}
