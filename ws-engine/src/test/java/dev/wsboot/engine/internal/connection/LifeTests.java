package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsConnectionLostException;
import dev.wsboot.engine.WsConnectionObserver;
import dev.wsboot.engine.WsDelegatingHandler;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.internal.connection.Rig.Recorder;
import dev.wsboot.engine.internal.protocol.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Who else follows a connection: observers, decorators, and who waits for its end.
 */
class LifeTests {

	private final List<String> calls = new ArrayList<>();

	private Rig rig;

	@AfterEach
	void end() {
		if (this.rig != null) {
			this.rig.close();
		}
	}

	/** Writes down what it is told, among the calls of the handler. */
	private final class Observer implements WsConnectionObserver {

		private final String name;

		Observer(String name) {
			this.name = name;
		}

		@Override
		public void opened(WsConnection connection) {
			LifeTests.this.calls.add(this.name + " opened");
		}

		@Override
		public void closed(WsConnection connection, WsClose close) {
			LifeTests.this.calls.add(this.name + " closed " + close.code());
		}

		@Override
		public void ended(WsConnection connection, WsClose close) {
			LifeTests.this.calls.add(this.name + " ended " + close.code());
		}

	}

	/** Writes down its calls, among those of the observers. */
	private class Handler implements WsHandler {

		@Override
		public void onOpen(WsConnection connection) {
			LifeTests.this.calls.add("open");
		}

		@Override
		public void onText(WsConnection connection, String text) {
			LifeTests.this.calls.add("text " + text);
		}

		@Override
		public void onClose(WsConnection connection, WsClose close) {
			LifeTests.this.calls.add("close " + close.code());
		}

		@Override
		public void onError(WsConnection connection, Throwable error) {
			LifeTests.this.calls.add("error " + error.getClass().getSimpleName());
		}

	}

	@Nested
	class Observers {

		@Test
		void areToldAroundTheHandlersCallsAndInTheirOrder() {
			Rig opening = LifeTests.this.rig = Rig.unopened(new Handler());
			opening.engine.observe(new Observer("engine"));
			opening.endpoint.observe(new Observer("endpoint"));
			opening.does(() -> opening.connection.open(new byte[0], new byte[0]))
				.receives(text("a"), close(1000, ""))
				.isClosed();
			assertThat(LifeTests.this.calls).containsExactly("engine opened", "endpoint opened", "open", "text a",
					"endpoint closed 1000", "engine closed 1000", "close 1000", "endpoint ended 1000",
					"engine ended 1000");
		}

		@Test
		void areToldOnTheHandlersThread() {
			Rig dispatched = LifeTests.this.rig = Rig.server(new Handler(), Rig.dispatched());
			dispatched.endpoint.observe(new Observer("endpoint"));
			assertThat(LifeTests.this.calls).isEmpty();
			dispatched.dispatch();
			assertThat(LifeTests.this.calls).containsExactly("endpoint opened", "open");
			dispatched.receives(close(1000, ""));
			assertThat(LifeTests.this.calls).hasSize(2);
			dispatched.dispatch().dispatch();
			assertThat(LifeTests.this.calls).containsExactly("endpoint opened", "open", "endpoint closed 1000",
					"close 1000", "endpoint ended 1000");
		}

		@Test
		void whatOneThrowsKeepsNothingFromAnybody() {
			Rig opening = LifeTests.this.rig = Rig.unopened(new Handler());
			opening.endpoint.observe(new WsConnectionObserver() {

				@Override
				public void opened(WsConnection connection) {
					throw new IllegalStateException("opened");
				}

				@Override
				public void closed(WsConnection connection, WsClose close) {
					throw new AssertionError("closed");
				}

				@Override
				public void ended(WsConnection connection, WsClose close) {
					throw new IllegalStateException("ended");
				}

			});
			opening.endpoint.observe(new Observer("second"));
			opening.does(() -> opening.connection.open(new byte[0], new byte[0])).receives(close(1000, "")).isClosed();
			assertThat(LifeTests.this.calls).containsExactly("second opened", "open", "second closed 1000",
					"close 1000", "second ended 1000");
		}

		@Test
		void areToldOfTheEndThoughTheHandlerThrows() {
			Rig open = LifeTests.this.rig = Rig.server(new Handler() {

				@Override
				public void onClose(WsConnection connection, WsClose close) {
					throw new IllegalStateException("broken");
				}

			}, Rig.inline());
			open.endpoint.observe(new Observer("endpoint"));
			open.receives(close(1000, "")).isClosed();
			assertThat(LifeTests.this.calls).containsExactly("open", "endpoint closed 1000", "endpoint ended 1000");
		}

	}

	@Nested
	class Decorators {

		private WsHandlerDecorator naming(String name) {
			return (handler, endpoint) -> new WsDelegatingHandler(handler) {

				@Override
				public void onText(WsConnection connection, String text) throws Exception {
					LifeTests.this.calls.add(name + " of " + endpoint);
					super.onText(connection, text);
					LifeTests.this.calls.add(name + " returns");
				}

			};
		}

