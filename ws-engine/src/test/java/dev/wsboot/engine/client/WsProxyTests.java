package dev.wsboot.engine.client;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.server.WsServerBuilder;
import dev.wsboot.engine.testing.ConnectProxy;
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
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@link WsProxy}: CONNECT, RFC 9110 section 9.3.6.
 */
class WsProxyTests {

	private static final WsHandler IGNORE = WsHandler.of((connection, request) -> {
	});

	private final BlockingQueue<WsRequest> requests = new LinkedBlockingQueue<>();

	private final List<AutoCloseable> opened = new ArrayList<>();

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

	private ConnectProxy proxy(boolean tls) throws IOException {
		return opened(!tls ? new ConnectProxy()
				: new ConnectProxy(TestCertificate.LOCALHOST.context()
					.getServerSocketFactory()
					.createServerSocket(0, 50, InetAddress.getLoopbackAddress())));
	}

	private WsServer server(boolean tls) {
		WsServerBuilder builder = WsServer.builder()
			.host("localhost")
			.route("/echo", WsHandler.of((connection, request) -> {
				this.requests.add(request);
				connection.onMessage(connection::send);
			}));
		return opened((tls ? builder.tls(TestCertificate.LOCALHOST.context()) : builder).start());
	}

	private WsClient client(WsProxy proxy) {
		return opened(WsClient.builder().tls(TestCertificate.LOCALHOST.trusting()).proxy(proxy).build());
	}

	private static WsProxy at(ConnectProxy proxy) {
		return WsProxy.of("localhost", proxy.port());
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(20, TimeUnit.SECONDS);
	}

	private static WsHandshakeException refusal(WsConnectFuture future) {
		ExecutionException thrown = catchThrowableOfType(ExecutionException.class, () -> get(future));
		assertThat(thrown).hasCauseInstanceOf(WsHandshakeException.class);
		assertThat(future.connection().readyState()).isEqualTo(WsReadyState.CLOSED);
		return (WsHandshakeException) thrown.getCause();
	}

	@ParameterizedTest
	@CsvSource({ "false, false", "false, true", "true, false", "true, true" })
	void carriesConnectionsWithAndWithoutTlsOnEitherLeg(boolean toProxy, boolean toServer) throws Exception {
		ConnectProxy proxy = proxy(toProxy);
		WsServer server = server(toServer);
		WsProxy settings = toProxy ? at(proxy).tls(TestCertificate.LOCALHOST.trusting()) : at(proxy);
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		WsConnection connection = get(
				client(settings).connect((toServer ? "wss" : "ws") + "://localhost:" + server.port() + "/echo",
						WsHandler.of((opened, request) -> opened.onText(received::add))));
		connection.send("x".repeat(500_000));
		assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("x".repeat(500_000));
		connection.close();
		await().until(() -> connection.readyState() == WsReadyState.CLOSED && server.connections().isEmpty());
	}

