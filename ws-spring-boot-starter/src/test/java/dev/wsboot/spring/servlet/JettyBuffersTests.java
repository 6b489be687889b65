package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Jetty's pooled buffers around a takeover: none is used after it was given back, which
 * would show one client the bytes of another, and none is kept.
 */
@Timeout(180)
class JettyBuffersTests {

	private static final int THREADS = 4;

	private static final int ROUNDS = 6;

	@Nested
	class Takeovers {

		@ParameterizedTest(name = "TLS {0}")
		@ValueSource(booleans = { false, true })
		void touchNoBufferThatWasGivenBackAndKeepNone(boolean tls) throws Exception {
			try (TestServer server = start(tls)) {
				List<Scenario> scenarios = List.of(JettyBuffersTests::refused, JettyBuffersTests::echoed,
						JettyBuffersTests::early, JettyBuffersTests::closedByTheServer,
						JettyBuffersTests::terminatedByTheServer, JettyBuffersTests::vanished);
				inParallel((thread) -> {
					for (int round = 0; round < ROUNDS; round++) {
						for (Scenario each : scenarios) {
							each.play(server, thread + "-" + round);
						}
					}
				});
				assertClean(server);
				assertThat(server.bean(PoisonedBuffers.class).reuses()).isGreaterThan(THREADS * ROUNDS);
			}
		}

		@ParameterizedTest(name = "TLS {0}")
		@ValueSource(booleans = { false, true })
		void keepNoBufferWhereTheirPlaceWasTakenMeanwhile(boolean tls) throws Exception {
			try (TestServer server = start(tls, "ws.max-connections=1")) {
				inParallel((thread) -> {
					for (int round = 0; round < ROUNDS; round++) {
						try (RawClient client = server.connect()) {
							client.send(RawClient.request("/echo"));
							assertThat(client.readHead()).containsAnyOf("HTTP/1.1 101", "HTTP/1.1 503");
						}
					}
				});
				assertClean(server);
			}
		}