		private Endpoint endpoint(WsHandler handler, WsHandlerDecorator... decorators) {
			return new Endpoint("/test", handler, Rig.inline().build(), List.of(decorators));
		}

		@Test
		void standInFrontOfTheHandlerTheFirstOutermost() {
			Endpoint endpoint = endpoint(new Handler(), naming("a"), naming("b"));
			LifeTests.this.rig = Rig.of(Side.SERVER, endpoint.handler(), Rig.inline()).receives(text("x"));
			assertThat(LifeTests.this.calls).containsExactly("open", "a of /test", "b of /test", "text x", "b returns",
					"a returns");
		}

		@Test
		void mayWrapWhatAnAcceptorMade() {
			WsHandler accepted = WsHandler
				.of((connection, request) -> connection.onText((text) -> LifeTests.this.calls.add("text " + text)));
			Endpoint endpoint = endpoint(accepted, naming("a"));
			LifeTests.this.rig = Rig.of(Side.SERVER, endpoint.handler(), Rig.inline()).receives(text("x"));
			assertThat(LifeTests.this.calls).containsExactly("a of /test", "text x", "a returns");
		}

		@Test
		void costNothingWhereThereAreNone() {
			Handler handler = new Handler();
			assertThat(endpoint(handler).handler()).isSameAs(handler);
			assertThat(endpoint(handler, (same, name) -> same).handler()).isSameAs(handler);
		}

		@Test
		void applyToEveryHandlerOfAnEndpoint() {
			Endpoint client = endpoint(new Handler(), naming("a")).with(new Handler(), WsOptions.DEFAULTS);
			assertThat(client.handler()).isInstanceOf(WsDelegatingHandler.class);
		}

	}

	@Nested
	class Errors {

		@Test
		void tellAPeersBreach() {
			LifeTests.this.rig = Rig.server(new Handler(), Rig.inline()).receives(text("x").rsv(4));
			assertThat(LifeTests.this.calls).contains("error " + WsProtocolException.class.getSimpleName());
		}

		@Test
		void tellALostSocket() {
			Rig open = LifeTests.this.rig = Rig.server(new Handler(), Rig.inline());
			open.does(() -> open.connection.failed(new IOException("reset")));
			assertThat(LifeTests.this.calls).contains("error " + WsConnectionLostException.class.getSimpleName());
		}

		@Test
		void tellTheApplicationsOwn() {
			LifeTests.this.rig = Rig.server(new Handler() {

				@Override
				public void onText(WsConnection connection, String text) {
					throw new ArithmeticException(text);
				}

			}, Rig.inline()).receives(text("x"));
			assertThat(LifeTests.this.calls).contains("error ArithmeticException");
		}

	}

	/** What is left of a connection whose extension, or memory, fails. */
	@Nested
	class Extensions {

		/** Marks messages, and fails. */
		private final class Failing implements MessageCodec {

			private final Error failure = new StackOverflowError("deep");

			@Override
			public int rsv() {
				return RSV2;
			}

			@Override
			public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
				throw this.failure;
			}

			@Override
			public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
				throw this.failure;
			}

