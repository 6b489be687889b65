package dev.wsboot.spring.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.testing.ScriptedServer;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.metrics.WsMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@code ws.client.*}.
 */
class ClientsTests {

	private final BlockingQueue<WsRequest> requests = new LinkedBlockingQueue<>();

	private final CompletableFuture<WsClose> closed = new CompletableFuture<>();

	private WsServer server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		WsOptions options = WsOptions.builder().subprotocols(List.of("v1", "v2")).build();
		this.server = WsServer.builder()
			.host("127.0.0.1")
			.route("/prices", options, WsHandler.of((connection, request) -> {
				this.requests.add(request);
				connection.onText((text) -> connection.send(text + "!"));
				connection.onClose(this.closed::complete);
			}))
			.start();
		this.runner = new ApplicationContextRunner().withConfiguration(Starter.with())
			.withPropertyValues("ws.client.prices.url=ws://127.0.0.1:" + this.server.port() + "/prices");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	static WsConnection open(WsClients clients) throws Exception {
		return clients.connect("prices", new WsHandler() {
		}).get(20, TimeUnit.SECONDS);
	}

	@Nested
	class Connecting {

		@Test
		void goesToTheUrlOfTheName() {
			runner.withBean(PriceFeed.class)
				.run((context) -> assertThat(context.getBean(PriceFeed.class).first("ACME").get(20, TimeUnit.SECONDS))
					.isEqualTo("ACME!"));
		}

		@Test
		void sendsTheHeadersThatAreSet() {
			runner.withPropertyValues("ws.client.prices.headers.X-Tenant=blue").run((context) -> {
				context.getBean(WsClients.class).to("prices").header("X-Trace", "7").connect(new WsHandler() {
				}).get(20, TimeUnit.SECONDS);
				WsRequest request = requests.poll(20, TimeUnit.SECONDS);
				assertThat(request.header("X-Tenant")).isEqualTo("blue");
				assertThat(request.header("X-Trace")).isEqualTo("7");
			});
		}

		@Test
		void offersTheSubprotocolsThatAreSet() {
			runner.withPropertyValues("ws.client.prices.subprotocols=v2,v9")
				.run((context) -> assertThat(open(context.getBean(WsClients.class)).subprotocol()).isEqualTo("v2"));
		}

		@Test
		void offersCompressionUnlessToldOtherwise() {
			runner.run((context) -> assertThat(open(context.getBean(WsClients.class)).extensions()).hasSize(1));
			runner.withPropertyValues("ws.client.prices.per-message-deflate=false")
				.run((context) -> assertThat(open(context.getBean(WsClients.class)).extensions()).isEmpty());
		}

		@Test
		void takesMessagesUpToMaxPayload() {
			runner.withPropertyValues("ws.client.prices.max-payload=4B").run((context) -> {
				CompletableFuture<WsClose> end = new CompletableFuture<>();
				WsConnection connection = context.getBean(WsClients.class)
					.connect("prices", WsHandler.of((opened, request) -> opened.onClose(end::complete)))
					.get(20, TimeUnit.SECONDS);
				connection.send("1234");
				assertThat(end.get(20, TimeUnit.SECONDS).code()).isEqualTo(1009);
			});
		}

		@Test
		void goesThroughTheProxyThatIsSet() throws Exception {
			CompletableFuture<String> asked = new CompletableFuture<>();
			try (ScriptedServer proxy = new ScriptedServer((peer) -> {
				asked.complete(peer.readHead());
				peer.sendLines("HTTP/1.1 407 Proxy Authentication Required\nContent-Length: 0\n\n");
			})) {
				runner
					.withPropertyValues("ws.client.prices.proxy.host=127.0.0.1",
							"ws.client.prices.proxy.port=" + proxy.port(), "ws.client.prices.proxy.username=ann",
							"ws.client.prices.proxy.password=secret")
					.run((context) -> assertThatThrownBy(() -> open(context.getBean(WsClients.class)))
						.hasMessageContaining("407"));
				String credentials = Base64.getEncoder().encodeToString("ann:secret".getBytes());
				assertThat(asked.get(20, TimeUnit.SECONDS)).startsWith("CONNECT 127.0.0.1:" + server.port())
					.contains("Proxy-Authorization: Basic " + credentials);
			}
		}

