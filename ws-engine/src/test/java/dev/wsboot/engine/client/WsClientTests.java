package dev.wsboot.engine.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.WsRequest;

import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.server.WsServerBuilder;
import dev.wsboot.engine.testing.FreePort;
import dev.wsboot.engine.testing.ScriptedServer;
import dev.wsboot.engine.testing.ScriptedServer.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@link WsClient}, over real sockets.
 */
class WsClientTests {

	private static final WsHandler ECHO = WsHandler.of((connection, request) -> connection.onMessage(connection::send));

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

	private WsServer server(WsServerBuilder builder) {
		return opened(builder.host("localhost").start());
	}

	private ScriptedServer server(ScriptedServer.Script script) throws IOException {
		return opened(new ScriptedServer(script));
	}

	private static String uri(WsServer server, String path) {
		return "ws://localhost:" + server.port() + path;
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(20, TimeUnit.SECONDS);
	}

	private static <T> T take(BlockingQueue<T> queue) throws Exception {
		T next = queue.poll(20, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	private static WsHandshakeException refusal(WsConnectFuture future) {
		ExecutionException thrown = catchThrowableOfType(ExecutionException.class, () -> get(future));
		assertThat(thrown).hasCauseInstanceOf(WsHandshakeException.class);
		assertThat(future.connection().readyState()).isEqualTo(WsReadyState.CLOSED);
		assertThat(future.responseHeaders()).isNull();
		return (WsHandshakeException) thrown.getCause();
	}

	@Nested
	class Connections {

		@ParameterizedTest
		@EnumSource(WsDispatch.class)
		void exchangeMessagesOfBothTypes(WsDispatch dispatch) throws Exception {
			WsServer server = server(WsServer.builder().route("/echo", ECHO));
			BlockingQueue<WsMessage> received = new LinkedBlockingQueue<>();
			WsConnection connection = get(WsClientTests.this.client.to(uri(server, "/echo"))
				.options(WsOptions.builder().dispatch(dispatch).build())
				.connect(WsHandler.of((opened, request) -> opened.onMessage(received::add))));
			assertThat(connection.readyState()).isEqualTo(WsReadyState.OPEN);
			connection.send("gr\u00fc\u00dfe");
			assertThat(take(received)).isEqualTo(new WsMessage.Text("gr\u00fc\u00dfe"));
			connection.send(new byte[100_000]);
			assertThat(take(received)).isInstanceOfSatisfying(WsMessage.Binary.class,
					(binary) -> assertThat(binary.data()).hasSize(100_000));
			assertThat(get(connection.ping())).isPositive();
			assertThat(WsClientTests.this.client.connections()).containsExactly(connection);
			connection.close();
			await().until(() -> WsClientTests.this.client.ledger().closedCount() == 1);
			assertThat(connection.readyState()).isEqualTo(WsReadyState.CLOSED);
			assertThat(WsClientTests.this.client.connections()).isEmpty();
			await().until(() -> server.connections().isEmpty());
		}

		@Test
		void areOpenedWhenTheServerHasAnswered() throws Exception {
			BlockingQueue<Instant> answered = new LinkedBlockingQueue<>();
			ScriptedServer server = server((peer) -> {
				String request = peer.readHead();
				Instant asked = Instant.now();
				await().until(() -> Instant.now().toEpochMilli() > asked.toEpochMilli());
				answered.add(Instant.now().truncatedTo(ChronoUnit.MILLIS));
				peer.sendLines(Peer.accepting(request) + "\n");
				peer.awaitEnd();
			});
			WsConnection connection = get(WsClientTests.this.client.connect(server.uri(), IGNORE));
			assertThat(connection.openedAt()).isAfterOrEqualTo(take(answered)).isBeforeOrEqualTo(Instant.now());
			connection.terminate();
		}

		@Test
		void tellAHandlerWhatHappens() throws Exception {
			WsServer server = server(WsServer.builder().route("/hi", WsHandler.of((connection, request) -> {
				connection.send("hi");
				connection.close(3456, "enough");
			})));
			BlockingQueue<String> events = new LinkedBlockingQueue<>();
			get(WsClientTests.this.client.connect(uri(server, "/hi"), new WsHandler() {

				@Override
				public void onOpen(WsConnection connection) {
					events.add("open");
				}

				@Override
				public void onText(WsConnection connection, String text) {
					events.add(text);
				}

				@Override
				public void onClose(WsConnection connection, WsClose close) {
					events.add(close.toString());
				}

			}));
			assertThat(take(events)).isEqualTo("open");
			assertThat(take(events)).isEqualTo("hi");
			assertThat(take(events)).isEqualTo(new WsClose(3456, "enough", WsClose.Initiator.REMOTE).toString());
		}

		@Test
		void maskWhatTheySend() throws Exception {
			BlockingQueue<String> frames = new LinkedBlockingQueue<>();
			ScriptedServer server = server((peer) -> {
				peer.accept();
				// No frame without a mask is taken.
				frames.add(peer.readFrame().describe());
				peer.awaitEnd();
			});
			WsConnection connection = get(WsClientTests.this.client.connect(server.uri(), IGNORE));
			connection.send("abc");
			assertThat(take(frames)).isEqualTo("text abc");
			connection.terminate();
		}

		@Test
		void takeFramesThatComeRightBehindTheAnswer() throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.send(Peer.accepting(peer.readHead()).replace("\n", "\r\n") + "\r\n\u0081\u0002ab\u0081\u0002cd");
				peer.awaitEnd();
			});
			BlockingQueue<String> received = new LinkedBlockingQueue<>();
			WsConnection connection = get(WsClientTests.this.client.connect(server.uri(),
					WsHandler.of((opened, request) -> opened.onText(received::add))));
			assertThat(take(received)).isEqualTo("ab");
			assertThat(take(received)).isEqualTo("cd");
			connection.terminate();
		}

