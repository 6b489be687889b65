package dev.wsboot.engine.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLException;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.testing.FreePort;
import dev.wsboot.engine.testing.ScriptedServer;
import dev.wsboot.engine.testing.ScriptedServer.Peer;
import dev.wsboot.engine.testing.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the client makes of a server, a proxy or an application that does it wrong: one
 * exception that names what is wrong, no socket left open, and no place taken.
 */
class BadInputTests {

	private static final WsHandler IGNORE = WsHandler.of((connection, request) -> {
	});

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final WsEngine engine = opened(WsEngine.builder().eventLoops(1).build());

	private final WsClientBuilder builder = WsClient.builder()
		.engine(this.engine)
		.tls(TestCertificate.LOCALHOST.trusting());

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

	private ScriptedServer server(ScriptedServer.Script script) throws IOException {
		return opened(new ScriptedServer(script));
	}

	/** A server whose answer is an accepting one, changed. */
	private ScriptedServer answering(UnaryOperator<String> change) throws IOException {
		return server((peer) -> {
			peer.sendLines(change.apply(Peer.accepting(peer.readHead())) + "\n");
			peer.awaitEnd();
		});
	}

	private ScriptedServer speakingTls(TestCertificate certificate) throws IOException {
		return opened(new ScriptedServer(certificate.context()
			.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), (peer) -> {
				peer.accept();
				peer.awaitEnd();
			}));
	}

	private WsHandshakeException refusal(ScriptedServer peer, String uri) throws Exception {
		return refusal(peer, uri, (target) -> {
		});
	}

	/**
	 * Connects in vain.
	 * @param peer who must see the end of its socket
	 */
	private WsHandshakeException refusal(ScriptedServer peer, String uri, Consumer<WsTarget> asking) throws Exception {
		WsClient client = opened(this.builder.build());
		WsTarget target = client.to(uri);
		asking.accept(target);
		WsConnectFuture future = target.connect(IGNORE);
		ExecutionException thrown = catchThrowableOfType(ExecutionException.class,
				() -> future.get(20, TimeUnit.SECONDS));
		assertThat(thrown).hasCauseInstanceOf(WsHandshakeException.class);
		assertThat(future.connection().readyState()).isEqualTo(WsReadyState.CLOSED);
		assertThat(client.connections()).isEmpty();
		assertThat(this.engine.connectionCount()).isZero();
		assertThatSocketIsClosed(peer.finished);
		return (WsHandshakeException) thrown.getCause();
	}

	/** Whether by an orderly end or by a reset: the peer's read did not wait in vain. */
	private static void assertThatSocketIsClosed(CompletableFuture<Void> finished) throws Exception {
		Throwable end = finished.handle((done, failure) -> failure).get(30, TimeUnit.SECONDS);
		if (end != null) {
			assertThat(end).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
		}
	}

	private WsHandshakeException refusal(UnaryOperator<String> change) throws Exception {
		ScriptedServer server = answering(change);
		return refusal(server, server.uri());
	}

	/** RFC 6455 section 4.1: what the client requires of the answer. */
	@Nested
	class AnAnswer {

		@ParameterizedTest
		@ValueSource(
				strings = { "", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n", "Sec-WebSocket-Accept:\n" })
		void withoutTheRightAcceptKey(String field) throws Exception {
			WsHandshakeException refusal = refusal(
					(answer) -> answer.replaceFirst("Sec-WebSocket-Accept: .*\n", field));
			assertThat(refusal).hasMessage("answer's Sec-WebSocket-Accept does not match the key");
			assertThat(refusal.status()).isEqualTo(101);
		}

		@Test
		void withTwoAcceptKeys() throws Exception {
			assertThat(refusal((answer) -> answer + "Sec-WebSocket-Accept: x\n"))
				.hasMessage("answer's Sec-WebSocket-Accept does not match the key");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "Upgrade: h2c\n", "Upgrade: websocket2\n" })
		void withoutUpgrade(String field) throws Exception {
			assertThat(refusal((answer) -> answer.replace("Upgrade: websocket\n", field)))
				.hasMessage("answer's Upgrade is not websocket");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "Connection: keep-alive\n" })
		void withoutConnectionUpgrade(String field) throws Exception {
			assertThat(refusal((answer) -> answer.replace("Connection: Upgrade\n", field)))
				.hasMessage("answer's Connection does not include Upgrade");
		}

		@Test
		void withASubprotocolThoughNoneWasOffered() throws Exception {
			assertThat(refusal((answer) -> answer + "Sec-WebSocket-Protocol: chat\n"))
				.hasMessage("server chose subprotocol 'chat', which was not offered");
		}

		@ParameterizedTest
		@ValueSource(strings = { "v3", "v1, v2", "V1" })
		void withAnotherSubprotocolThanOffered(String chosen) throws Exception {
			ScriptedServer server = answering((answer) -> answer + "Sec-WebSocket-Protocol: " + chosen + "\n");
			assertThat(refusal(server, server.uri(), (target) -> target.subprotocols("v1", "v2")))
				.hasMessage("server chose subprotocol '" + chosen + "', which was not offered");
		}

		@Test
		void withSubprotocolsInTwoFields() throws Exception {
			ScriptedServer server = answering(
					(answer) -> answer + "Sec-WebSocket-Protocol: v1\nSec-WebSocket-Protocol: v1\n");
			assertThat(refusal(server, server.uri(), (target) -> target.subprotocols("v1")))
				.hasMessage("server chose subprotocol 'v1, v1', which was not offered");
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|',
				value = { "mux | server answered extension 'mux', which was not offered",
						"permessage-deflate, x | server answered extension 'x', which was not offered",
						"permessage-deflate, permessage-deflate | "
								+ "server answered extension 'permessage-deflate' beside one that excludes it",
						"permessage-deflate; server_max_window_bits=7 | permessage-deflate parameter "
								+ "'server_max_window_bits=7' must be 8 to 15 (RFC 7692 section 7.1)",
						"permessage-deflate; = | Sec-WebSocket-Extensions needs a token at index 20" })
		void withAnExtensionThatWasNotOffered(String extension, String message) throws Exception {
			assertThat(refusal((answer) -> answer + "Sec-WebSocket-Extensions: " + extension + "\n"))
				.hasMessage(message);
		}

		@Test
		void withPermessageDeflateThoughItIsOff() throws Exception {
			ScriptedServer server = answering((answer) -> answer + "Sec-WebSocket-Extensions: permessage-deflate\n");
			assertThat(refusal(server, server.uri(),
					(target) -> target.options(WsOptions.builder().perMessageDeflate(false).build())))
				.hasMessage("server answered extension 'permessage-deflate', which was not offered");
		}

		@ParameterizedTest
		@ValueSource(ints = { 200, 204, 301, 308, 400, 401, 403, 404, 426, 429, 500, 503 })
		void withAnotherStatus(int status) throws Exception {
			WsHandshakeException refusal = refusal((answer) -> answer.replace("101 Switching Protocols", status + " x")
					+ "Content-Length: 4\nRetry-After: 5\n\nbody");
			assertThat(refusal).hasMessage("server answered " + status + " to the handshake");
			assertThat(refusal.status()).isEqualTo(status);
			assertThat(refusal.headers().first("Retry-After")).isEqualTo("5");
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|',
				value = { "HTTP/1.1 abc x | status code is to be three digits",
						"HTTP/2.0 101 x | HTTP version is to be HTTP/1.1", "HTTP/1.1 | status line is to be",
						"ICY 200 OK | HTTP version is missing" })
		void thatIsNoHttp(String line, String message) throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				peer.sendLines(line + "\n\n");
				peer.awaitEnd();
			});
			assertThat(refusal(server, server.uri()))
				.hasMessageStartingWith("handshake with localhost:" + server.port() + " failed: answer is malformed: ")
				.hasMessageContaining(message);
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', value = { "X-A : b | header field without a name",
				"no colon | header field without a name", "X: a\u0000b | control character in the header" })
		void withAMalformedField(String field, String message) throws Exception {
			assertThat(refusal((answer) -> answer + field + "\n")).hasMessageContaining(message);
		}

		@ParameterizedTest
		@ValueSource(strings = { "X-Filler: 0123456789\n", "X" })
		void thatHasNoEnd(String part) throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 101 x\n");
				while (true) {
					peer.sendLines(part);
				}
			});
			assertThat(refusal(server, server.uri())).hasMessage("handshake with localhost:" + server.port()
					+ " failed: answer is malformed: header fields are larger than 16384 bytes");
		}

		@Test
		void thatIsLargerThanAllowed() throws Exception {
			BadInputTests.this.builder.maxHandshakeBytes(100);
			assertThat(refusal(UnaryOperator.identity()))
				.hasMessageEndingWith("answer is malformed: header fields are larger than 100 bytes");
		}

		@Test
		void thatNeverComes() throws Exception {
			BadInputTests.this.builder.handshakeTimeout(Duration.ofMillis(50));
			ScriptedServer server = server(Peer::awaitEnd);
			assertThat(refusal(server, server.uri()))
				.hasMessage("server did not finish the handshake in time (handshakeTimeout)");
		}

		@Test
		void thatBreaksOff() throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.readHead();
				peer.send("HTTP/1.1 101 ");
			});
			assertThat(refusal(server, server.uri()))
				.hasMessage("handshake with localhost:" + server.port()
						+ " failed: connection was closed before the answer")
				.hasCauseInstanceOf(EOFException.class);
		}

	}

	@Nested
	class ACertificate {

		@Test
		void forAnotherHost() throws Exception {
			ScriptedServer server = speakingTls(TestCertificate.ELSEWHERE);
			BadInputTests.this.builder.tls(TestCertificate.ELSEWHERE.trusting());
			assertThat(refusal(server, "wss://localhost:" + server.port() + "/"))
				.hasMessageStartingWith("handshake with localhost:" + server.port() + " failed: ")
				.hasMessageContaining("localhost found")
				.hasCauseInstanceOf(SSLException.class);
		}

		@Test
		void thatNobodyVouchesFor() throws Exception {
			ScriptedServer server = speakingTls(TestCertificate.ELSEWHERE);
			assertThat(refusal(server, "wss://localhost:" + server.port() + "/"))
				.hasMessageContaining("unable to find valid certification path")
				.hasCauseInstanceOf(SSLException.class);
		}

		@Test
		void ofAProxyForAnotherHost() throws Exception {
			ScriptedServer proxy = speakingTls(TestCertificate.ELSEWHERE);
			BadInputTests.this.builder
				.proxy(WsProxy.of("localhost", proxy.port()).tls(TestCertificate.ELSEWHERE.trusting()));
			assertThat(refusal(proxy, "ws://server.example/"))
				.hasMessageStartingWith("handshake with proxy localhost:" + proxy.port() + " failed: ")
				.hasMessageContaining("localhost found")
				.hasCauseInstanceOf(SSLException.class);
		}

		@Test
		void thatIsNone() throws Exception {
			ScriptedServer server = server((peer) -> {
				peer.sendLines("HTTP/1.1 400 x\n\n");
				peer.awaitEnd();
			});
			assertThat(refusal(server, "wss://localhost:" + server.port() + "/"))
				.hasMessageStartingWith("handshake with localhost:" + server.port() + " failed: ");
		}

	}

	@Nested
	class AProxy {

		private ScriptedServer proxy(ScriptedServer.Script script) throws IOException {
			ScriptedServer proxy = server(script);
			BadInputTests.this.builder.proxy(WsProxy.of("localhost", proxy.port()));
			return proxy;
		}

		@ParameterizedTest
		@CsvSource({ "ws, 101", "ws, 302", "ws, 400", "ws, 403", "ws, 407", "ws, 502", "ws, 503", "ws, 504",
				"wss, 407" })
		void thatRefuses(String scheme, int status) throws Exception {
			ScriptedServer proxy = proxy((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 " + status + " x\nProxy-Authenticate: Basic\nContent-Length: 4\n\nbody");
				peer.awaitEnd();
			});
			WsHandshakeException refusal = refusal(proxy, scheme + "://server.example/");
			assertThat(refusal).hasMessage("proxy localhost:" + proxy.port() + " answered " + status + " to CONNECT");
			assertThat(refusal.status()).isEqualTo(status);
			assertThat(refusal.headers().first("Proxy-Authenticate")).isEqualTo("Basic");
			assertThat(refusal.body()).isEqualTo("body");
		}

		@Test
		void thatNeverAnswers() throws Exception {
			BadInputTests.this.builder.handshakeTimeout(Duration.ofMillis(50));
			assertThat(refusal(proxy(Peer::awaitEnd), "ws://server.example/"))
				.hasMessage("server did not finish the handshake in time (handshakeTimeout)");
		}

		@Test
		void thatAnswersWithoutEnd() throws Exception {
			ScriptedServer proxy = proxy((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 200 x\n");
				while (true) {
					peer.sendLines("X-Filler: 0123456789\n");
				}
			});
			assertThat(refusal(proxy, "ws://server.example/")).hasMessage("handshake with proxy localhost:"
					+ proxy.port() + " failed: answer is malformed: header fields are larger than 16384 bytes");
		}

		@Test
		void thatHangsUp() throws Exception {
			ScriptedServer proxy = proxy(Peer::readHead);
			assertThat(refusal(proxy, "ws://server.example/")).hasMessage("handshake with proxy localhost:"
					+ proxy.port() + " failed: connection was closed before the answer");
		}

		@Test
		void thatSpeaksForTheServer() throws Exception {
			ScriptedServer proxy = proxy((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 200 OK\n\nHTTP/1.1 101 x\n");
				peer.awaitEnd();
			});
			assertThat(refusal(proxy, "ws://server.example/"))
				.hasMessage("proxy localhost:" + proxy.port() + " sent more than its answer to CONNECT");
		}

		@Test
		void thatHangsUpOnTheTunnel() throws Exception {
			ScriptedServer proxy = proxy((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 200 OK\n\n");
				peer.readHead();
			});
			assertThat(refusal(proxy, "ws://server.example/"))
				.hasMessage("handshake with server.example:80 failed: connection was closed before the answer");
		}

		@Test
		void thatIsNotThere() throws Exception {
			int port = FreePort.find();
			ScriptedServer untouched = server(Peer::awaitEnd);
			untouched.finished.complete(null);
			BadInputTests.this.builder.proxy(WsProxy.of("localhost", port));
			assertThat(refusal(untouched, untouched.uri())).hasMessage("cannot connect to localhost:" + port);
		}

	}

	/** Nothing is sent that an application smuggles in. */
	@Nested
	class ALineBreak {

		private void refuses(Runnable call, String message) {
			assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
			assertThat(BadInputTests.this.engine.connectionCount()).isZero();
		}

		private WsTarget target() {
			return opened(BadInputTests.this.builder.build()).to("ws://localhost:1/");
		}

		@ParameterizedTest
		@ValueSource(strings = { "a\r\nB: c", "a\nB: c", "a\rb", "a\u0000", "a\u007f" })
		void inAHeadersValue(String value) {
			String message = "value of header 'X' holds a control character";
			refuses(() -> target().header("X", value), message);
			refuses(() -> target().header("X", () -> value).connect(IGNORE), message);
			refuses(() -> target().header("X", () -> value).keep(WsReconnect.DEFAULTS, IGNORE), message);
			refuses(() -> BadInputTests.this.builder.header("X", () -> value)
				.build()
				.connect("ws://localhost:1/", IGNORE), message);
			refuses(() -> BadInputTests.this.builder.header("X", value), message);
			refuses(() -> WsProxy.of("localhost", 1).header("X", value), message);
		}

		@ParameterizedTest
		@ValueSource(strings = { "X\r\nY", "X\nY", "X: Y", "" })
		void inAHeadersName(String name) {
			String message = "header name '" + name.replace('\r', '?').replace('\n', '?') + "' is not a token";
			refuses(() -> target().header(name, "a"), message);
			refuses(() -> target().header(name, () -> "a"), message);
			refuses(() -> BadInputTests.this.builder.header(name, () -> "a"), message);
			refuses(() -> BadInputTests.this.builder.header(name, "a"), message);
			refuses(() -> WsProxy.of("localhost", 1).header(name, "a"), message);
		}

		@Test
		void inTheOrigin() {
			refuses(() -> target().origin("https://a\r\nB: c"), "value of header 'Origin' holds a control character");
		}

		@Test
		void inASubprotocol() {
			String message = "subprotocol 'a??B: c' is not a token, or is there twice";
			refuses(() -> target().subprotocols("a\r\nB: c").connect(IGNORE), message);
			refuses(() -> target().options(WsOptions.builder().subprotocols(List.of("v1", "a\r\nB: c")).build())
				.connect(IGNORE), message);
			refuses(() -> target().subprotocols("a\r\nB: c").keep(WsReconnect.DEFAULTS, IGNORE), message);
		}

		@ParameterizedTest
		@ValueSource(strings = { "ws://localhost:1/a\r\nB: c", "ws://localhost:1/?a\nb", "ws://local\r\nhost/",
				"ws://a\r\n@localhost/" })
		void inTheUri(String uri) {
			assertThatIllegalArgumentException().isThrownBy(() -> opened(BadInputTests.this.builder.build()).to(uri));
		}

		@Test
		void inTheProxysHost() {
			refuses(() -> WsProxy.of("a\r\nb", 1), "'host' must not be empty or hold white space");
			refuses(() -> WsProxy.of("", 1), "'host' must not be empty or hold white space");
		}

		@Test
		void inCredentialsIsEncoded() throws Exception {
			ScriptedServer server = server((peer) -> {
				assertThat(peer.readHead()).contains("\r\nAuthorization: Basic YQ0KQjpj\r\n").doesNotContain("B: c");
				peer.awaitEnd();
			});
			BadInputTests.this.builder.handshakeTimeout(Duration.ofMillis(200));
			assertThat(refusal(server, "ws://a%0D%0AB:c@localhost:" + server.port() + "/"))
				.hasMessageContaining("handshakeTimeout");
		}

	}

}