	@Test
	void isToldOnlyHostAndPort() throws Exception {
		ConnectProxy proxy = proxy(false);
		WsServer server = server(false);
		get(client(at(proxy)).to("ws://somewhere.example:" + server.port() + "/echo?secret=1")
			.header("Authorization", "secret")
			.connect(IGNORE));
		String target = "somewhere.example:" + server.port();
		assertThat(proxy.requests.poll(20, TimeUnit.SECONDS))
			.isEqualTo("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
		WsRequest request = this.requests.poll(20, TimeUnit.SECONDS);
		assertThat(request).isNotNull();
		assertThat(request.header("Host")).isEqualTo(target);
	}

	@Test
	void isToldCredentialsThatTheServerDoesNotSee() throws Exception {
		ConnectProxy proxy = proxy(false);
		WsServer server = server(false);
		WsProxy settings = at(proxy).credentials("user", "p\u00e4ss:word").header("X-Proxy", "1");
		assertThat(settings.toString()).doesNotContain("user", "dXNl");
		get(client(settings).connect("ws://localhost:" + server.port() + "/echo", IGNORE));
		assertThat(proxy.requests.poll(20, TimeUnit.SECONDS))
			.contains("\r\nProxy-Authorization: Basic dXNlcjpww6Rzczp3b3Jk\r\n", "\r\nX-Proxy: 1\r\n");
		WsRequest request = this.requests.poll(20, TimeUnit.SECONDS);
		assertThat(request).isNotNull();
		assertThat(request.header("Proxy-Authorization")).isNull();
		assertThat(request.header("X-Proxy")).isNull();
	}

	@Nested
	class Refusals {

		@ParameterizedTest
		@ValueSource(ints = { 302, 403, 407, 502, 504 })
		void carryTheProxysAnswer(int status) throws Exception {
			ScriptedServer refusing = opened(new ScriptedServer((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 " + status + " x\nLocation: ws://localhost:1/\nProxy-Authenticate: Basic\n"
						+ "Content-Length: 2\n\nno");
				peer.awaitEnd();
			}));
			WsClient client = opened(
					WsClient.builder().maxRedirects(5).proxy(WsProxy.of("localhost", refusing.port())).build());
			WsHandshakeException refusal = refusal(client.connect("ws://localhost:1/", IGNORE));
			assertThat(refusal.status()).isEqualTo(status);
			assertThat(refusal.headers().first("Proxy-Authenticate")).isEqualTo("Basic");
			assertThat(refusal.body()).isEqualTo("no");
			assertThat(refusal).hasMessageContaining("proxy localhost:" + refusing.port());
			get(refusing.finished);
		}

		@Test
		void ofAProxyThatSpeaksForTheServer() throws Exception {
			ScriptedServer eager = opened(new ScriptedServer((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 200 OK\n\nHTTP/1.1 101 x\n");
				peer.awaitEnd();
			}));
			assertThat(refusal(client(WsProxy.of("localhost", eager.port())).connect("ws://localhost:1/", IGNORE)))
				.hasMessageContaining("more than its answer");
			get(eager.finished);
		}

		@Test
		void ofTlsThatCannotBeSpokenThroughTheTunnel() throws Exception {
			ScriptedServer proxy = opened(new ScriptedServer((peer) -> {
				peer.readHead();
				peer.sendLines("HTTP/1.1 200 OK\n\n");
				peer.awaitEnd();
			}));
			WsClient client = opened(
					WsClient.builder().proxy(WsProxy.of("localhost", proxy.port())).tls(new TlsSettings(() -> {
						throw new IllegalStateException("no keys");
					}, (parameters) -> {
					})).build());
			assertThat(refusal(client.connect("wss://localhost:1/", IGNORE)))
				.hasMessage("TLS cannot be spoken: no keys");
			// Nothing is left open.
			get(proxy.finished);
		}

		@Test
		void ofAProxyThatNeverAnswers() throws Exception {
			ScriptedServer silent = opened(new ScriptedServer(Peer::awaitEnd));
			WsClient hasty = opened(WsClient.builder()
				.proxy(WsProxy.of("localhost", silent.port()))
				.handshakeTimeout(Duration.ofMillis(100))
				.build());
			assertThat(refusal(hasty.connect("ws://localhost:1/", IGNORE))).hasMessageContaining("handshakeTimeout");
			get(silent.finished);
		}

		@Test
		void ofAServerBehindTheProxy() throws Exception {
			ConnectProxy proxy = proxy(false);
			WsServer server = server(false);
			WsHandshakeException refusal = refusal(
					client(at(proxy)).connect("ws://localhost:" + server.port() + "/nowhere", IGNORE));
			assertThat(refusal.status()).isEqualTo(404);
		}

		@Test
		void ofACertificateThatIsNotTheServers() throws Exception {
			ConnectProxy proxy = proxy(false);
			WsServer server = server(true);
			assertThat(refusal(client(at(proxy)).connect("wss://somewhere.example:" + server.port() + "/echo", IGNORE)))
				.hasCauseInstanceOf(SSLException.class);
		}

	}

	@Test
	void hasAPossiblePortAndUser() {
		assertThatIllegalArgumentException().isThrownBy(() -> WsProxy.of("localhost", 0))
			.withMessageContaining("'port'");
		assertThatIllegalArgumentException().isThrownBy(() -> WsProxy.of("localhost", 1).credentials("a:b", "c"))
			.withMessageContaining("'user'");
		assertThatIllegalArgumentException().isThrownBy(() -> WsProxy.of("localhost", 1).header("X", "a\r\nY: b"));
	}

}