		@ParameterizedTest(name = "TLS {0}")
		@ValueSource(booleans = { false, true })
		void keepNoBufferWhenTheServerStops(boolean tls) throws Exception {
			TestServer server = start(tls);
			PoisonedBuffers buffers = server.bean(PoisonedBuffers.class);
			List<RawClient> clients = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				RawClient client = server.connect().open("/echo");
				assertEchoed(client, "there");
				clients.add(client);
			}
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
			for (RawClient client : clients) {
				Frame close = client.readFrame();
				assertThat(close.closeCode()).isEqualTo(1001);
				client.send(close);
				client.close();
			}
			stopped.get(60, TimeUnit.SECONDS);
			await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(buffers.lent()).isEmpty());
			assertThat(buffers.breaches()).isEmpty();
		}

	}

	@Nested
	class ThePool {

		@Test
		void tellsWhatIsNotGivenBack() {
			PoisonedBuffers buffers = new PoisonedBuffers();
			RetainableByteBuffer buffer = buffers.acquire(10, false);
			assertThat(buffers.lent()).hasSize(1);
			buffer.release();
			assertThat(buffers.lent()).isEmpty();
			assertThat(buffers.breaches()).isEmpty();
		}

		@Test
		void tellsOfAWriteBehindTheRelease() {
			PoisonedBuffers buffers = new PoisonedBuffers();
			RetainableByteBuffer buffer = buffers.acquire(10, true);
			buffer.release();
			buffer.getByteBuffer().duplicate().clear().put(100, (byte) 1);
			assertThat(buffers.breaches()).singleElement().asString().contains("written to at 100");
		}

		@Test
		void tellsOfAMoveBehindTheRelease() {
			PoisonedBuffers buffers = new PoisonedBuffers();
			RetainableByteBuffer buffer = buffers.acquire(10, true);
			buffer.release();
			buffer.getByteBuffer().limit(1);
			assertThat(buffers.breaches()).singleElement().asString().contains("moved");
		}

		@Test
		void tellsOfASecondRelease() {
			PoisonedBuffers buffers = new PoisonedBuffers();
			RetainableByteBuffer buffer = buffers.acquire(10, false);
			buffer.release();
			assertThatIllegalStateException().isThrownBy(buffer::release);
			assertThat(buffers.breaches()).singleElement().asString().contains("given back twice");
		}

	}

	private static void refused(TestServer server, String name) throws IOException {
		try (RawClient client = server.connect()) {
			for (int i = 0; i < 2; i++) {
				client.send(RawClient.request("/small", "Origin: https://" + name + ".example"));
				HandshakeContract.Answer.of(client).hasStatus(403).hasBody("this origin may not connect\n");
			}
		}
	}

	private static void echoed(TestServer server, String name) throws IOException {
		try (RawClient client = server.connect().open("/echo-inline")) {
			for (int size : new int[] { 1, 3_000, 10_000 }) {
				assertEchoed(client, name.repeat(size));
			}
			client.send(Frame.close(1000, ""));
			assertThat(client.readFrame().closeCode()).isEqualTo(1000);
			assertThat(client.readRest()).isEmpty();
		}
	}

	private static void early(TestServer server, String name) throws IOException {
		try (RawClient client = server.connect()) {
			String text = name.repeat(500);
			client.send(RawClient.request("/echo"), Frame.text(text), Frame.text(name));
			assertThat(client.readHead()).startsWith("HTTP/1.1 101");
			assertThat(client.readFrame().text()).isEqualTo(text);
			assertThat(client.readFrame().text()).isEqualTo(name);
			assertEchoed(client, text);
		}
	}

	private static void closedByTheServer(TestServer server, String name) throws IOException {
		try (RawClient client = server.connect().open("/commands?" + name)) {
			client.send(Frame.text("close"));
			Frame close = client.readFrame();
			assertThat(close.closeCode()).isEqualTo(4001);
			client.send(close);
			assertThat(client.readRest()).isEmpty();
		}
	}

	private static void terminatedByTheServer(TestServer server, String name) throws IOException {
		try (RawClient client = server.connect().open("/commands?" + name)) {
			client.send(Frame.text("terminate"));
			assertThat(client.readRest()).isEmpty();
		}
	}

	private static void vanished(TestServer server, String name) throws IOException {
		RawClient client = server.connect().open("/echo");
		client.send(Frame.text(name.repeat(1_000)));
		client.reset();
	}

	private static void assertEchoed(RawClient client, String text) throws IOException {
		client.send(Frame.text(text));
		assertThat(client.readFrame().text()).isEqualTo(text);
	}

	private static void assertClean(TestServer server) {
		PoisonedBuffers buffers = server.bean(PoisonedBuffers.class);
		await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
			assertThat(server.serverConnections()).isZero();
			assertThat(buffers.lent()).isEmpty();
		});
		assertThat(buffers.breaches()).isEmpty();
	}

	private static void inParallel(Part part) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> parts = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int thread = i;
				parts.add(threads.submit(() -> {
					part.run(thread);
					return null;
				}));
			}
			for (Future<?> each : parts) {
				each.get(120, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static TestServer start(boolean tls, String... properties) {
		List<String> all = new ArrayList<>(List.of("ws.ping-interval=0"));
		all.addAll(List.of(properties));
		return TestServer.start(Container.JETTY, tls, Application.class, all.toArray(String[]::new));
	}

	private interface Part {

		void run(int thread) throws Exception;

	}

	private interface Scenario {

		void play(TestServer server, String name) throws IOException;

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class Application {

		@Bean
		PoisonedBuffers buffers() {
			return new PoisonedBuffers();
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> poisoned(PoisonedBuffers buffers) {
			return (factory) -> factory.addServerCustomizers((server) -> {
				for (Connector connector : server.getConnectors()) {
					server.removeConnector(connector);
					server.addConnector(withBuffers(server, (ServerConnector) connector, buffers));
				}
			});
		}

		private static Connector withBuffers(Server server, ServerConnector connector, PoisonedBuffers buffers) {
			return new ServerConnector(server, null, null, buffers, -1, -1,
					connector.getConnectionFactories().toArray(ConnectionFactory[]::new));
		}

	}

}
