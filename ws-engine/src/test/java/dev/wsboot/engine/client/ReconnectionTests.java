package dev.wsboot.engine.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.testing.CuttableProxy;
import dev.wsboot.engine.testing.ScriptedServer;
import dev.wsboot.engine.testing.ScriptedServer.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Reconnection over real sockets: what {@link WsLink} promises holds when servers die.
 */
class ReconnectionTests {

	private static final WsHandler IGNORE = WsHandler.of((connection, request) -> {
	});

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final WsClient client = opened(WsClient.create());

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
	}

	private <T extends AutoCloseable> T opened(T closeable) {
		this.opened.add(closeable);
		return closeable;
	}

	private static WsReconnect.Builder hasty() {
		return WsReconnect.builder().initialDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(50));
	}

	private static <T> T take(BlockingQueue<T> queue) throws Exception {
		T next = queue.poll(60, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	@Nested
	class ALink {

		@ParameterizedTest
		@EnumSource(WsDispatch.class)
		void subscribesAgainBeforeWhatWasKept(WsDispatch dispatch) throws Exception {
			BlockingQueue<String> received = new LinkedBlockingQueue<>();
			WsServer server = opened(WsServer.builder()
				.host("localhost")
				.route("/", WsHandler.of((connection, request) -> connection.onText(received::add)))
				.start());
			BlockingQueue<WsLink> lost = new LinkedBlockingQueue<>();
			CompletableFuture<WsLink> link = new CompletableFuture<>();
			link.complete(ReconnectionTests.this.client.to("ws://localhost:" + server.port() + "/")
				.options(WsOptions.builder().dispatch(dispatch).build())
				.keep(hasty().listener(new WsReconnectListener() {

					@Override
					public void onDisconnected(WsClose close, Duration delay) {
						WsLink current = link.join();
						current.send("kept");
						lost.add(current);
					}

				}).build(), WsHandler.of((connection, request) -> connection.send("subscribe"))));
			assertThat(take(received)).isEqualTo("subscribe");
			server.connections().forEach(WsConnection::terminate);
			take(lost).send("kept as well, or sent");
			assertThat(take(received)).isEqualTo("subscribe");
			assertThat(take(received)).isEqualTo("kept");
			assertThat(take(received)).isEqualTo("kept as well, or sent");
			assertThat(link.join().reconnects()).isEqualTo(1);
		}

		@Test
		void tellsTheHandlerOfOneConnectionAfterTheOther() throws Exception {
			BlockingQueue<WsConnection> accepted = new LinkedBlockingQueue<>();
			WsServer server = opened(WsServer.builder()
				.host("localhost")
				.route("/", WsHandler.of((connection, request) -> accepted.add(connection)))
				.start());
			BlockingQueue<String> events = new LinkedBlockingQueue<>();
			ReconnectionTests.this.client.to("ws://localhost:" + server.port() + "/")
				.keep(hasty().build(), new WsHandler() {

					@Override
					public void onOpen(WsConnection connection) {
						events.add("open");
					}

					@Override
					public void onClose(WsConnection connection, WsClose close) {
						events.add("close " + close.code());
					}

				});
			for (int i = 0; i < 3; i++) {
				assertThat(take(events)).isEqualTo("open");
				take(accepted).close(1012, "");
				assertThat(take(events)).isEqualTo("close 1012");
			}
		}

		@Test
		void reconnectsBehindAHandlerThatThrows() throws Exception {
			WsServer server = opened(WsServer.builder().host("localhost").route("/", IGNORE).start());
			BlockingQueue<String> events = new LinkedBlockingQueue<>();
			ReconnectionTests.this.client.to("ws://localhost:" + server.port() + "/")
				.keep(hasty().build(), WsHandler.of((connection, request) -> {
					connection.onClose((close) -> {
						throw new IllegalStateException("close of " + close.code());
					});
					events.add("open");
					throw new IllegalStateException("open");
				}));
			assertThat(take(events)).isEqualTo("open");
			assertThat(take(events)).isEqualTo("open");
		}

		@Test
		void givesUpOnAServerThatHasNoPlaceForIt() throws Exception {
			WsServer server = opened(WsServer.builder().host("localhost").route("/", IGNORE).start());
			BlockingQueue<RuntimeException> givenUp = new LinkedBlockingQueue<>();
			WsLink link = ReconnectionTests.this.client.to("ws://localhost:" + server.port() + "/nowhere")
				.keep(hasty().listener(new WsReconnectListener() {

					@Override
					public void onGivenUp(RuntimeException cause) {
						givenUp.add(cause);
					}

				}).build(), IGNORE);
			assertThat(take(givenUp)).isInstanceOfSatisfying(WsHandshakeException.class,
					(refusal) -> assertThat(refusal.status()).isEqualTo(404));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
		}

		@Test
		void showsANewTokenOnEveryConnection() throws Exception {
			BlockingQueue<String> shown = new LinkedBlockingQueue<>();
			WsServer server = opened(
					WsServer.builder().host("localhost").route("/", WsHandler.of((connection, request) -> {
						shown.add(String.valueOf(request.header("Authorization")));
						connection.close(1012, "");
					})).start());
			AtomicInteger token = new AtomicInteger();
			ReconnectionTests.this.client.to("ws://localhost:" + server.port() + "/")
				.header("Authorization", () -> "Bearer " + token.incrementAndGet())
				.keep(hasty().build(), IGNORE);
			assertThat(take(shown)).isEqualTo("Bearer 1");
			assertThat(take(shown)).isEqualTo("Bearer 2");
			assertThat(take(shown)).isEqualTo("Bearer 3");
		}

		@Test
		void isRefusedAtOnceWhereItCannotBe() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> ReconnectionTests.this.client.to("ws://localhost:1/")
					.header("Upgrade", "x")
					.keep(WsReconnect.DEFAULTS, IGNORE))
				.withMessageContaining("Upgrade");
		}

		@Test
		void endsWithItsClient() throws Exception {
			WsServer server = opened(WsServer.builder().host("localhost").route("/", IGNORE).start());
			ScriptedServer silent = opened(new ScriptedServer(Peer::awaitEnd));
			BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();
			WsClient closing = opened(WsClient.create());
			WsLink open = closing.to("ws://localhost:" + server.port() + "/")
				.keep(WsReconnect.DEFAULTS, WsHandler.of((connection, request) -> connection.onClose(closes::add)));
			WsLink connecting = closing.to(silent.uri()).keep(WsReconnect.DEFAULTS, IGNORE);
			await().until(() -> open.readyState() == WsReadyState.OPEN);
			assertThat(closing.close(Duration.ofSeconds(20))).isTrue();
			assertThat(take(closes).code()).isEqualTo(1001);
			await().until(() -> open.readyState() == WsReadyState.CLOSED);
			assertThat(connecting.readyState()).isEqualTo(WsReadyState.CLOSED);
			await().until(() -> silent.finished.isDone());
			assertThat(closing.to(silent.uri()).keep(WsReconnect.DEFAULTS, IGNORE).readyState())
				.isEqualTo(WsReadyState.CLOSED);
		}

		@Test
		void slowsDownForASlowServerAndLosesNothing() throws Exception {
			int messages = 2000;
			CompletableFuture<Void> release = new CompletableFuture<Void>().orTimeout(20, TimeUnit.SECONDS);
			BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
			WsServer server = opened(WsServer.builder()
				.host("localhost")
				.options(WsOptions.builder().perMessageDeflate(false).maxPendingMessages(1).build())
				.route("/", WsHandler.of((connection, request) -> connection.onBinary((data) -> {
					if (received.isEmpty()) {
						release.join();
					}
					received.add((data[0] & 0xFF) << 8 | (data[1] & 0xFF));
				})))
				.start());
			WsLink link = ReconnectionTests.this.client.to("ws://localhost:" + server.port() + "/")
				.options(WsOptions.builder().sendBufferLimit(100_000).build())
				.keep(hasty().maxKeptBytes(1_000_000).build(), IGNORE);
			int refused = 0;
			for (int i = 0; i < messages; i++) {
				byte[] data = new byte[20_000];
				data[0] = (byte) (i >> 8);
				data[1] = (byte) i;
				while (!link.send(data)) {
					refused++;
					release.complete(null);
					Thread.yield();
				}
			}
			assertThat(refused).isPositive();
			for (int i = 0; i < messages; i++) {
				assertThat(take(received)).isEqualTo(i);
			}
			assertThat(link.reconnects()).isZero();
		}

	}

	/**
	 * Threads that send numbered messages as fast as they are taken, to a server that
	 * dies again and again.
	 */
	@Nested
	class UnderLoad {

		private static final int THREADS = 4;

		private static final int KILLS = 20;

		/** What was received from each connection, by its number. */
		private final Map<Long, Received> received = new ConcurrentSkipListMap<>();

		private final BlockingQueue<Long> marks = new LinkedBlockingQueue<>();

		private final BlockingQueue<long[]> losses = new LinkedBlockingQueue<>();

		/** The last number that each thread's send took. */
		private final AtomicLongArray sent = new AtomicLongArray(THREADS);

		private volatile boolean enough;

		@Test
		void keepsItsPromisesWhenTheServerIsStopped() throws Exception {
			WsServer[] server = { server(0) };
			int port = server[0].port();
			run(port, () -> {
				server[0].stop(Duration.ZERO);
				server[0] = server(port);
			});
			server[0].close();
		}

		@Test
		void keepsItsPromisesWhenTheNetworkIsCut() throws Exception {
			WsServer server = opened(server(0));
			CuttableProxy proxy = opened(new CuttableProxy(server.port()));
			run(proxy.port(), () -> {
				proxy.cut();
				proxy.restore();
			});
		}

		private WsServer server(int port) {
			return WsServer.builder().host("localhost").port(port).route("/", WsHandler.of((connection, request) -> {
				Received numbers = new Received();
				connection.onText((text) -> {
					String[] words = text.split(" ");
					long number = Long.parseLong(words[1]);
					switch (words[0]) {
						case "connection" -> this.received.put(number, numbers);
						case "mark" -> this.marks.add(number);
						default -> numbers.add(Integer.parseInt(words[0]), number);
					}
				});
				connection.onClose((close) -> numbers.ended = true);
			})).start();
		}

		private void run(int port, Kill kill) throws Exception {
			long[] connects = new long[1];
			WsLink link = ReconnectionTests.this.client.to("ws://localhost:" + port + "/")
				.keep(hasty().maxKeptBytes(256 * 1024).listener(new WsReconnectListener() {

					@Override
					public void onDisconnected(WsClose close, Duration delay) {
						UnderLoad.this.losses.add(sentSoFar());
					}

				}).build(), WsHandler.of((connection, request) -> connection.send("connection " + connects[0]++)));
			List<Thread> senders = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int number = i;
				senders.add(new Thread(() -> send(link, number), "sender-" + i));
			}
			senders.forEach(Thread::start);
			mark(link, 0);
			for (int i = 1; i <= KILLS; i++) {
				kill.kill();
				long[] lostAt = take(this.losses);
				long[] before = mark(link, i);
				assertThat(link.reconnects()).isEqualTo(i);
				assertThatAllArrivedSince(lostAt, before, i);
			}
			this.enough = true;
			for (Thread sender : senders) {
				sender.join();
			}
			mark(link, KILLS + 1);
			assertThat(link.reconnects()).isEqualTo(KILLS);
			assertThat(this.losses).isEmpty();
			assertThatAllIsInOrder();
			link.close();
			await().until(() -> link.readyState() == WsReadyState.CLOSED);
			assertThat(ReconnectionTests.this.client.connections()).isEmpty();
		}

		private void send(WsLink link, int thread) {
			for (long number = 1; !this.enough; number++) {
				while (!link.send(thread + " " + number + " 0123456789012345678901234567890123456789")) {
					// Enough is kept: the same number is for another time.
					Thread.yield();
				}
				this.sent.set(thread, number);
			}
		}

		/** Sends a mark and waits for it: what was sent before has arrived by then. */
		private long[] mark(WsLink link, long number) throws Exception {
			long[] before = sentSoFar();
			while (!link.send("mark " + number)) {
				Thread.yield();
			}
			assertThat(take(this.marks)).isEqualTo(number);
			return before;
		}

		private long[] sentSoFar() {
			long[] numbers = new long[THREADS];
			Arrays.setAll(numbers, this.sent::get);
			return numbers;
		}

		/**
		 * The promise: nothing is lost that was sent since the link knew of the loss.
		 * Each thread may have been within the send behind its last number by then, so
		 * the one after next is the first that was sent since.
		 */
		private void assertThatAllArrivedSince(long[] lostAt, long[] before, long connection) {
			Received numbers = this.received.get(connection);
			for (int thread = 0; thread < THREADS; thread++) {
				if (before[thread] >= lostAt[thread] + 2) {
					assertThat(numbers.first.get(thread)).isBetween(1L, lostAt[thread] + 2);
					assertThat(numbers.last.get(thread)).isGreaterThanOrEqualTo(before[thread]);
				}
			}
		}

		/**
		 * The promise: no connection has holes, so that what is lost is the end of what
		 * was handed to one that broke; and nothing arrives twice or behind what was sent
		 * later.
		 */
		private void assertThatAllIsInOrder() {
			await().until(() -> this.received.values().stream().filter((numbers) -> numbers.ended).count() == KILLS);
			assertThat(this.received.keySet()).hasSize(KILLS + 1);
			for (int thread = 0; thread < THREADS; thread++) {
				long last = 0;
				for (Received numbers : this.received.values()) {
					assertThat(numbers.problems).isEmpty();
					if (numbers.first.get(thread) > 0) {
						assertThat(numbers.first.get(thread)).isGreaterThan(last);
						last = numbers.last.get(thread);
					}
				}
				assertThat(last).isEqualTo(this.sent.get(thread)).isGreaterThan(KILLS);
			}
		}

		private interface Kill {

			void kill() throws Exception;

		}

		/** The numbers that one connection brought of each thread: first to last. */
		private static final class Received {

			final AtomicLongArray first = new AtomicLongArray(THREADS);

			final AtomicLongArray last = new AtomicLongArray(THREADS);

			final List<String> problems = new ArrayList<>();

			volatile boolean ended;

			void add(int thread, long number) {
				if (this.first.compareAndSet(thread, 0, number)) {
					this.last.set(thread, number);
				}
				else if (!this.last.compareAndSet(thread, number - 1, number)) {
					this.problems.add(thread + ": " + number + " behind " + this.last.get(thread));
				}
			}

		}

	}

}
