package dev.wsboot.engine.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.server.WsServerBuilder;
import dev.wsboot.engine.testing.FreePort;
import dev.wsboot.engine.testing.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@link WsProxy} with a proxy that others wrote.
 */
class RealProxyTests {

	private static final WsHandler IGNORE = WsHandler.of((connection, request) -> {
	});

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final WsEngine engine = opened(WsEngine.builder().eventLoops(1).build());

	@BeforeAll
	static void needsTinyproxy() {
		assumeTrue(Tinyproxy.program().isPresent(), "There is no tinyproxy in /usr/bin, /usr/sbin or /usr/local/bin");
	}

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

	private WsClient client(WsProxy proxy) {
		return opened(
				WsClient.builder().engine(this.engine).tls(TestCertificate.LOCALHOST.trusting()).proxy(proxy).build());
	}

	/** An echo server, and its URI. */
	private String server(String scheme) {
		WsServerBuilder builder = WsServer.builder()
			.host("localhost")
			.route("/echo", WsHandler.of((connection, request) -> connection.onMessage(connection::send)));
		WsServer server = opened(
				("wss".equals(scheme) ? builder.tls(TestCertificate.LOCALHOST.context()) : builder).start());
		return scheme + "://localhost:" + server.port() + "/echo";
	}

	private static <T> T take(BlockingQueue<T> queue) throws Exception {
		T next = queue.poll(20, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(20, TimeUnit.SECONDS);
	}

	private void echoes(WsProxy proxy, String uri) throws Exception {
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		WsConnection connection = get(
				client(proxy).connect(uri, WsHandler.of((opened, request) -> opened.onText(received::add))));
		connection.send("x".repeat(500_000));
		assertThat(take(received)).isEqualTo("x".repeat(500_000));
		assertThat(get(connection.ping())).isPositive();
		connection.close();
		await().until(() -> this.engine.connectionCount() == 0);
		assertThat(connection.readyState()).isEqualTo(WsReadyState.CLOSED);
	}

	private WsHandshakeException refusal(WsProxy proxy, String uri) {
		WsClient client = client(proxy);
		WsConnectFuture future = client.connect(uri, IGNORE);
		ExecutionException thrown = catchThrowableOfType(ExecutionException.class, () -> get(future));
		assertThat(thrown).hasCauseInstanceOf(WsHandshakeException.class);
		assertThat(client.connections()).isEmpty();
		assertThat(this.engine.connectionCount()).isZero();
		return (WsHandshakeException) thrown.getCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws", "wss" })
	void carriesConnections(String scheme) throws Exception {
		Tinyproxy proxy = opened(new Tinyproxy());
		echoes(WsProxy.of("localhost", proxy.port()), server(scheme));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws", "wss" })
	void carriesConnectionsOfWhomItKnows(String scheme) throws Exception {
		Tinyproxy proxy = opened(new Tinyproxy("BasicAuth user pass-word"));
		echoes(WsProxy.of("localhost", proxy.port()).credentials("user", "pass-word"), server(scheme));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws", "wss" })
	void refusesWhoShowsNoCredentials(String scheme) throws Exception {
		Tinyproxy proxy = opened(new Tinyproxy("BasicAuth user pass-word"));
		WsHandshakeException refusal = refusal(WsProxy.of("localhost", proxy.port()), server(scheme));
		assertThat(refusal).hasMessage("proxy localhost:" + proxy.port() + " answered 407 to CONNECT");
		assertThat(refusal.status()).isEqualTo(407);
		assertThat(refusal.headers().first("Proxy-Authenticate")).startsWith("Basic");
		assertThat(refusal.body()).contains("407");
	}

	@ParameterizedTest
	@CsvSource({ "ws, user, wrong", "wss, user, wrong", "ws, other, pass-word" })
	void refusesWhoShowsOtherCredentials(String scheme, String user, String password) throws Exception {
		Tinyproxy proxy = opened(new Tinyproxy("BasicAuth user pass-word"));
		WsHandshakeException refusal = refusal(WsProxy.of("localhost", proxy.port()).credentials(user, password),
				server(scheme));
		assertThat(refusal.status()).isIn(401, 407);
		assertThat(refusal)
			.hasMessage("proxy localhost:" + proxy.port() + " answered " + refusal.status() + " to CONNECT");
	}

	@Test
	void refusesPortsThatItDoesNotServe() throws Exception {
		Tinyproxy proxy = opened(new Tinyproxy("ConnectPort 443"));
		WsHandshakeException refusal = refusal(WsProxy.of("localhost", proxy.port()), server("wss"));
		assertThat(refusal).hasMessage("proxy localhost:" + proxy.port() + " answered 403 to CONNECT");
	}

	@Test
	void saysWhenItCannotReachTheServer() throws Exception {
		Tinyproxy proxy = opened(new Tinyproxy());
		WsHandshakeException refusal = refusal(WsProxy.of("localhost", proxy.port()),
				"ws://localhost:" + FreePort.find());
		assertThat(refusal.status() / 100).isEqualTo(5);
		assertThat(refusal)
			.hasMessage("proxy localhost:" + proxy.port() + " answered " + refusal.status() + " to CONNECT");
	}

	@Test
	void mayDieAndComeBackUnderALink() throws Exception {
		Tinyproxy proxy = opened(new Tinyproxy());
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		WsReconnect hasty = WsReconnect.builder()
			.initialDelay(Duration.ofMillis(5))
			.maxDelay(Duration.ofMillis(50))
			.build();
		WsLink link = client(WsProxy.of("localhost", proxy.port())).to(server("wss"))
			.keep(hasty, WsHandler.of((connection, request) -> connection.onText(received::add)));
		link.send("before");
		assertThat(take(received)).isEqualTo("before");
		proxy.kill();
		await().until(() -> link.readyState() == WsReadyState.CONNECTING);
		link.send("meanwhile");
		proxy.start();
		assertThat(take(received)).isEqualTo("meanwhile");
		assertThat(link.reconnects()).isEqualTo(1);
	}

}