		@Test
		void openWhenTheAnswerComesByteByByte() throws Exception {
			ScriptedServer server = server((peer) -> {
				String answer = (Peer.accepting(peer.readHead()) + "\n").replace("\n", "\r\n");
				for (char c : answer.toCharArray()) {
					peer.send(String.valueOf(c));
				}
				peer.awaitEnd();
			});
			get(WsClientTests.this.client.connect(server.uri(), IGNORE)).terminate();
		}

		@Test
		void openBehindInterimAnswers() throws Exception {
			ScriptedServer server = server((peer) -> {
				String request = peer.readHead();
				peer.sendLines("HTTP/1.1 103 Early Hints\nLink: </x>\n\nHTTP/1.1 100 Continue\n\n"
						+ Peer.accepting(request) + "\n");
				peer.awaitEnd();
			});
			get(WsClientTests.this.client.connect(server.uri(), IGNORE)).terminate();
		}

		@Test
		void compressUnlessToldOtherwise() throws Exception {
			WsServer server = server(WsServer.builder().route("/echo", ECHO));
			WsConnection plain = get(WsClientTests.this.client.to(uri(server, "/echo"))
				.options(WsOptions.builder().perMessageDeflate(false).build())
				.connect(IGNORE));
			assertThat(plain.extensions()).isEmpty();
			BlockingQueue<String> received = new LinkedBlockingQueue<>();
			WsConnection compressed = get(WsClientTests.this.client.connect(uri(server, "/echo"),
					WsHandler.of((connection, request) -> connection.onText(received::add))));
			assertThat(compressed.extensions()).singleElement().asString().startsWith("permessage-deflate");
			compressed.send("a".repeat(10_000));
			assertThat(take(received)).isEqualTo("a".repeat(10_000));
		}