		@Test
		void failsIfTheServerDoesNotAnswerInTime() throws Exception {
			try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
				runner
					.withPropertyValues("ws.client.slow.url=ws://127.0.0.1:" + silent.getLocalPort() + "/",
							"ws.client.slow.handshake-timeout=50ms")
					.run((context) -> assertThatThrownBy(
							() -> context.getBean(WsClients.class).connect("slow", new WsHandler() {
							}).get(20, TimeUnit.SECONDS))
						.hasMessageContaining("handshakeTimeout"));
			}
		}

	}

	@Nested
	class Stopping {

		@Test
		void closesConnectionsWith1001() {
			runner.run((context) -> {
				open(context.getBean(WsClients.class));
				context.close();
				assertThat(closed.get(20, TimeUnit.SECONDS).code()).isEqualTo(1001);
			});
		}

	}

	@Nested
	class Observing {

		@Test
		void metersCarryTheNameOfTheClient() {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			runner.withBean(MeterRegistry.class, () -> registry).run((context) -> {
				WsMetrics metrics = context.getBean(WsMetrics.class);
				metrics.bindTo(registry);
				WsConnection connection = open(context.getBean(WsClients.class));
				assertThat(registry.get("websocket.client.connections.active").tag("client", "prices").gauge().value())
					.isEqualTo(1);
				connection.send("Hello");
				await().until(() -> registry.get("websocket.client.frames")
					.tags("client", "prices", "direction", "in", "opcode", "text")
					.functionCounter()
					.count() == 1);
				assertThat(registry.find("websocket.server.frames").functionCounter()).isNull();
				metrics.close();
				assertThat(registry.find("websocket.client.frames").functionCounter()).isNull();
			});
		}

	}

	@Nested
	class Configuring {

		@Test
		void isNeededForThereToBeAnything() {
			new ApplicationContextRunner().withConfiguration(Starter.with())
				.run((context) -> assertThat(context).doesNotHaveBean(WsClients.class).doesNotHaveBean(WsEngine.class));
		}

		@ParameterizedTest
		@CsvSource({ "url,http://localhost/a,url", "connect-timeout,0s,connect-timeout",
				"handshake-timeout,-1s,handshake-timeout", "max-redirects,-1,max-redirects",
				"max-payload,-1,max-payload", "proxy.host,a,proxy.port", "ping-interval,-1s,ping-interval",
				"headers[a b],secret,headers", "headers.Upgrade,h2c,headers", "subprotocols,a b,subprotocols",
				"subprotocols,'v1,v1',subprotocols" })
		void failsNamingThePropertyOfABadValue(String property, String value, String named) {
			runner.withPropertyValues("ws.client.prices.proxy.port=0", "ws.client.prices." + property + "=" + value)
				.run((context) -> StartupFailures.of(context).describes("'ws.client.prices." + named + "'"));
		}

		@Test
		void failsWithoutUrl() {
			runner.withPropertyValues("ws.client.other.max-payload=1MB")
				.run((context) -> StartupFailures.of(context)
					.describes("'ws.client.other' has no 'url'")
					.advises("ws.client.other.url"));
		}

		@Test
		void isAskedForByNameOnly() {
			runner.run((context) -> assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(WsClients.class).client("price"))
				.withMessageContaining("ws.client.price.url")
				.withMessageContaining("[prices]"));
		}

	}

	@Component
	static class PriceFeed {

		private final WsClients clients;

		PriceFeed(WsClients clients) {
			this.clients = clients;
		}

		CompletableFuture<String> first(String symbol) {
			CompletableFuture<String> price = new CompletableFuture<>();
			this.clients.connect("prices", WsHandler.of((connection, request) -> {
				connection.onText(price::complete);
				connection.send(symbol);
			}));
			return price;
		}

	}

}
