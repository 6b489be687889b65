package dev.wsboot.engine.client;

import java.io.IOException;
import java.net.InetAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.testing.ScriptedServer;
import dev.wsboot.engine.testing.ScriptedServer.Peer;
import dev.wsboot.engine.testing.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@link WsClient} over TLS.
 */
class WsClientTlsTests {

	private static final WsHandler ECHO = WsHandler.of((connection, request) -> connection.onMessage(connection::send));

	private static final WsHandler IGNORE = WsHandler.of((connection, request) -> {
	});

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

	private WsClient client(SSLContext context) {
		return opened(WsClient.builder().tls(context).build());
	}

	private WsClient client() {
		return client(TestCertificate.LOCALHOST.trusting());
	}

	private WsServer server(SSLContext context) {
		return opened(WsServer.builder().host("localhost").tls(context).route("/echo", ECHO).start());
	}

	private ScriptedServer scripted(ScriptedServer.Script script) throws IOException {
		SSLServerSocket socket = (SSLServerSocket) TestCertificate.LOCALHOST.context()
			.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		return opened(new ScriptedServer(socket, script));
	}

	private static String uri(WsServer server) {
		return "wss://localhost:" + server.port() + "/echo";
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
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void exchangesMessagesInBothVersions(String version) throws Exception {
		WsServer server = server(TestCertificate.LOCALHOST.context());
		SSLContext context = TestCertificate.LOCALHOST.trusting();
		WsClient client = opened(WsClient.builder()
			.tls(new TlsSettings(() -> context, (parameters) -> parameters.setProtocols(new String[] { version })))
			.build());
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		WsConnectFuture future = client.connect(uri(server),
				WsHandler.of((connection, request) -> connection.onText(received::add)));
		future.connection().send("early");
		WsConnection connection = get(future);
		assertThat(connection.request().secure()).isTrue();
		connection.send("x".repeat(1_000_000));
		assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("early");
		assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("x".repeat(1_000_000));
		assertThat(get(connection.ping())).isPositive();
		connection.close();
		await().until(() -> server.connections().isEmpty() && client.connections().isEmpty());
	}

	@Test
	void refusesACertificateForAnotherHost() throws Exception {
		WsServer server = server(TestCertificate.ELSEWHERE.context());
		WsHandshakeException refusal = refusal(
				client(TestCertificate.ELSEWHERE.trusting()).connect(uri(server), IGNORE));
		assertThat(refusal).hasCauseInstanceOf(SSLException.class).hasMessageContaining("localhost");
		assertThat(server.connections()).isEmpty();
	}

	@Test
	void looksForTheHostInTheCertificateUnlessToldOtherwise() throws Exception {
		WsServer server = server(TestCertificate.ELSEWHERE.context());
		SSLContext context = TestCertificate.ELSEWHERE.trusting();
		WsClient trusting = opened(WsClient.builder()
			.tls(new TlsSettings(() -> context, (parameters) -> parameters.setEndpointIdentificationAlgorithm("")))
			.build());
		get(trusting.connect(uri(server), IGNORE));
	}

	@Test
	void looksForAnAddressInTheCertificate() throws Exception {
		WsServer server = server(TestCertificate.LOCALHOST.context());
		get(client().connect(uri(server).replace("localhost", "127.0.0.1"), IGNORE));
	}

	@Test
	void refusesACertificateThatNobodyVouchesFor() throws Exception {
		WsServer server = server(TestCertificate.LOCALHOST.context());
		assertThat(refusal(opened(WsClient.create()).connect(uri(server), IGNORE)))
			.hasCauseInstanceOf(SSLException.class);
	}

	@Test
	void showsItsOwnCertificate() throws Exception {
		BlockingQueue<WsRequest> requests = new LinkedBlockingQueue<>();
		SSLContext context = TestCertificate.LOCALHOST.context(TestCertificate.ELSEWHERE);
		WsServer server = opened(WsServer.builder()
			.host("localhost")
			.tls(new TlsSettings(() -> context, (parameters) -> parameters.setNeedClientAuth(true)))
			.route("/echo", WsHandler.of((connection, request) -> requests.add(request)))
			.start());
		get(client(TestCertificate.ELSEWHERE.context(TestCertificate.LOCALHOST)).connect(uri(server), IGNORE));
		WsRequest request = requests.poll(20, TimeUnit.SECONDS);
		assertThat(request).isNotNull();
		assertThat(request.principal()).isNotNull().extracting(Principal::getName).isEqualTo("CN=elsewhere");
		assertThat(refusal(client().connect(uri(server), IGNORE)).status()).isZero();
	}

	@Test
	void refusesAServerWithoutTls() throws Exception {
		WsServer server = opened(WsServer.builder().host("localhost").route("/echo", ECHO).start());
		assertThat(refusal(client().connect(uri(server), IGNORE))).hasCauseInstanceOf(SSLException.class);
	}

	@Test
	void givesUpOnAServerThatSaysNothing() throws Exception {
		ScriptedServer silent = opened(new ScriptedServer(Peer::awaitEnd));
		WsClient hasty = opened(WsClient.builder()
			.tls(TestCertificate.LOCALHOST.trusting())
			.handshakeTimeout(Duration.ofMillis(100))
			.build());
		assertThat(refusal(hasty.connect("wss://localhost:" + silent.port() + "/", IGNORE)))
			.hasMessageContaining("handshakeTimeout");
		get(silent.finished);
	}

	@Test
	void saysWhenTlsCannotBeSpoken() {
		WsClient broken = opened(WsClient.builder().tls(new TlsSettings(() -> {
			throw new IllegalStateException("no keys");
		}, (parameters) -> {
		})).build());
		WsServer server = server(TestCertificate.LOCALHOST.context());
		assertThat(refusal(broken.connect(uri(server), IGNORE))).hasMessageContaining("no keys");
	}

	@Test
	void answersAKeyUpdate() throws Exception {
		CompletableFuture<Void> echoed = new CompletableFuture<>();
		ScriptedServer server = scripted((peer) -> {
			peer.accept();
			for (int i = 0; i < 5; i++) {
				// In TLS 1.3 this asks both sides for new keys.
				((SSLSocket) peer.socket()).startHandshake();
				peer.send("\u0081\u0001a");
				assertThat(peer.readFrame().describe()).isEqualTo("text a");
			}
			echoed.complete(null);
			peer.awaitEnd();
		});
		WsConnection connection = get(client().connect("wss://localhost:" + server.port() + "/", ECHO));
		get(CompletableFuture.anyOf(echoed, server.finished));
		assertThat(echoed).isDone();
		connection.terminate();
	}

	@Test
	void neverFollowsARedirectionToPlainText() throws Exception {
		ScriptedServer server = scripted((peer) -> {
			peer.readHead();
			peer.sendLines("HTTP/1.1 302 x\nLocation: ws://localhost:1/\nContent-Length: 0\n\n");
			peer.awaitEnd();
		});
		WsClient following = opened(
				WsClient.builder().tls(TestCertificate.LOCALHOST.trusting()).maxRedirects(1).build());
		assertThat(refusal(following.connect("wss://localhost:" + server.port() + "/", IGNORE)))
			.hasMessageContaining("from wss to ws");
	}

}
