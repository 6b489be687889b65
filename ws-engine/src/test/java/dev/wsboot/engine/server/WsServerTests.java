package dev.wsboot.engine.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.testing.JdkClient;
import dev.wsboot.engine.testing.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@link WsServer}, over real sockets.
 */
class WsServerTests {

	private static final WsHandler ECHO = WsHandler.of((connection, request) -> connection.onMessage(connection::send));

	private final List<AutoCloseable> opened = new ArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
	}

	private WsServer start(WsServerBuilder builder) {
		WsServer server = builder.host("127.0.0.1").start();
		this.opened.add(server);
		return server;
	}

	private RawClient client(WsServer server) throws IOException {
		RawClient client = RawClient.connect(server.port());
		this.opened.add(0, client);
		return client;
	}

	private RawClient connect(WsServer server, String path) throws IOException {
		RawClient client = client(server).send(RawClient.request(path));
		assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
		return client;
	}

	@Nested
	class Connections {

		@ParameterizedTest
		@EnumSource(WsDispatch.class)
		void echoWhatTheyAreSent(WsDispatch dispatch) throws Exception {
			WsOptions options = WsOptions.builder().dispatch(dispatch).build();
			WsServer server = start(WsServer.builder().route("/echo", options, ECHO));
			RawClient client = client(server).send(RawClient.request("/echo"));
			assertThat(client.readHead()).isEqualToIgnoringNewLines("""
					HTTP/1.1 101 Switching Protocols
					Upgrade: websocket
					Connection: Upgrade
					Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

					""");
			client.sendHex("81 85 37fa213d 7f9f4d5158");
			assertThat(client.readHex(7)).isEqualTo("810548656c6c6f");
			client.sendHex("88 82 00000000 03e8");
			assertThat(client.readHex(4)).isEqualTo("880203e8");
			assertThat(client.readRest()).isEmpty();
		}

		@Test
		void takeFramesSentRightBehindTheRequest() throws Exception {
			WsServer server = start(WsServer.builder().route("/echo", ECHO));
			RawClient client = client(server);
			String request = RawClient.request("/echo");
			client.send(request + "\u0081\u0082\0\0\0\0ab" + "\u0081\u0082\0\0\0\0cd");
			assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
			assertThat(client.readHex(8)).isEqualTo("8102616281026364");
		}

		@Test
		void openWhenTheRequestComesByteByByte() throws Exception {
			WsServer server = start(WsServer.builder().route("/echo", ECHO));
			RawClient client = client(server);
			String request = RawClient.request("/echo");
			for (char c : request.toCharArray()) {
				client.send(String.valueOf(c));
			}
			assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
		}

		@Test
		void workWithTheClientOfTheJdk() throws Exception {
			WsServer server = start(WsServer.builder()
				.options(WsOptions.builder().subprotocols(List.of("v2", "v1")).build())
				.route("/echo", ECHO));
			JdkClient client = JdkClient.connect("ws://127.0.0.1:" + server.port() + "/echo", "v1", "v2");
			assertThat(client.socket().getSubprotocol()).isEqualTo("v2");
			assertThat(client.send("gr\u00fc\u00dfe").text()).isEqualTo("gr\u00fc\u00dfe");
			assertThat(client.send(new byte[1000]).binary()).isEqualTo(new byte[1000]);
			client.socket().abort();
			await().until(() -> server.connections().isEmpty());
		}

		@Test
		void knowTheirRequest() throws Exception {
			BlockingQueue<WsConnection> connections = new LinkedBlockingQueue<>();
			WsServer server = start(WsServer.builder().route("/chat/{room}", WsHandler.of((connection, request) -> {
				connections.add(connection);
				assertThat(request).isSameAs(connection.request());
			})));
			connect(server, "/chat/blue%20room?name=J%C3%BCrgen&x");
			WsConnection connection = connections.poll(20, TimeUnit.SECONDS);
			assertThat(connection).isNotNull();
			assertThat(connection.request().pathVariable("room")).isEqualTo("blue room");
			assertThat(connection.request().queryParameter("name")).isEqualTo("J\u00fcrgen");
			assertThat(connection.request().header("host")).isEqualTo("localhost");
			assertThat(connection.request().secure()).isFalse();
			assertThat(connection.request().remoteAddress()).isNotNull();
			assertThat(connection.request().remoteAddress().getAddress().isLoopbackAddress()).isTrue();
			assertThat(connection.readyState()).isEqualTo(WsReadyState.OPEN);
		}

		@Test
		void areSeenAsALiveView() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).route("/b", ECHO));
			assertThat(server.connections()).isEmpty();
			RawClient first = connect(server, "/a");
			connect(server, "/b");
			await().until(() -> server.connections().size() == 2);
			assertThat(server.connections()).hasSize(2);
			assertThat(server.endpoint("/a").connections()).hasSize(1);
			assertThat(server.endpoints()).hasSize(2);
			first.close();
			await().until(() -> server.connections().size() == 1);
			assertThat(server.endpoint("/a").connections()).isEmpty();
			assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> server.endpoint("/c"))
				.withMessageContaining("/c");
		}

		@Test
		void areToldOfOneByOne() throws Exception {
			BlockingQueue<WsConnection> told = new LinkedBlockingQueue<>();
			WsServer server = start(WsServer.builder().route("/a", ECHO).onConnection(told::add));
			connect(server, "/a");
			WsConnection connection = told.poll(20, TimeUnit.SECONDS);
			assertThat(server.connections()).containsExactly(connection);
		}

		@Test
		void surviveACallbackThatThrows() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).onConnection((connection) -> {
				throw new IllegalStateException("deliberate");
			}));
			RawClient client = connect(server, "/a").sendHex("81 81 00000000 61");
			assertThat(client.readHex(3)).isEqualTo("810161");
		}

	}

	/** RFC 6455 section 4.2. */
	@Nested
	class Handshakes {

		@Test
		void ofNoRouteAreAnswered404() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			assertRefused(client(server).send(RawClient.request("/b")), 404);
		}

		@Test
		void withABadlyEncodedPathAreAnswered400() throws Exception {
			assertRefused(client(start(WsServer.builder().route("/a", ECHO))).send(RawClient.request("/%zz")), 400);
		}

		@Test
		void areAnsweredByTheRulesAndCounted() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			assertRefused(client(server).send(RawClient.request("/a").replace("Version: 13", "Version: 12")), 426);
			assertRefused(client(server).send(RawClient.request("/a").replace("dGhl", "")), 400);
			assertRefused(client(server).send(RawClient.request("/a").replace("GET", "POST")), 405);
			assertThat(server.endpoint("/a").ledger().rejections()).containsOnlyKeys("version", "key", "method");
		}

		@ParameterizedTest
		@ValueSource(strings = { "Content-Length: 5", "Content-Length: -0", "Transfer-Encoding: chunked" })
		void withABodyAreRefused(String field) throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			assertRefused(client(server).send(RawClient.request("/a", field)), 400);
		}

		@Test
		void inHttp10AreRefused() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			assertRefused(client(server).send(RawClient.request("/a").replace("HTTP/1.1", "HTTP/1.0")), 505);
		}

		@Test
		void thatAreNoHttpAreRefused() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			assertRefused(client(server).send("hello\r\n\r\n"), 400);
			assertRefused(client(server).sendHex("16 03 01 00 f4"), 400);
		}

		@Test
		void ofAForeignOriginAreAnswered403() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).allowedOrigins("https://*.app.example"));
			assertRefused(origin(server, "https://evil.example"), 403);
			assertThat(origin(server, "https://x.app.example").readHead()).startsWith("HTTP/1.1 101 ");
			assertThat(origin(server, "http://localhost").readHead()).startsWith("HTTP/1.1 101 ");
			assertThat(server.endpoint("/a").ledger().rejections()).containsEntry("origin", 1L);
		}

		@Test
		void areJudgedByTheOriginsOfTheirRouteIfItHasSome() throws Exception {
			WsServer server = start(WsServer.builder()
				.allowedOrigins("https://b.example")
				.route(new Endpoint("/a", ECHO, WsOptions.DEFAULTS), new OriginPolicy(List.of("https://a.example")))
				.route("/b", ECHO));
			assertThat(origin(server, "https://a.example").readHead()).startsWith("HTTP/1.1 101 ");
			assertRefused(origin(server, "https://b.example"), 403);
		}

		private RawClient origin(WsServer server, String origin) throws IOException {
			return client(server).send(RawClient.request("/a", "Origin: " + origin));
		}

		@Test
		void canBeGivenMoreFields() throws Exception {
			WsServer server = start(WsServer.builder()
				.route("/a/{x}", ECHO)
				.onHandshake((request, response) -> response.add("X-Seen", String.valueOf(request.pathVariable("x")))));
			RawClient client = client(server).send(RawClient.request("/a/1")).sendHex("81 81 00000000 61");
			assertThat(client.readHead()).startsWith("HTTP/1.1 101 ").contains("\r\nX-Seen: 1\r\n");
			assertThat(client.readHex(3)).isEqualTo("810161");
		}

		@Test
		void canBeRefusedByTheApplication() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).onHandshake((request, response) -> {
				throw WsHandshakeException.refusal(429, "come back later");
			}));
			assertThat(assertRefused(client(server).send(RawClient.request("/a")), 429))
				.endsWith("\r\n\r\ncome back later\n");
		}

		@Test
		void canBeRefusedWithFields() throws Exception {
			Headers challenge = Headers.builder().add("WWW-Authenticate", "Basic").build();
			WsServer server = start(WsServer.builder().route("/a", ECHO).onHandshake((request, response) -> {
				throw new WsHandshakeException("who are you?", 401, challenge, "");
			}));
			assertThat(assertRefused(client(server).send(RawClient.request("/a")), 401))
				.contains("\r\nWWW-Authenticate: Basic\r\n");
		}

		@Test
		void areAnswered500WhenTheHookFails() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).onHandshake((request, response) -> {
				throw new IOException("secret detail");
			}));
			assertThat(assertRefused(client(server).send(RawClient.request("/a")), 500)).doesNotContain("secret");
		}

		@Test
		void agreeOnTheSubprotocolThatTheApplicationChooses() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", choosing(), ECHO));
			assertThat(offer(server, "v1", "v1, v2").readHead()).startsWith("HTTP/1.1 101 ")
				.contains("\r\nSec-WebSocket-Protocol: v1\r\n");
			assertThat(offer(server, "", "v1, v2").readHead()).startsWith("HTTP/1.1 101 ")
				.doesNotContain("Sec-WebSocket-Protocol");
			assertThat(assertRefused(offer(server, "none", "v1"), 406)).endsWith("speak v9\n");
			assertThat(server.endpoint("/a").ledger().rejections()).containsExactly(Map.entry("subprotocol", 1L));
		}

		@Test
		void areAnswered500IfThatChoiceFails() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", choosing(), ECHO));
			assertThat(assertRefused(offer(server, "v3", "v1, v2"), 500)).doesNotContain("v3");
			assertThat(server.endpoint("/a").ledger().rejections()).containsExactly(Map.entry("error", 1L));
			assertThat(offer(server, "v2", "v2").readHead()).as("the next").startsWith("HTTP/1.1 101 ");
		}

		/** Chooses what the query wants. */
		private static WsOptions choosing() {
			return WsOptions.builder().subprotocols(List.of("v2", "v1")).subprotocolChoice((offered, request) -> {
				String wanted = request.queryParameter("want");
				if ("none".equals(wanted)) {
					throw WsHandshakeException.refusal(406, "speak v9");
				}
				return "".equals(wanted) ? null : wanted;
			}).build();
		}

		private RawClient offer(WsServer server, String wanted, String offered) throws IOException {
			return client(server).send(RawClient.request("/a?want=" + wanted, "Sec-WebSocket-Protocol: " + offered));
		}

		@Test
		void thatAreRefusedAreTold() throws Exception {
			BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
			WsServer server = start(WsServer.builder().route("/a", ECHO).onError(errors::add));
			assertRefused(client(server).send(RawClient.request("/b")), 404);
			assertThat(errors.poll(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(WsHandshakeException.class,
					(ex) -> assertThat(ex.status()).isEqualTo(404));
		}

	}

	@Nested
	class PlainHttp {

		@Test
		void isToldToUpgrade() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			String answer = assertRefused(client(server).sendLines("GET /a HTTP/1.1\nHost: localhost\n\n"), 426);
			assertThat(answer).contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n",
					"\r\nContent-Type: text/plain; charset=utf-8\r\n");
		}

		@Test
		void isAnsweredByAHandlerForGet() throws Exception {
			WsServer server = start(WsServer.builder()
				.route("/a", ECHO)
				.onGet((request) -> HttpAnswer.html("<p>" + request.path() + "</p>")));
			String answer = client(server).sendLines("GET /page?x HTTP/1.1\nHost: localhost\n\n").readRest();
			assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n")
				.contains("\r\nContent-Type: text/html; charset=utf-8\r\n", "\r\nContent-Length: 12\r\n",
						"\r\nConnection: close\r\n")
				.endsWith("\r\n\r\n<p>/page</p>");
			connect(server, "/a");
			assertRefused(client(server).sendLines("POST /a HTTP/1.1\nHost: localhost\n\n"), 405);
		}

		@Test
		void mayOfferAnotherProtocol() throws Exception {
			WsServer server = start(
					WsServer.builder().route("/a", ECHO).onGet((request) -> HttpAnswer.html(request.path())));
			assertThat(client(server).sendLines(
					"GET /page HTTP/1.1\nHost: localhost\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AA\n\n")
				.readRest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n/page");
			assertRefused(client(server).sendLines("GET /page HTTP/1.1\nHost: localhost\nUpgrade: websocket\n\n"), 404);
		}

		@Test
		void isAnsweredWithoutBodyToHead() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			assertThat(client(server).sendLines("HEAD /a HTTP/1.1\nHost: localhost\n\n").readRest())
				.startsWith("HTTP/1.1 405 ")
				.endsWith("\r\n\r\n");
		}

		@Test
		void isAnswered500WhenTheHandlerFails() throws Exception {
			WsServer server = start(WsServer.builder().onGet((request) -> {
				throw new IOException("secret detail");
			}));
			assertThat(assertRefused(client(server).sendLines("GET / HTTP/1.1\nHost: localhost\n\n"), 500))
				.doesNotContain("secret");
		}

		@Test
		void getsAnAnswerLargerThanTheSocketsBuffer() throws Exception {
			byte[] body = new byte[8 * 1024 * 1024];
			WsServer server = start(WsServer.builder().onGet((request) -> new HttpAnswer(200, Headers.EMPTY, body)));
			assertThat(client(server).sendLines("GET / HTTP/1.1\nHost: localhost\n\n").readRest())
				.hasSizeGreaterThan(body.length);
		}

	}

	@Nested
	class Limits {

		@Test
		void onHeaderBytesAreAnswered431() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).maxHandshakeBytes(1000));
			assertRefused(client(server).send("GET /a HTTP/1.1\r\nX: " + "x".repeat(5000)), 431);
		}

		@Test
		void onTheTimeOfAHandshakeAreAnswered408() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).handshakeTimeout(Duration.ofMillis(100)));
			assertRefused(client(server).send("GET /a"), 408);
		}

		@Test
		void closeASocketThatSaysNothing() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).handshakeTimeout(Duration.ofMillis(100)));
			assertThat(client(server).readRest()).isEmpty();
		}

		@Test
		void doNotApplyToAnOpenConnection() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).handshakeTimeout(Duration.ofMillis(100)));
			RawClient open = connectInTime(server);
			assertThat(client(server).readRest()).isEmpty();
			open.sendHex("81 81 00000000 61");
			assertThat(open.readHex(3)).isEqualTo("810161");
		}

		/** Again, should this test's own thread be the slow one. */
		private RawClient connectInTime(WsServer server) throws IOException {
			while (true) {
				RawClient client = client(server);
				try {
					if (client.send(RawClient.request("/a")).readText(12).equals("HTTP/1.1 101")) {
						client.readHead();
						return client;
					}
				}
				catch (SocketException ex) {
					// The server had closed the socket before the handshake came.
				}
			}
		}

		@Test
		void onConnectionsAreAnswered503() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO).maxConnections(2));
			connect(server, "/a");
			RawClient second = connect(server, "/a");
			assertRefused(client(server).send(RawClient.request("/a")), 503);
			second.close();
			await().until(() -> client(server).send(RawClient.request("/a")).readHead().startsWith("HTTP/1.1 101 "));
		}

		@Test
		void mustBePossible() {
			assertThatIllegalArgumentException().isThrownBy(() -> WsServer.builder().port(65536))
				.withMessageContaining("'port'");
			assertThatIllegalArgumentException().isThrownBy(() -> WsServer.builder().backlog(0))
				.withMessageContaining("'backlog'");
			assertThatIllegalArgumentException().isThrownBy(() -> WsServer.builder().maxConnections(0))
				.withMessageContaining("'maxConnections'");
			assertThatIllegalArgumentException().isThrownBy(() -> WsServer.builder().maxHandshakeBytes(0))
				.withMessageContaining("'maxHandshakeBytes'");
			assertThatIllegalArgumentException().isThrownBy(() -> WsServer.builder().handshakeTimeout(Duration.ZERO))
				.withMessageContaining("'handshakeTimeout'");
			assertThatIllegalArgumentException().isThrownBy(() -> WsServer.builder().allowedOrigins("nonsense"))
				.withMessageContaining("'nonsense'");
			assertThatIllegalArgumentException().isThrownBy(() -> WsServer.builder().route("nonsense", ECHO).build())
				.withMessageContaining("'nonsense'");
		}

	}

	@Nested
	class Lifecycle {

		@Test
		void tellsWhenItListens() {
			AtomicReference<Integer> port = new AtomicReference<>();
			WsServer server = start(WsServer.builder().onListening((listening) -> port.set(listening.port())));
			assertThat(port.get()).isEqualTo(server.port()).isPositive();
			assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
			assertThat(server.start()).isSameAs(server);
		}

		@Test
		void saysWhichPortIsTaken() {
			WsServer first = start(WsServer.builder());
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> start(WsServer.builder().port(first.port())))
				.withMessageContaining("127.0.0.1:" + first.port());
		}

		@Test
		void hasNoPortBeforeItIsStarted() {
			WsServer server = WsServer.builder().build();
			assertThatIllegalStateException().isThrownBy(server::port);
			assertThat(server.stop(Duration.ZERO)).isTrue();
		}

		@Test
		void closesConnectionsWhenItStops() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			RawClient client = connect(server, "/a");
			await().until(() -> server.connections().size() == 1);
			CompletableFuture<Boolean> stopped = CompletableFuture
				.supplyAsync(() -> server.stop(Duration.ofSeconds(20)));
			assertThat(client.readHex(4)).isEqualTo("880203e9");
			client.sendHex("88 82 00000000 03e9");
			assertThat(stopped.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(client.readRest()).isEmpty();
			assertThat(server.connections()).isEmpty();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> RawClient.connect(server.port()));
		}

		@Test
		void terminatesPeersThatDoNotAnswerInTime() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			// Accepted before the other, as it was there before.
			RawClient silent = client(server);
			RawClient client = connect(server, "/a");
			assertThat(server.stop(Duration.ofMillis(50))).isFalse();
			assertThat(client.readHex(4)).isEqualTo("880203e9");
			assertThat(client.readRest()).isEmpty();
			assertThat(silent.readRest()).isEmpty();
			await().until(() -> server.connections().isEmpty());
		}

		@Test
		void startsAgainAfterItWasStopped() throws Exception {
			WsServer server = start(WsServer.builder().route("/a", ECHO));
			connect(server, "/a").close();
			server.stop(Duration.ofSeconds(20));
			server.start();
			RawClient client = connect(server, "/a").sendHex("81 81 00000000 61");
			assertThat(client.readHex(3)).isEqualTo("810161");
		}

		@Test
		void sharesAnEngineAndLeavesItOpen() throws Exception {
			try (WsEngine engine = WsEngine.builder().eventLoops(1).build()) {
				WsServer first = start(WsServer.builder().engine(engine).route("/a", ECHO));
				WsServer second = start(WsServer.builder().engine(engine).route("/a", ECHO));
				connect(first, "/a").close();
				RawClient client = connect(second, "/a");
				first.close();
				client.sendHex("81 81 00000000 61");
				assertThat(client.readHex(3)).isEqualTo("810161");
				await().until(() -> engine.connections().equals(List.copyOf(second.connections())));
				second.stop(Duration.ZERO);
				await().until(() -> engine.connectionCount() == 0);
			}
		}

		@Test
		void hearsTheHandlerOfAnEndpoint() throws Exception {
			CountDownLatch closed = new CountDownLatch(1);
			WsServer server = start(WsServer.builder().route("/a", new WsHandler() {

				@Override
				public void onOpen(WsConnection connection) {
					connection.send("hi");
				}

				@Override
				public void onClose(WsConnection connection, dev.wsboot.engine.WsClose close) {
					closed.countDown();
				}

			}));
			RawClient client = connect(server, "/a");
			assertThat(client.readHex(4)).isEqualTo("81026869");
			client.close();
			assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
		}

	}

	private static String assertRefused(RawClient client, int status) throws IOException {
		String answer = client.readRest();
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\r\nConnection: close\r\n");
		String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
		assertThat(body.lines()).hasSize(1);
		return answer;
	}

}