		@Test
		void knowTheirRequestAndTheAnswer() throws Exception {
			WsServer server = server(WsServer.builder()
				.route("/a", ECHO)
				.onHandshake((request, response) -> response.add("X-Answer", "yes")));
			WsConnectFuture future = WsClientTests.this.client.connect(uri(server, "/a?b=c"), IGNORE);
			WsRequest request = get(future).request();
			assertThat(request.target()).isEqualTo("/a?b=c");
			assertThat(request.header("Host")).isEqualTo("localhost:" + server.port());
			assertThat(request.remoteAddress()).isEqualTo(server.address());
			assertThat(future.responseHeaders()).isNotNull();
			assertThat(future.responseHeaders().first("x-answer")).isEqualTo("yes");
		}

	}

	@Nested
	class Asking {

		@Test
		void forHeadersOriginAndSubprotocols() throws Exception {
			BlockingQueue<WsRequest> requests = new LinkedBlockingQueue<>();
			WsServer server = server(WsServer.builder()
				.options(WsOptions.builder().subprotocols(List.of("v1")).build())
				.allowedOrigins("https://app.example")
				.route("/a", WsHandler.of((connection, request) -> requests.add(request))));
			WsClient named = opened(WsClient.builder().header("X-All", "1").build());
			WsConnection connection = get(named.to(uri(server, "/a"))
				.header("X-One", "2")
				.origin("https://app.example")
				.subprotocols("v2", "v1")
				.connect(IGNORE));
			assertThat(connection.subprotocol()).isEqualTo("v1");
			WsRequest request = take(requests);
			assertThat(request.header("X-All")).isEqualTo("1");
			assertThat(request.header("X-One")).isEqualTo("2");
			assertThat(request.header("Origin")).isEqualTo("https://app.example");
			assertThat(request.header("Sec-WebSocket-Protocol")).isEqualTo("v2, v1");
		}

		@Test
		void withUserAndPasswordInTheUri() throws Exception {
			BlockingQueue<WsRequest> requests = new LinkedBlockingQueue<>();
			WsServer server = server(
					WsServer.builder().route("/", WsHandler.of((connection, request) -> requests.add(request))));
			get(WsClientTests.this.client.connect("ws://user:p%40ss@localhost:" + server.port(), IGNORE));
			assertThat(take(requests).header("Authorization")).isEqualTo("Basic dXNlcjpwQHNz");
		}

		@ParameterizedTest
		@ValueSource(strings = { "http://localhost/", "localhost", "/path", "ws:///path", "ws://localhost/#fragment",
				"ws://localhost:0/", "ws://localhost:65536/", "ws://local host/", "mailto:a@b", "ws://a_b:x/" })
		void forAnImpossibleUriIsRefusedAtOnce(String uri) {
			assertThatIllegalArgumentException().isThrownBy(() -> WsClientTests.this.client.to(uri));
		}

		@Test
		void neverShowsThePasswordInAnException() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> WsClientTests.this.client.to("http://user:secret@localhost/"))
				.withMessageNotContaining("secret");
		}

		@Test
		void withALineBreakIsRefusedAtOnce() {
			WsTarget target = WsClientTests.this.client.to("ws://localhost:1/");
			assertThatIllegalArgumentException().isThrownBy(() -> target.header("X", "a\r\nY: b"));
			assertThatIllegalArgumentException().isThrownBy(() -> target.header("X\nY", "a"));
			assertThatIllegalArgumentException().isThrownBy(() -> target.origin("a\nb"));
			assertThatIllegalArgumentException().isThrownBy(() -> target.subprotocols("a\r\nb").connect(IGNORE));
		}

		@Test
		void forAHeaderOfTheHandshakeItselfIsRefusedAtOnce() {
			assertThatIllegalArgumentException()
				.isThrownBy(
						() -> WsClientTests.this.client.to("ws://localhost:1/").header("Upgrade", "x").connect(IGNORE))
				.withMessageContaining("Upgrade");
		}

		@Test
		void leavesNothingBehindWhenItIsRefusedAtOnce() {
			WsEngine engine = opened(WsEngine.builder().eventLoops(1).build());
			WsClient sharing = opened(WsClient.builder().engine(engine).build());
			assertThatIllegalArgumentException()
				.isThrownBy(() -> sharing.to("ws://localhost:1/").header("Upgrade", "x").connect(IGNORE));
			assertThat(engine.connectionCount()).isZero();
		}

	}

	/** What is sent before the connection is open. */
	@Nested
	class Connecting {

		private final CountDownLatch answer = new CountDownLatch(1);

		private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

		private final CountDownLatch asked = new CountDownLatch(1);

		private ScriptedServer slow(int expected) throws IOException {
			return server((peer) -> {
				String request = peer.readHead();
				this.asked.countDown();
				this.answer.await(20, TimeUnit.SECONDS);
				peer.sendLines(Peer.accepting(request) + "\n");
				for (int i = 0; i < expected; i++) {
					this.frames.add(peer.readFrame().describe());
				}
				peer.awaitEnd();
			});
		}

		@Test
		void keepsMessagesInOrder() throws Exception {
			ScriptedServer server = slow(102);
			WsConnectFuture future = WsClientTests.this.client.connect(server.uri(),
					WsHandler.of((connection, request) -> connection.send("from the acceptor")));
			WsConnection connection = future.connection();
			assertThat(connection.readyState()).isEqualTo(WsReadyState.CONNECTING);
			IntStream.range(0, 100).forEach((i) -> assertThat(connection.send("message " + i)).isTrue());
			assertThat(connection.bufferedAmount()).isGreaterThan(1000);
			assertThat(future).isNotDone();
			this.answer.countDown();
			assertThat(get(future)).isSameAs(connection);
			await().until(() -> this.frames.size() == 101);
			connection.send("after");
			for (int i = 0; i < 100; i++) {
				assertThat(take(this.frames)).endsWith(" message " + i);
			}
			assertThat(take(this.frames)).endsWith(" from the acceptor");
			assertThat(take(this.frames)).endsWith(" after");
			await().until(() -> connection.bufferedAmount() == 0);
			connection.terminate();
		}

		@Test
		void keepsNoMoreThanTheSendBufferHolds() throws Exception {
			ScriptedServer server = slow(1);
			WsConnectFuture future = WsClientTests.this.client.to(server.uri())
				.options(WsOptions.builder().sendBufferLimit(100).overflow(WsOverflow.DROP).build())
				.connect(IGNORE);
			assertThat(future.connection().send("a".repeat(120))).isTrue();
			assertThat(future.connection().send("b")).isFalse();
			this.answer.countDown();
			assertThat(take(this.frames)).contains("aaa");
			get(future).terminate();
		}

		@Test
		void sendsTheCloseBehindTheMessages() throws Exception {
			ScriptedServer server = slow(2);
			WsConnectFuture future = WsClientTests.this.client.connect(server.uri(), IGNORE);
			future.connection().send("last words");
			future.connection().close(1000, "");
			assertThat(future.connection().readyState()).isEqualTo(WsReadyState.CLOSING);
			assertThat(future.connection().send("too late")).isFalse();
			this.answer.countDown();
			assertThat(take(this.frames)).isEqualTo("text last words");
			assertThat(take(this.frames)).isEqualTo("close 1000");
			get(future).terminate();
		}

		@Test
		void cannotPing() throws Exception {
			ScriptedServer server = slow(0);
			WsConnectFuture future = WsClientTests.this.client.connect(server.uri(), IGNORE);
			assertThat(future.connection().ping()).isCompletedExceptionally();
			future.connection().terminate();
		}

		@Test
		void isGivenUpByTerminating() throws Exception {
			ScriptedServer server = slow(0);
			WsConnectFuture future = WsClientTests.this.client.connect(server.uri(), IGNORE);
			future.connection().send("lost");
			assertThat(this.asked.await(20, TimeUnit.SECONDS)).isTrue();
			future.connection().terminate();
			assertThat(refusal(future).status()).isZero();
			this.answer.countDown();
			await().until(() -> server.finished.isDone());
		}

		@Test
		void isGivenUpByCancelling() throws Exception {
			ScriptedServer server = slow(0);
			WsConnectFuture future = WsClientTests.this.client.connect(server.uri(), IGNORE);
			assertThat(future.cancel(true)).isTrue();
			await().until(() -> future.connection().readyState() == WsReadyState.CLOSED);
			assertThat(catchThrowableOfType(CancellationException.class, future::join)).isNotNull();
		}

	}

	/** RFC 6455 section 4.1: answers that do not open a connection. */
	@Nested
	class Refusals {

		@ParameterizedTest
		@ValueSource(ints = { 200, 302, 400, 401, 403, 404, 426, 500, 503 })
		void carryStatusHeadersAndBody(int status) throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				peer.sendLines(
						"HTTP/1.1 " + status + " x\nLocation: /else\nX-Reason: because\nContent-Length: 8\n\nno entry");
				peer.awaitEnd();
			});
			WsHandshakeException refusal = refusal(WsClientTests.this.client.connect(server.uri(), IGNORE));
			assertThat(refusal.status()).isEqualTo(status);
			assertThat(refusal.headers().first("X-Reason")).isEqualTo("because");
			assertThat(refusal.body()).isEqualTo("no entry");
			assertThat(refusal).hasMessageContaining(String.valueOf(status));
			get(server.finished);
		}

		@Test
		void carryOnlyTheStartOfALongBody() throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 500 x\n\n");
				peer.send("x".repeat(100_000));
			});
			assertThat(refusal(WsClientTests.this.client.connect(server.uri(), IGNORE)).body())
				.isEqualTo("x".repeat(4096));
		}

		@Test
		void doNotWaitForABodyThatDoesNotCome() throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 500 x\nContent-Length: 100\n\nstart");
				peer.awaitEnd();
			});
			assertThat(refusal(WsClientTests.this.client.connect(server.uri(), IGNORE)).body()).isEqualTo("start");
			get(server.finished);
		}

		@Test
		void keepTheHandlerOutOfIt() throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 404 x\nContent-Length: 0\n\n");
				peer.awaitEnd();
			});
			List<String> events = new ArrayList<>();
			WsConnectFuture future = WsClientTests.this.client.connect(server.uri(), new WsHandler() {

				@Override
				public void onOpen(WsConnection connection) {
					events.add("open");
				}

				@Override
				public void onError(WsConnection connection, Throwable error) {
					events.add("error");
				}

				@Override
				public void onClose(WsConnection connection, WsClose close) {
					events.add("close");
				}

			});
			refusal(future);
			assertThat(events).isEmpty();
			assertThat(WsClientTests.this.client.ledger().openedCount()).isZero();
			assertThat(WsClientTests.this.client.ledger().rejections()).containsEntry("status", 1L);
		}

		@Test
		void ofAWrongAcceptKey() throws Exception {
			assertThat(refusedWith((answer) -> answer.replaceFirst("Accept: .", "Accept: !"))).contains("Accept");
		}

		@Test
		void ofMissingUpgradeHeaders() throws Exception {
			assertThat(refusedWith((answer) -> answer.replace("Upgrade: websocket\n", ""))).contains("Upgrade");
			assertThat(refusedWith((answer) -> answer.replace("Connection: Upgrade\n", ""))).contains("Connection");
		}

		@Test
		void ofAnUnsolicitedSubprotocol() throws Exception {
			assertThat(refusedWith((answer) -> answer + "Sec-WebSocket-Protocol: chat\n")).contains("subprotocol");
		}

		@Test
		void ofAnUnsolicitedExtension() throws Exception {
			assertThat(refusedWith((answer) -> answer + "Sec-WebSocket-Extensions: mux\n")).contains("extension");
		}

		@Test
		void ofAMalformedAnswer() throws Exception {
			assertThat(refusedWith((answer) -> answer.replace("HTTP/1.1", "HTTP"))).contains("malformed");
			assertThat(refusedWith((answer) -> "SSH-2.0-x\n\n" + answer)).contains("malformed");
			assertThat(refusedWith((answer) -> "\u0015\u0003\u0001")).contains("malformed");
		}

		@Test
		void ofEndlessHeaders() throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 101 x\n");
				while (true) {
					peer.sendLines("X-Filler: 0123456789\n");
				}
			});
			assertThat(refusal(WsClientTests.this.client.connect(server.uri(), IGNORE))).hasMessageContaining("16384");
			await().until(() -> server.finished.isDone());
		}

		@Test
		void ofEndlessInterimAnswers() throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				while (true) {
					peer.sendLines("HTTP/1.1 100 Continue\n\n");
				}
			});
			assertThat(refusal(WsClientTests.this.client.connect(server.uri(), IGNORE)))
				.hasMessageContaining("malformed");
			await().until(() -> server.finished.isDone());
		}

		@Test
		void ofAServerThatHangsUp() throws Exception {
			ScriptedServer server = server(Peer::readHead);
			assertThat(refusal(WsClientTests.this.client.connect(server.uri(), IGNORE)))
				.hasCauseInstanceOf(EOFException.class);
		}

		private String refusedWith(UnaryOperator<String> change) throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.sendLines(change.apply(Peer.accepting(peer.readHead())) + "\n");
				peer.awaitEnd();
			});
			WsHandshakeException refusal = refusal(WsClientTests.this.client.connect(server.uri(), IGNORE));
			// No half-open socket is left.
			get(server.finished);
			return String.valueOf(refusal.getMessage());
		}

	}

	@Nested
	class Failures {

		@Test
		void whenNobodyListens() throws Exception {
			int port = FreePort.find();
			WsHandshakeException refusal = refusal(
					WsClientTests.this.client.connect("ws://localhost:" + port + "/", IGNORE));
			assertThat(refusal).hasMessageContaining("localhost:" + port).hasCauseInstanceOf(ConnectException.class);
			assertThat(refusal.status()).isZero();
			assertThat(refusal.body()).isEmpty();
		}

		@Test
		void whenTheHostIsUnknown() {
			assertThat(refusal(WsClientTests.this.client.connect("ws://nowhere.invalid/", IGNORE)))
				.hasMessageContaining("nowhere.invalid");
		}

		@Test
		void whenTheServerNeverAnswers() throws Exception {
			ScriptedServer server = server(Peer::awaitEnd);
			WsClient hasty = opened(WsClient.builder().handshakeTimeout(Duration.ofMillis(100)).build());
			assertThat(refusal(hasty.connect(server.uri(), IGNORE))).hasMessageContaining("handshakeTimeout");
			get(server.finished);
		}

		@Test
		void whenTheServerDripsItsAnswer() throws Exception {
			CountDownLatch failed = new CountDownLatch(1);
			ScriptedServer server = server((peer) -> {
				peer.sendLines(Peer.accepting(peer.readHead()));
				failed.await(20, TimeUnit.SECONDS);
				peer.awaitEnd();
			});
			WsClient hasty = opened(WsClient.builder().handshakeTimeout(Duration.ofMillis(100)).build());
			assertThat(refusal(hasty.connect(server.uri(), IGNORE))).hasMessageContaining("handshakeTimeout");
			failed.countDown();
			get(server.finished);
		}

		@Test
		void whenTheServerDoesNotAccept() throws Exception {
			// A full backlog: the kernel drops further attempts.
			try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
					Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
					Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
				assertThat(first.isConnected() && second.isConnected()).isTrue();
				WsClient hasty = opened(WsClient.builder().connectTimeout(Duration.ofMillis(200)).build());
				assertThat(refusal(hasty.connect("ws://127.0.0.1:" + full.getLocalPort() + "/", IGNORE)))
					.hasMessageContaining("connectTimeout");
			}
		}

		@Test
		void whenTheExecutorRefusesAreNotToldByTheEventLoop() throws Exception {
			CountDownLatch asked = new CountDownLatch(1);
			WsEngine engine = opened(WsEngine.builder().eventLoops(1).executor((task) -> {
				await().until(() -> asked.getCount() == 0);
				throw new IllegalStateException("not ready");
			}).build());
			WsClient refused = opened(WsClient.builder().engine(engine).build());
			CompletableFuture<String> told = refused.connect("ws://localhost:1/", IGNORE)
				.handle((connection, failure) -> failure.getMessage() + " on " + Thread.currentThread().getName());
			asked.countDown();
			assertThat(get(told)).isEqualTo("the executor refused to look up host 'localhost' on ws-fallback");
		}

		@Test
		void whenThereAreTooManyConnections() throws Exception {
			WsServer server = server(WsServer.builder().route("/", ECHO));
			WsEngine engine = opened(WsEngine.builder().eventLoops(1).maxConnections(1).build());
			WsClient limited = opened(WsClient.builder().engine(engine).build());
			WsConnection only = get(limited.connect(uri(server, "/"), IGNORE));
			assertThat(refusal(limited.connect(uri(server, "/"), IGNORE))).hasMessageContaining("too many");
			only.close();
			await().until(() -> engine.connectionCount() == 0);
			get(limited.connect(uri(server, "/"), IGNORE));
		}

	}

	@Nested
	class Redirections {

		private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

		private final WsClient following = opened(WsClient.builder().maxRedirects(2).build());

		private ScriptedServer redirecting(String location) throws IOException {
			return server((peer) -> {
				this.requests.add(peer.readHead());
				peer.sendLines("HTTP/1.1 302 Found\nLocation: " + location + "\nContent-Length: 0\n\n");
				peer.awaitEnd();
			});
		}

		private ScriptedServer accepting() throws IOException {
			return server((peer) -> {
				this.requests.add(peer.accept());
				peer.awaitEnd();
			});
		}

		private WsConnectFuture connect(String uri) {
			return this.following.to(uri)
				.header("Authorization", "Bearer secret")
				.header("Cookie", "a=b")
				.header("X-Kept", "1")
				.connect(IGNORE);
		}

		@Test
		void areNotFollowedUnlessAllowed() throws Exception {
			WsHandshakeException refusal = refusal(
					WsClientTests.this.client.connect(redirecting("/else").uri(), IGNORE));
			assertThat(refusal.status()).isEqualTo(302);
			assertThat(refusal.headers().first("Location")).isEqualTo("/else");
		}

		@ParameterizedTest
		@ValueSource(strings = { "ws", "http" })
		void leadToAnotherOriginWithoutCredentials(String scheme) throws Exception {
			ScriptedServer target = accepting();
			ScriptedServer first = redirecting(scheme + "://localhost:" + target.port() + "/else?x");
			WsConnection connection = get(connect(first.uri()));
			assertThat(take(this.requests)).contains("Bearer secret", "a=b");
			assertThat(take(this.requests)).startsWith("GET /else?x HTTP/1.1\r\n")
				.contains("\r\nHost: localhost:" + target.port() + "\r\n", "\r\nX-Kept: 1\r\n")
				.doesNotContain("secret", "a=b");
			assertThat(connection.request().target()).isEqualTo("/else?x");
			connection.terminate();
		}

		@Test
		void withinAnOriginKeepCredentials() throws Exception {
			ScriptedServer server = server((peer) -> {
				String request = peer.readHead();
				this.requests.add(request);
				peer.sendLines(request.startsWith("GET /else ") ? Peer.accepting(request) + "\n"
						: "HTTP/1.1 307 x\nLocation: /else\nContent-Length: 0\n\n");
				peer.awaitEnd();
			});
			WsConnection connection = get(connect(server.uri()));
			assertThat(take(this.requests)).contains("Bearer secret");
			assertThat(take(this.requests)).contains("Bearer secret");
			connection.terminate();
		}

		@Test
		void endAtTheLimit() throws Exception {
			ScriptedServer server = redirecting("/again");
			assertThat(refusal(connect(server.uri())).status()).isEqualTo(302);
			assertThat(this.requests).hasSize(3);
		}

		@ParameterizedTest
		@ValueSource(strings = { "ftp://localhost/", "ws://local host/", "mailto:a@b" })
		void toNowhereFail(String location) throws Exception {
			assertThat(refusal(connect(redirecting(location).uri()))).hasMessageContaining("redirects");
		}

	}

	@Nested
	class Lifecycle {

		private final CountDownLatch asked = new CountDownLatch(1);

		private ScriptedServer silent() throws IOException {
			return server((peer) -> {
				peer.readHead();
				this.asked.countDown();
				peer.awaitEnd();
			});
		}

		@Test
		void closesConnectionsAndGivesUpAttempts() throws Exception {
			WsServer server = server(WsServer.builder().route("/", ECHO));
			ScriptedServer silent = silent();
			WsClient closing = opened(WsClient.create());
			BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();
			get(closing.connect(uri(server, "/"),
					WsHandler.of((connection, request) -> connection.onClose(closes::add))));
			WsConnectFuture underWay = closing.connect(silent.uri(), IGNORE);
			assertThat(this.asked.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(closing.close(Duration.ofSeconds(20))).isTrue();
			assertThat(take(closes)).isEqualTo(new WsClose(1001, "", WsClose.Initiator.LOCAL));
			assertThat(refusal(underWay)).hasMessageContaining("closed");
			get(silent.finished);
			assertThat(refusal(closing.connect(uri(server, "/"), IGNORE)).status()).isZero();
		}

		@Test
		void leavesASharedEngineOpen() throws Exception {
			WsEngine engine = opened(WsEngine.builder().eventLoops(1).build());
			WsServer server = server(WsServer.builder().engine(engine).route("/", ECHO));
			WsClient first = opened(WsClient.builder().engine(engine).build());
			WsClient second = opened(WsClient.builder().engine(engine).build());
			get(first.connect(uri(server, "/"), IGNORE));
			WsConnection connection = get(second.connect(uri(server, "/"), IGNORE));
			first.close();
			assertThat(get(connection.ping())).isNotNull();
		}

		@Test
		void endsAttemptsWithTheirEngine() throws Exception {
			ScriptedServer silent = silent();
			WsEngine engine = opened(WsEngine.builder().eventLoops(1).build());
			WsClient sharing = opened(WsClient.builder().engine(engine).build());
			WsConnectFuture underWay = sharing.connect(silent.uri(), IGNORE);
			assertThat(this.asked.await(20, TimeUnit.SECONDS)).isTrue();
			engine.close();
			assertThat(refusal(underWay)).isNotNull();
			get(silent.finished);
		}

	}

}
