package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsLedger.CloseKey;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.connection.Rig.Recorder;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.ChannelSocket;
import dev.wsboot.engine.internal.transport.PollsOften;
import dev.wsboot.engine.internal.transport.SocketPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * An engine with its own threads and real sockets: places, draining and what is counted.
 */
@ParameterizedClass
@EnumSource(WsDispatch.class)
@ExtendWith(PollsOften.class)
class EngineTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();

	private final WsHandler echo = new WsHandler() {

		@Override
		public void onOpen(WsConnection connection) {
			EngineTests.this.calls.add("open");
		}

		@Override
		public void onText(WsConnection connection, String text) {
			connection.send(text);
		}

		@Override
		public void onClose(WsConnection connection, WsClose close) {
			EngineTests.this.calls.add("close " + close.code() + " " + close.initiator());
		}

	};

	private final Engine engine = Engine.of(WsEngine.builder().eventLoops(2).maxConnections(5).build());

	private final List<LivePair> pairs = new ArrayList<>();

	private Endpoint endpoint;

	@Parameter
	WsDispatch dispatch;

	@AfterEach
	void nothingIsLeft() throws IOException {
		this.pairs.forEach(LivePair::close);
		if (this.endpoint != null) {
			await().until(() -> this.endpoint.ledger().active() == 0);
			await().until(() -> this.engine.connectionCount() == 0);
			assertThat(this.endpoint.connections()).isEmpty();
			assertThat(this.engine.connections()).isEmpty();
			Ledger ledger = this.endpoint.ledger();
			assertThat(ledger.openedCount()).isEqualTo(ledger.closedCount());
			assertThat(ledger.closes().values().stream().mapToLong(Long::longValue).sum())
				.isEqualTo(ledger.closedCount());
			await().until(() -> this.calls.stream().filter((call) -> call.startsWith("close")).count() == ledger
				.closedCount());
			for (LivePair pair : this.pairs) {
				assertThat(pair.sockets.ours.isOpen()).isFalse();
			}
		}
		this.engine.close();
	}

	private LivePair connect() {
		return connect(WsOptions.builder());
	}

	private LivePair connect(WsOptions.Builder options) {
		if (this.endpoint == null) {
			this.endpoint = new Endpoint("/echo", this.echo, options.dispatch(this.dispatch).build());
		}
		LivePair pair = new LivePair(this.engine, this.endpoint);
		this.pairs.add(pair);
		return pair;
	}

	@Nested
	class Connections {

		@Test
		void echoPingAndClose() {
			connect().sends(text("Hello"), ping("p"))
				.reads((EngineTests.this.dispatch == WsDispatch.INLINE) ? new String[] { "text Hello", "pong p" }
						: new String[0]);
			if (EngineTests.this.dispatch == WsDispatch.EXECUTOR) {
				// The Pong does not wait for the handler.
				List<String> both = List.of(next(), next());
				assertThat(both).containsExactlyInAnyOrder("text Hello", "pong p");
			}
			EngineTests.this.pairs.get(0).sends(close(1000, "bye")).reads("close 1000").readsTheEnd();
			await().until(() -> EngineTests.this.calls.contains("close 1000 REMOTE"));
			assertThat(EngineTests.this.pairs.get(0).connection.readyState()).isEqualTo(WsReadyState.CLOSED);
		}

		private String next() {
			try {
				byte[] header = EngineTests.this.pairs.get(0).sockets.in().readNBytes(2);
				byte[] payload = EngineTests.this.pairs.get(0).sockets.in().readNBytes(header[1]);
				return (header[0] == (byte) 0x81 ? "text " : "pong ") + new String(payload);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Test
		void framesAndBytesAreCounted() {
			connect().sends(text("abc"), text("defg")).reads("text abc", "text defg");
			EngineTests.this.pairs.get(0).sends(close(4711, "")).reads("close 4711").readsTheEnd();
			Ledger ledger = EngineTests.this.endpoint.ledger();
			await().until(() -> ledger.closedCount() == 1);
			assertThat(ledger.framesReceived(0x1)).isEqualTo(2);
			assertThat(ledger.bytesReceived(0x1)).isEqualTo(7);
			assertThat(ledger.framesSent(0x1)).isEqualTo(2);
			assertThat(ledger.bytesSent(0x1)).isEqualTo(7);
			assertThat(ledger.framesReceived(0x8)).isOne();
			assertThat(ledger.framesSent(0x8)).isOne();
			assertThat(ledger.bytesSent(0x8)).isEqualTo(2);
			assertThat(ledger.closes()).containsOnlyKeys(new CloseKey("4xxx", WsClose.Initiator.REMOTE));
			assertThat(ledger.closedNanos()).isPositive();
		}

		@Test
		void openConnectionsAreSeen() {
			LivePair first = connect();
			LivePair second = connect();
			await().until(() -> EngineTests.this.engine.connections().size() == 2);
			assertThat(EngineTests.this.engine.connections()).containsExactlyInAnyOrder(first.connection,
					second.connection);
			assertThat(first.connection.id()).isNotEqualTo(second.connection.id());
			assertThat(EngineTests.this.endpoint.ledger().active()).isEqualTo(2);
			first.close();
			await().until(() -> EngineTests.this.engine.connectionCount() == 1);
			assertThat(EngineTests.this.endpoint.connections()).containsExactly(second.connection);
			assertThat(EngineTests.this.engine.connections()).containsExactly(second.connection);
		}

		@Test
		void connectionsOfAnotherEngineAtTheSameEndpointAreNotItsOwn() {
			LivePair ours = connect();
			try (Engine other = Engine.of(WsEngine.builder().eventLoops(1).build())) {
				LivePair theirs = new LivePair(other, EngineTests.this.endpoint);
				EngineTests.this.pairs.add(theirs);
				await().until(() -> EngineTests.this.endpoint.ledger().openedCount() == 2);
				await().untilAsserted(() -> {
					assertThat(EngineTests.this.engine.connections()).containsExactly(ours.connection);
					assertThat(other.connections()).containsExactly(theirs.connection);
				});
				other.drain(Duration.ZERO);
				assertThat(other.connections()).isEmpty();
			}
			ours.sends(text("still here")).reads("text still here");
		}

		@Test
		void closeOfTheApplicationOnItsOwnThread() {
			LivePair pair = connect();
			pair.connection.close(1012, "restart");
			pair.reads("close 1012 restart").sends(close(1012, "")).readsTheEnd();
			await().until(() -> EngineTests.this.calls.contains("close 1012 LOCAL"));
		}

		@Test
		void terminateOfTheApplicationOnItsOwnThread() {
			LivePair pair = connect();
			pair.connection.terminate();
			pair.readsTheEnd();
			await().until(() -> EngineTests.this.calls.contains("close 1006 LOCAL"));
		}

		@Test
		void peerThatResets() throws IOException {
			LivePair pair = connect();
			await().until(() -> EngineTests.this.calls.contains("open"));
			pair.sockets.reset();
			await().until(() -> EngineTests.this.calls.contains("close 1006 REMOTE"));
		}

		@Test
		void everyEndingAtOnceIsOneEnd() throws InterruptedException {
			for (int round = 0; round < 40; round++) {
				LivePair pair = connect();
				List<Thread> threads = new ArrayList<>();
				for (Runnable ending : List.<Runnable>of(pair.connection::close, pair.connection::terminate,
						() -> pair.connection.send("a"), pair.connection::ping, pair::close)) {
					Thread thread = new Thread(ending);
					threads.add(thread);
					thread.start();
				}
				for (Thread thread : threads) {
					thread.join();
				}
				await().until(() -> pair.connection.readyState() == WsReadyState.CLOSED);
				await().until(() -> EngineTests.this.engine.connectionCount() == 0);
			}
			await().until(() -> EngineTests.this.calls.size() == 80);
			// Every onOpen has its onClose, which comes behind it.
			assertThat(EngineTests.this.calls.stream().filter("open"::equals)).hasSize(40);
			assertThat(EngineTests.this.endpoint.ledger().openedCount()).isEqualTo(40);
		}

	}

	@Nested
	class Places {

		@Test
		void noMoreAreGivenThanThereAre() {
			for (int i = 0; i < 5; i++) {
				assertThat(EngineTests.this.engine.reserve()).isTrue();
			}
			assertThat(EngineTests.this.engine.reserve()).isFalse();
			assertThat(EngineTests.this.engine.connectionCount()).isEqualTo(5);
			EngineTests.this.engine.release();
			assertThat(EngineTests.this.engine.reserve()).isTrue();
			for (int i = 0; i < 5; i++) {
				EngineTests.this.engine.release();
			}
			assertThat(EngineTests.this.engine.connectionCount()).isZero();
		}

		@Test
		void placeIsFreeAgainWhenTheConnectionIsClosed() {
			for (int i = 0; i < 20; i++) {
				LivePair pair = connect();
				pair.close();
				await().until(() -> EngineTests.this.engine.connectionCount() == 0);
			}
			await().until(() -> EngineTests.this.endpoint.ledger().closedCount() == 20);
		}

		@Test
		void placesAreRightUnderContention() throws InterruptedException {
			AtomicInteger most = new AtomicInteger();
			AtomicInteger held = new AtomicInteger();
			Thread[] threads = new Thread[8];
			for (int i = 0; i < threads.length; i++) {
				threads[i] = new Thread(() -> {
					for (int round = 0; round < 5000; round++) {
						if (EngineTests.this.engine.reserve()) {
							most.accumulateAndGet(held.incrementAndGet(), Math::max);
							held.decrementAndGet();
							EngineTests.this.engine.release();
						}
					}
				});
				threads[i].start();
			}
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(most.get()).isBetween(1, 5);
			assertThat(EngineTests.this.engine.connectionCount()).isZero();
		}

		@Test
		void closedEngineOpensNothing() throws IOException {
			Endpoint unused = new Endpoint("/unused", EngineTests.this.echo, WsOptions.DEFAULTS);
			EngineTests.this.engine.close();
			assertThat(EngineTests.this.engine.reserve()).isFalse();
			try (SocketPair sockets = SocketPair.open()) {
				assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> EngineTests.this.engine
					.open(new Opening(Side.SERVER, unused, Rig.request(), null, List.of(), List.of()),
							new ChannelSocket(sockets.ours), new byte[0]));
			}
			assertThat(EngineTests.this.engine.connectionCount()).isZero();
			assertThat(unused.connections()).isEmpty();
		}

		@Test
		void settingsAreChecked() {
			assertThatIllegalArgumentException().isThrownBy(() -> WsEngine.builder().maxPartialBytes(0))
				.withMessage("'maxPartialBytes' must be at least 1, not 0");
			assertThatIllegalArgumentException().isThrownBy(() -> WsEngine.builder().maxConnections(0))
				.withMessage("'maxConnections' must be at least 1, not 0");
			assertThatIllegalArgumentException().isThrownBy(() -> WsEngine.builder().eventLoops(0))
				.withMessage("'eventLoops' must be at least 1, not 0");
		}

	}

	@Nested
	class Draining {

		@Test
		void closesAllWith1001AndWaitsForThePeers() {
			List<LivePair> all = List.of(connect(), connect(), connect());
			await().until(() -> EngineTests.this.calls.size() == 3);
			CompletableFuture<Boolean> drained = CompletableFuture
				.supplyAsync(() -> EngineTests.this.engine.drain(LONG));
			all.forEach((pair) -> pair.reads("close 1001"));
			assertThat(drained).isNotDone();
			all.forEach((pair) -> pair.sends(close(1001, "")).readsTheEnd());
			assertThat(drained.join()).isTrue();
			assertThat(EngineTests.this.engine.connectionCount()).isZero();
			assertThat(EngineTests.this.engine.reserve()).isFalse();
			await().until(() -> EngineTests.this.calls.stream().filter("close 1001 LOCAL"::equals).count() == 3);
		}

		@Test
		void terminatesPeersThatDoNotAnswer() {
			LivePair deaf = connect();
			await().until(() -> EngineTests.this.calls.contains("open"));
			assertThat(EngineTests.this.engine.drain(Duration.ofMillis(50))).isFalse();
			deaf.reads("close 1001").readsTheEnd();
			assertThat(EngineTests.this.engine.connectionCount()).isZero();
		}

		@Test
		void sendsWhatWasSentBefore() {
			LivePair pair = connect();
			pair.connection.send("last words");
			CompletableFuture<Boolean> drained = CompletableFuture
				.supplyAsync(() -> EngineTests.this.engine.drain(LONG));
			pair.reads("text last words", "close 1001").sends(close(1001, "")).readsTheEnd();
			assertThat(drained.join()).isTrue();
		}

		@Test
		void waitsForAHandshakeUnderWayWhichIsThenClosed() {
			assertThat(EngineTests.this.engine.reserve()).isTrue();
			CompletableFuture<Boolean> drained = CompletableFuture
				.supplyAsync(() -> EngineTests.this.engine.drain(LONG));
			await().until(() -> !reserves());
			EngineTests.this.endpoint = new Endpoint("/echo", EngineTests.this.echo,
					WsOptions.builder().dispatch(EngineTests.this.dispatch).build());
			try (SocketPair sockets = SocketPair.open()) {
				EngineTests.this.engine.open(
						new Opening(Side.SERVER, EngineTests.this.endpoint, Rig.request(), null, List.of(), List.of()),
						new ChannelSocket(sockets.ours), new byte[0]);
				assertThat(sockets.in().readNBytes(4)).isEqualTo(close(1001, "").bytes(false));
				sockets.out().write(close(1001, "").bytes(true));
				assertThat(drained.join()).isTrue();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private boolean reserves() {
			boolean reserved = EngineTests.this.engine.reserve();
			if (reserved) {
				EngineTests.this.engine.release();
			}
			return reserved;
		}

		@Test
		void canBeUndone() {
			assertThat(EngineTests.this.engine.drain(LONG)).isTrue();
			assertThat(EngineTests.this.engine.reserve()).isFalse();
			EngineTests.this.engine.resume();
			connect().sends(text("again")).reads("text again");
		}

		@Test
		void closeOfTheEngineEndsEverything() {
			LivePair pair = connect();
			await().until(() -> EngineTests.this.calls.contains("open"));
			EngineTests.this.engine.close();
			pair.reads("close 1001").readsTheEnd();
			await().until(() -> pair.connection.readyState() == WsReadyState.CLOSED);
			assertThat(pair.connection.send("late")).isFalse();
			pair.connection.close();
			pair.connection.terminate();
			assertThat(pair.connection.ping()).isCompletedExceptionally();
		}

		@Test
		void handlerThatHangsDoesNotKeepTheEngineFromClosing() throws InterruptedException {
			CountDownLatch inHandler = new CountDownLatch(1);
			CountDownLatch goOn = new CountDownLatch(1);
			CountDownLatch ended = new CountDownLatch(1);
			WsHandler hanging = new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) throws Exception {
					inHandler.countDown();
					goOn.await();
				}

				@Override
				public void onClose(WsConnection connection, WsClose close) {
					ended.countDown();
				}

			};
			Endpoint hangs = new Endpoint("/hangs", hanging,
					WsOptions.builder().dispatch(EngineTests.this.dispatch).build());
			try (LivePair pair = new LivePair(EngineTests.this.engine, hangs)) {
				pair.sends(text("a"));
				inHandler.await();
				EngineTests.this.engine.close();
				goOn.countDown();
				ended.await();
				await().until(() -> !pair.sockets.ours.isOpen());
				assertThat(hangs.connections()).isEmpty();
			}
		}

	}

}
