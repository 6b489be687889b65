package dev.wsboot.engine.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.testing.JdkClient;
import dev.wsboot.engine.testing.RawClient;
import dev.wsboot.engine.testing.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@link WsServer} over TLS, spoken to by the JDK's blocking sockets.
 */
class WsServerTlsTests {

	private static final WsHandler ECHO = WsHandler.of((connection, request) -> connection.onMessage(connection::send));

	private final BlockingQueue<WsConnection> connections = new LinkedBlockingQueue<>();

	private final List<AutoCloseable> opened = new ArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
	}

	private WsServer start(WsServerBuilder builder) {
		WsServer server = builder.host("127.0.0.1").route("/echo", ECHO).onConnection(this.connections::add).start();
		this.opened.add(server);
		return server;
	}

	private WsServer start() {
		return start(WsServer.builder().tls(TestCertificate.LOCALHOST.context()));
	}

	private SSLSocket socket(WsServer server, SSLContext context) throws IOException {
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
		this.opened.add(0, socket);
		return socket;
	}

	private SSLSocket socket(WsServer server) throws IOException {
		return socket(server, TestCertificate.LOCALHOST.trusting());
	}

	private static RawClient connect(SSLSocket socket) throws IOException {
		RawClient client = new RawClient(socket).send(RawClient.request("/echo"));
		assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
		return client;
	}

	private static void assertEchoes(RawClient client) throws IOException {
		client.sendHex("81 81 00000000 61");
		assertThat(client.readHex(3)).isEqualTo("810161");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void echoesInBothVersions(String version) throws Exception {
		WsServer server = start();
		SSLSocket socket = socket(server);
		socket.setEnabledProtocols(new String[] { version });
		assertEchoes(connect(socket));
		assertThat(socket.getSession().getProtocol()).isEqualTo(version);
		WsConnection connection = this.connections.poll(20, TimeUnit.SECONDS);
		assertThat(connection).isNotNull();
		assertThat(connection.request().secure()).isTrue();
		assertThat(connection.request().principal()).isNull();
		socket.close();
		await().until(() -> server.connections().isEmpty());
	}

	@Test
	void settingsThatThrowCostOneConnectionAndAreTold() throws Exception {
		IllegalStateException reason = new IllegalStateException("bundle is being reloaded");
		AtomicReference<RuntimeException> broken = new AtomicReference<>(reason);
		BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
		WsServer server = start(WsServer.builder().tls(new TlsSettings(() -> {
			if (broken.get() != null) {
				throw broken.get();
			}
			return TestCertificate.LOCALHOST.context();
		}, (parameters) -> {
		})).onError(errors::add));
		try (Socket refused = new Socket("127.0.0.1", server.port())) {
			assertThat(refused.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(errors.poll(20, TimeUnit.SECONDS)).hasCause(reason);
		broken.set(null);
		assertEchoes(connect(socket(server)));
	}

	@ParameterizedTest
	@EnumSource(WsDispatch.class)
	void carriesMessagesOfManyRecords(WsDispatch dispatch) throws Exception {
		WsOptions options = WsOptions.builder().dispatch(dispatch).build();
		WsServer server = start(WsServer.builder()
			.tls(TestCertificate.LOCALHOST.context())
			.route("/large", options, WsHandler.of((connection, request) -> connection.onText((text) -> {
				connection.send(text.repeat(300_000));
				connection.close();
			}))));
		RawClient client = new RawClient(socket(server)).send(RawClient.request("/large"));
		assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
		client.sendHex("81 83 00000000 616263");
		assertThat(client.readHex(10)).isEqualTo("817f" + "00000000000dbba0");
		String text = "abc".repeat(300_000);
		assertThat(client.readText(text.length())).isEqualTo(text);
		assertThat(client.readHex(4)).isEqualTo("880203e8");
		client.sendHex("88 82 00000000 03e8");
		assertThat(client.readRest()).isEmpty();
	}

	@Test
	void takesMessagesOfManyRecords() throws Exception {
		RawClient client = connect(socket(start()));
		byte[] payload = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
		client.sendHex("81 ff 00000000000f4240 00000000").send(new String(payload, StandardCharsets.US_ASCII));
		assertThat(client.readHex(10)).isEqualTo("817f" + "00000000000f4240");
		assertThat(client.readText(payload.length)).isEqualTo("x".repeat(1_000_000));
	}

	@Test
	void goesOnAfterAKeyUpdate() throws Exception {
		SSLSocket socket = socket(start());
		socket.setEnabledProtocols(new String[] { "TLSv1.3" });
		RawClient client = connect(socket);
		assertEchoes(client);
		for (int i = 0; i < 5; i++) {
			// In TLS 1.3 this asks both sides for new keys.
			socket.startHandshake();
			assertEchoes(client);
		}
	}

	@Test
	void refusesToRenegotiate() throws Exception {
		WsServer server = start();
		SSLSocket socket = socket(server);
		socket.setEnabledProtocols(new String[] { "TLSv1.2" });
		RawClient client = connect(socket);
		assertEchoes(client);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			socket.startHandshake();
			assertEchoes(client);
		});
		await().until(() -> server.connections().isEmpty());
	}

	@Test
	void tellsTheEndOfOutputByCloseNotify() throws Exception {
		RawClient client = connect(socket(start()));
		// An unmasked frame is answered 1002 and the end of output, before the peer ends.
		client.sendHex("81 01 61");
		assertThat(client.readRest()).startsWith("\u0088");
	}

	@Test
	void closesPlainPeers() throws Exception {
		WsServer server = start();
		try (RawClient plain = RawClient.connect(server.port())) {
			plain.send(RawClient.request("/echo"));
			// At most an alert record, and the end.
			assertThat(plain.readRest()).hasSizeLessThan(20).doesNotContain("HTTP");
		}
		assertEchoes(connect(socket(server)));
	}

	@Test
	void closesPeersThatSayNothing() throws Exception {
		WsServer server = start(WsServer.builder()
			.tls(TestCertificate.LOCALHOST.context())
			.handshakeTimeout(java.time.Duration.ofMillis(100)));
		try (RawClient plain = RawClient.connect(server.port())) {
			assertThat(plain.readRest()).hasSizeLessThan(20);
		}
	}

	@Test
	void answersRefusalsOverTls() throws Exception {
		RawClient client = new RawClient(socket(start())).send(RawClient.request("/nowhere"));
		assertThat(client.readRest()).startsWith("HTTP/1.1 404 ").endsWith("\n");
	}

	@Test
	void answersAnExcessOverTls() throws Exception {
		WsServer server = start(WsServer.builder().tls(TestCertificate.LOCALHOST.context()).maxConnections(1));
		connect(socket(server));
		assertThat(new RawClient(socket(server)).send(RawClient.request("/echo")).readRest())
			.startsWith("HTTP/1.1 503 ");
	}

	@Test
	void knowsAClientByItsCertificate() throws Exception {
		SSLContext trusting = TestCertificate.LOCALHOST.context(TestCertificate.ELSEWHERE);
		WsServer server = start(WsServer.builder()
			.tls(new TlsSettings(() -> trusting, (parameters) -> parameters.setNeedClientAuth(true))));
		assertEchoes(connect(socket(server, TestCertificate.ELSEWHERE.context(TestCertificate.LOCALHOST))));
		WsConnection connection = this.connections.poll(20, TimeUnit.SECONDS);
		assertThat(connection).isNotNull();
		assertThat(connection.request().principal()).isNotNull()
			.extracting(Principal::getName)
			.isEqualTo("CN=elsewhere");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(socket(server)))
			.isInstanceOfAny(SSLException.class, SocketException.class);
	}

	@Test
	void servesManyAtATime() throws Exception {
		WsServer server = start();
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			clients.add(connect(socket(server)));
		}
		for (int round = 0; round < 3; round++) {
			for (RawClient client : clients) {
				client.sendHex("81 81 00000000 61");
			}
			for (RawClient client : clients) {
				assertThat(client.readHex(3)).isEqualTo("810161");
			}
		}
	}

	@Test
	void survivesGarbageInsideTls() throws Exception {
		WsServer server = start();
		try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			plain.getOutputStream().write(new byte[] { 22, 3, 3, 0, 5, 1, 0, 0, 1, 7 });
			assertThat(new RawClient(plain).readRest()).hasSizeLessThan(20);
		}
		assertEchoes(connect(socket(server)));
	}

	@Test
	void worksWithTheClientOfTheJdk() throws Exception {
		WsServer server = start();
		HttpClient trusting = HttpClient.newBuilder().sslContext(TestCertificate.LOCALHOST.trusting()).build();
		JdkClient client = JdkClient.connect(trusting, URI.create("wss://127.0.0.1:" + server.port() + "/echo"));
		assertThat(client.send("over TLS").text()).isEqualTo("over TLS");
		client.socket().abort();
	}

}