			@Override
			public void close() {
			}

		}

		@Test
		void thatFailWhileDecodingEndTheConnectionWith1011() {
			Failing codec = new Failing();
			LifeTests.this.rig = Rig.server(new Handler(), codec)
				.receives(text("x").rsv(2))
				.sent("close 1011 message could not be decoded");
			assertThat(LifeTests.this.calls).containsExactly("open", "error StackOverflowError");
		}

		@Test
		void thatFailWhileEncodingEndTheConnection() {
			Failing codec = new Failing();
			Rig open = LifeTests.this.rig = Rig.server(new Handler(), codec);
			for (Runnable send : List.<Runnable>of(() -> open.connection.send("x"),
					() -> open.connection.send(new byte[] { 1 }), () -> open.connection.send(WsBroadcast.of("x")))) {
				assertThatExceptionOfType(StackOverflowError.class).isThrownBy(send::run);
			}
			open.sent().isClosed();
			assertThat(LifeTests.this.calls).containsExactly("open", "close 1006");
		}

	}

	@Nested
	class Pressure {

		@Test
		void readingIsPausedUntilItIsResumed() {
			Rig open = LifeTests.this.rig = Rig.server(new Handler(), Rig.inline());
			open.does(open.connection::pauseReading);
			assertThat(open.transport.paused).isTrue();
			open.does(open.connection::resumeReading);
			assertThat(open.transport.paused).isFalse();
			open.receives(text("x"));
			assertThat(LifeTests.this.calls).containsExactly("open", "text x");
		}

		@Test
		void readingGoesOnOnceTheConnectionBeginsToClose() {
			Rig open = LifeTests.this.rig = Rig.server(new Handler(), Rig.inline());
			open.does(open.connection::pauseReading).does(open.connection::close).sent("close 1000");
			assertThat(open.transport.paused).as("or the peer's Close frame would never be read").isFalse();
			open.does(open.connection::pauseReading);
			assertThat(open.transport.paused).isFalse();
		}

		@Test
		void drainedAtOnceWhereNothingWaits() {
			Rig open = LifeTests.this.rig = Rig.server(new Handler(), Rig.inline());
			CompletableFuture<Void> drained = open.connection.drained();
			open.dispatch();
			assertThat(drained).isCompleted();
		}

		@Test
		void drainedOnceTheSocketHasTakenAll() {
			Rig open = LifeTests.this.rig = Rig.server(new Handler(), Rig.inline());
			open.transport.stopsReading();
			open.does(() -> open.connection.send("waits"));
			CompletableFuture<Void> drained = open.connection.drained();
			open.dispatch();
			assertThat(drained).isNotDone();
			open.does(() -> open.transport.takes(Long.MAX_VALUE));
			assertThat(drained).as("dependents may block, and so run on the executor").isNotDone();
			open.dispatch();
			assertThat(drained).isCompleted();
		}

		@Test
		void drainedWhenTheConnectionIsClosed() {
			Rig open = LifeTests.this.rig = Rig.server(new Handler(), Rig.inline());
			open.transport.stopsReading();
			open.does(() -> open.connection.send("lost"));
			CompletableFuture<Void> drained = open.connection.drained();
			open.does(open.connection::terminate).dispatch();
			assertThat(drained).isCompleted();
		}

	}

	@Nested
	class TheEnd {

		private final CountDownLatch inClose = new CountDownLatch(1);

		private final CountDownLatch goOn = new CountDownLatch(1);

		private final AtomicBoolean returned = new AtomicBoolean();

		private final WsHandler slow = new Recorder() {

			@Override
			public void onClose(WsConnection connection, WsClose close) throws Exception {
				TheEnd.this.inClose.countDown();
				TheEnd.this.goOn.await();
				TheEnd.this.returned.set(true);
			}

		};

		@Test
		void isWaitedForByTheEnginesDrain() throws Exception {
			Endpoint endpoint = new Endpoint("/test", this.slow, WsOptions.DEFAULTS);
			try (Engine engine = Engine.of(WsEngine.builder().eventLoops(1).build());
					LivePair pair = new LivePair(engine, endpoint)) {
				await().until(() -> !endpoint.connections().isEmpty());
				CompletableFuture<Boolean> drained = CompletableFuture
					.supplyAsync(() -> engine.drain(Duration.ofSeconds(20)));
				pair.reads("close 1001").sends(close(1001, ""));
				this.inClose.await();
				await().until(() -> endpoint.connections().isEmpty());
				assertThat(engine.connectionCount()).as("the place is given back at the end").isOne();
				assertThat(drained).isNotDone();
				this.goOn.countDown();
				assertThat(drained.get()).isTrue();
				assertThat(this.returned).isTrue();
			}
		}

		@Test
		void isWaitedForByTheEndpointsDrain() throws Exception {
			Endpoint endpoint = new Endpoint("/test", this.slow, WsOptions.DEFAULTS);
			try (Engine engine = Engine.of(WsEngine.builder().eventLoops(1).build());
					LivePair pair = new LivePair(engine, endpoint)) {
				await().until(() -> !endpoint.connections().isEmpty());
				CompletableFuture<Boolean> drained = CompletableFuture
					.supplyAsync(() -> endpoint.drain(Duration.ofSeconds(20)));
				pair.reads("close 1001").sends(close(1001, ""));
				this.inClose.await();
				await().until(() -> endpoint.connections().isEmpty());
				assertThat(drained).isNotDone();
				this.goOn.countDown();
				assertThat(drained.get()).isTrue();
				assertThat(this.returned).isTrue();
			}
		}

		@Test
		void isNotWaitedForByAHandlerItself() throws Exception {
			CompletableFuture<Boolean> drained = new CompletableFuture<>();
			CompletableFuture<Boolean> emptied = new CompletableFuture<>();
			Engine engine = Engine.of(WsEngine.builder().eventLoops(1).build());
			AtomicReference<Endpoint> own = new AtomicReference<>();
			Endpoint endpoint = new Endpoint("/test", new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) {
					drained.complete(own.get().drain(Duration.ofSeconds(20)));
					emptied.complete(engine.drain(Duration.ofSeconds(20)));
				}

			}, WsOptions.DEFAULTS);
			own.set(endpoint);
			try (engine; LivePair pair = new LivePair(engine, endpoint)) {
				pair.sends(text("drain")).reads("close 1001").sends(close(1001, ""));
				assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
				assertThat(emptied.get(20, TimeUnit.SECONDS)).isTrue();
			}
		}

		@Test
		void isNotWaitedForLongerThanTheTimeout() throws Exception {
			Endpoint endpoint = new Endpoint("/test", this.slow, WsOptions.DEFAULTS);
			try (Engine engine = Engine.of(WsEngine.builder().eventLoops(1).build());
					LivePair pair = new LivePair(engine, endpoint)) {
				pair.sends(close(1000, ""));
				this.inClose.await();
				assertThat(engine.drain(Duration.ofMillis(10))).isFalse();
				this.goOn.countDown();
				await().untilTrue(this.returned);
				await().until(() -> engine.connectionCount() == 0);
			}
		}

	}

}
