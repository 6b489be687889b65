package dev.wsboot.spring.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.client.WsLink;
import dev.wsboot.engine.client.WsReconnectListener;
import dev.wsboot.engine.connection.WsEngine;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.spring.WsClientEndpoint;
import dev.wsboot.spring.WsClientEndpoints;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.WsRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@code @WsClientEndpoint}.
 */
class ClientEndpointsTests {

	private final BlockingQueue<String> subscriptions = new LinkedBlockingQueue<>();

	private final BlockingQueue<WsConnection> opened = new LinkedBlockingQueue<>();

	private final BlockingQueue<WsClose> closed = new LinkedBlockingQueue<>();

	private WsServer server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		serve(0);
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WsAutoConfiguration.class, WsMetricsAutoConfiguration.class))
			.withPropertyValues("ws.client.prices.url=ws://127.0.0.1:" + this.server.port() + "/prices");
	}

	private void serve(int port) {
		this.server = WsServer.builder().host("127.0.0.1").port(port).route("/prices", (connection, request) -> {
			this.opened.add(connection);
			connection.onText((text) -> {
				this.subscriptions.add(text);
				connection.send("ACME 42");
			});
			connection.onClose(this.closed::add);
		}).start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
		T next = queue.poll(20, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	@Nested
	class Connecting {

		@Test
		void happensWhenTheApplicationStarts() {
			runner.withBean(Prices.class).run((context) -> {
				assertThat(next(subscriptions)).isEqualTo("subscribe ACME");
				assertThat(next(context.getBean(Prices.class).received)).isEqualTo("ACME 42");
			});
		}

		@Test
		void handsTheConnectionToAnAcceptor() {
			runner.withUserConfiguration(AcceptorConfiguration.class)
				.withPropertyValues("feed=prices")
				.run((context) -> assertThat(next(subscriptions)).isEqualTo("subscribe /prices"));
		}

		@Test
		void happensOncePerBean() {
			runner.withBean(Prices.class).run((context) -> {
				next(opened);
				WsClientEndpoints endpoints = context.getBean(WsClientEndpoints.class);
				assertThat(endpoints.start("prices")).isSameAs(endpoints.link("prices"));
				assertThat(context.getBean(WsEngine.class).connectionCount()).isEqualTo(1);
				assertThat(opened).isEmpty();
			});
		}

		@Test
		void waitsUntilItIsAskedForWithoutAutoStartup() {
			runner.withBean(Later.class).run((context) -> {
				WsClientEndpoints endpoints = context.getBean(WsClientEndpoints.class);
				assertThatIllegalStateException().isThrownBy(() -> endpoints.link("prices"))
					.withMessageContaining("'prices' is not started");
				assertThat(context.getBean(WsEngine.class).connectionCount()).isZero();
				WsLink link = endpoints.start("prices");
				next(opened);
				await().until(() -> link.readyState() == WsReadyState.OPEN);
				endpoints.stop("prices");
				assertThat(next(closed).code()).isEqualTo(1001);
				await().until(() -> link.readyState() == WsReadyState.CLOSED);
				assertThat(endpoints.start("prices")).isNotSameAs(link);
				next(opened);
			});
		}

		@Test
		void maybeToAPortOfTheApplicationsOwn() {
			int port = TestSocketUtils.findAvailableTcpPort();
			runner.withBean(Prices.class)
				.withUserConfiguration(RouteConfiguration.class)
				.withPropertyValues("ws.server.port=" + port, "ws.client.prices.url=ws://127.0.0.1:" + port + "/own")
				.run((context) -> assertThat(next(context.getBean(Prices.class).received)).isEqualTo("own"));
		}

		@Test
		void maybeToTheWebServerOfTheApplicationItself() throws Exception {
			int port = TestSocketUtils.findAvailableTcpPort();
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.properties("server.port=" + port, "spring.main.banner-mode=off",
						"ws.client.prices.url=ws://127.0.0.1:" + port + "/own",
						"spring.autoconfigure.exclude=" + JettyServletWebServerAutoConfiguration.class.getName())
				.run()) {
				assertThat(next(context.getBean(Prices.class).received)).isEqualTo("own");
			}
		}

		@Test
		void givesOthersALinkToSendOn() {
			runner.withBean(Later.class).run((context) -> {
				WsLink link = context.getBean(WsClientEndpoints.class).start("prices");
				assertThat(link.send("subscribe WSBT")).isTrue();
				assertThat(next(subscriptions)).isEqualTo("subscribe WSBT");
			});
		}

		@Test
		void isForEndpointsThatThereAre() {
			runner.run((context) -> {
				assertThat(context.getBean(WsClientEndpoints.class).all()).isEmpty();
				assertThatIllegalArgumentException()
					.isThrownBy(() -> context.getBean(WsClientEndpoints.class).start("prices"))
					.withMessageContaining("@WsClientEndpoint(\"prices\")");
			});
		}

	}

	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class Failing {

		@Test
		void isLoggedAndLetsTheApplicationStart(CapturedOutput output) {
			server.close();
			runner.withBean(Prices.class).run((context) -> {
				assertThat(context).hasNotFailed();
				await().until(() -> output.getAll()
					.contains("The WebSocket client 'prices' could not connect, and tries again in"));
				assertThat(context.getBean(WsClientEndpoints.class).link("prices").connection()).isNull();
			});
		}

		@Test
		void isFollowedByAnotherAttempt(CapturedOutput output) {
			int port = server.port();
			server.close();
			runner.withBean(Prices.class)
				.withPropertyValues("ws.client.prices.reconnect.initial-delay=20ms",
						"ws.client.prices.reconnect.max-delay=20ms")
				.run((context) -> {
					await().until(() -> output.getAll().contains("'prices' could not connect"));
					serve(port);
					assertThat(next(context.getBean(Prices.class).received)).isEqualTo("ACME 42");
					assertThat(output.getAll().split("'prices' could not connect", -1)).as("logged once").hasSize(2);
				});
		}

		@Test
		void isTheEndIfReconnectingIsDisabled(CapturedOutput output) {
			server.close();
			runner.withBean(Prices.class)
				.withPropertyValues("ws.client.prices.reconnect.enabled=false")
				.run((context) -> {
					WsLink link = context.getBean(WsClientEndpoints.class).link("prices");
					await().until(() -> link.readyState() == WsReadyState.CLOSED);
					assertThat(output.getAll()).contains("'prices' is not connected, and tries no more");
				});
		}

		@Test
		void endsTheStartIfTheConnectionIsRequired() {
			server.close();
			runner.withBean(Required.class)
				.run((context) -> StartupFailures.of(context)
					.describes("'prices'", "could not connect")
					.advises("ws.client.prices.url", "required"));
		}

		@Test
		void doesNotHappenToARequiredConnectionThatIsOpenWhenTheApplicationHasStarted() {
			runner.withBean(Required.class)
				.run((context) -> assertThat(context.getBean(WsClientEndpoints.class).link("prices").readyState())
					.isEqualTo(WsReadyState.OPEN));
		}

	}

	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class Reconnecting {

		@BeforeEach
		void withoutDelay() {
			runner = runner.withPropertyValues("ws.client.prices.reconnect.initial-delay=20ms");
		}

		@Test
		void followsALossAndSubscribesAgain(CapturedOutput output) {
			runner.withBean(Prices.class).run((context) -> {
				assertThat(next(subscriptions)).isEqualTo("subscribe ACME");
				next(context.getBean(Prices.class).received);
				next(opened).terminate();
				assertThat(next(context.getBean(Prices.class).closes).code()).isEqualTo(1006);
				assertThat(next(subscriptions)).isEqualTo("subscribe ACME");
				WsLink link = context.getBean(WsClientEndpoints.class).link("prices");
				await().until(() -> link.reconnects() == 1);
				await().until(() -> output.getAll().contains("'prices' is connected again"));
				assertThat(output.getAll()).contains("'prices' lost its connection with 1006, and tries another in");
			});
		}

		@Test
		void isToldToAHandlerThatListens() {
			runner.withBean(Listening.class).run((context) -> {
				BlockingQueue<String> told = context.getBean(Listening.class).told;
				assertThat(next(told)).isEqualTo("connected 0");
				next(opened).close(1012, "restart");
				assertThat(next(told)).isEqualTo("disconnected 1012");
				assertThat(next(told)).isEqualTo("connected 1");
				next(opened).close(1000, "done");
				assertThat(next(told)).startsWith("given up").contains("1000");
			});
		}

		@Test
		void isNotDoneIfDisabled() {
			runner.withBean(Listening.class)
				.withPropertyValues("ws.client.prices.reconnect.enabled=false")
				.run((context) -> {
					BlockingQueue<String> told = context.getBean(Listening.class).told;
					assertThat(next(told)).isEqualTo("connected 0");
					next(opened).close(1012, "restart");
					assertThat(next(told)).startsWith("given up").contains("1012");
				});
		}

		@Test
		void keepsWhatIsSentMeanwhileWithinItsLimit() {
			int port = server.port();
			server.close();
			runner.withBean(Later.class)
				.withPropertyValues("ws.client.prices.reconnect.max-kept-bytes=100")
				.run((context) -> {
					WsLink link = context.getBean(WsClientEndpoints.class).start("prices");
					assertThat(link.send("kept")).isTrue();
					assertThat(link.send("x".repeat(100))).as("the last that is taken").isTrue();
					assertThat(link.send("dropped")).isFalse();
					serve(port);
					assertThat(next(subscriptions)).isEqualTo("kept");
				});
		}

		@Test
		void isThereForConnectionsOfTheBeanAsWell() {
			runner.run((context) -> {
				try (WsLink link = context.getBean(WsClients.class)
					.keep("prices", (connection, request) -> connection.send("again"))) {
					assertThat(next(subscriptions)).isEqualTo("again");
					next(opened).terminate();
					assertThat(next(subscriptions)).isEqualTo("again");
					await().until(() -> link.reconnects() == 1);
				}
				assertThat(next(closed).code()).isEqualTo(1006);
				assertThat(next(closed).code()).isEqualTo(1000);
			});
		}

		@ParameterizedTest
		@CsvSource({ "initial-delay,0s", "max-delay,-1s", "factor,0.5", "jitter,2", "steady-after,-1s",
				"max-attempts,-1", "max-kept-bytes,-1" })
		void failsNamingThePropertyOfABadValue(String property, String value) {
			runner.withPropertyValues("ws.client.prices.reconnect." + property + "=" + value)
				.run((context) -> StartupFailures.of(context)
					.describes("'ws.client.prices.reconnect." + property + "'"));
		}

	}

	@Nested
	class Stopping {

		@Test
		void closesWith1001() {
			runner.withBean(Prices.class).run((context) -> {
				Prices prices = context.getBean(Prices.class);
				next(prices.received);
				context.close();
				assertThat(next(closed).code()).isEqualTo(1001);
				assertThat(next(prices.closes).code()).isEqualTo(1001);
			});
		}

		@Test
		void givesUpAConnectionThatIsNotOpenYet() throws Exception {
			try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
				runner.withBean(Prices.class)
					.withPropertyValues("ws.client.prices.url=ws://127.0.0.1:" + silent.getLocalPort() + "/")
					.run((context) -> {
						try (Socket attempt = silent.accept()) {
							context.close();
							attempt.setSoTimeout(20_000);
							attempt.getInputStream().readAllBytes();
						}
					});
			}
		}

		@Test
		void isFollowedByAnotherConnectionWhenTheApplicationStartsAgain() {
			runner.withBean(Prices.class).run((context) -> {
				next(opened);
				context.stop();
				next(closed);
				assertThat(context.getBean(WsEngine.class).connectionCount()).isZero();
				context.start();
				next(opened);
			});
		}

	}

	@Nested
	class Declaring {

		@Test
		void needsAUrl() {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WsAutoConfiguration.class))
				.withBean("feed", Prices.class)
				.run((context) -> StartupFailures.of(context)
					.describes("bean 'feed'", "'ws.client.prices.url'")
					.advises("'ws.client.prices.url'"));
		}

		@Test
		void needsAUrlOfThatName() {
			runner.withBean("feed", Other.class)
				.run((context) -> StartupFailures.of(context).describes("bean 'feed'", "'ws.client.other.url'"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "http://ann:secret@localhost/a?token=secret", "ws://ann:secret@localhost/a#b",
				"ws:///a", "ws://ann:secret@my_host/", "ws://localhost:70000/a", "prices" })
		void needsAUrlThatCanBeConnectedTo(String url) {
			runner.withBean(Prices.class).withPropertyValues("ws.client.prices.url=" + url).run((context) -> {
				StartupFailures.of(context)
					.describes("'ws.client.prices.url'")
					.advises("'ws.client.prices.url'")
					.keeps("secret");
			});
		}

		@Test
		void needsAName() {
			runner.withBean("feed", Nameless.class)
				.run((context) -> StartupFailures.of(context)
					.describes("bean 'feed'", "names no client")
					.advises("@WsClientEndpoint(\"prices\")"));
		}

		@Test
		void needsANameOfItsOwn() {
			runner.withBean("a", Prices.class)
				.withBean("b", Later.class)
				.run((context) -> StartupFailures.of(context).describes("'prices'", "'a', 'b'"));
		}

		@Test
		void needsAHandler() {
			runner.withBean("feed", NoHandler.class)
				.run((context) -> StartupFailures.of(context)
					.describes("bean 'feed'", NoHandler.class.getName())
					.advises("WsHandler", "WsAcceptor"));
		}

	}

	@WsClientEndpoint("prices")
	static class Prices implements WsHandler {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		final BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();

		@Override
		public void onOpen(WsConnection connection) {
			connection.send("subscribe ACME");
		}

		@Override
		public void onText(WsConnection connection, String price) {
			this.received.add(price);
		}

		@Override
		public void onClose(WsConnection connection, WsClose close) {
			this.closes.add(close);
		}

	}

	@WsClientEndpoint("prices")
	static class Listening implements WsHandler, WsReconnectListener {

		final BlockingQueue<String> told = new LinkedBlockingQueue<>();

		@Override
		public void onConnected(WsConnection connection, long reconnects) {
			this.told.add("connected " + reconnects);
		}

		@Override
		public void onDisconnected(WsClose close, Duration delay) {
			this.told.add("disconnected " + close.code());
		}

		@Override
		public void onGivenUp(RuntimeException cause) {
			this.told.add("given up: " + cause.getMessage());
		}

	}

	@WsClientEndpoint(client = "prices", autoStartup = false)
	static class Later implements WsHandler {

	}

	@WsClientEndpoint(client = "prices", required = true)
	static class Required implements WsHandler {

	}

	@WsClientEndpoint("other")
	static class Other implements WsHandler {

	}

	@WsClientEndpoint
	static class Nameless implements WsHandler {

	}

	@WsClientEndpoint("prices")
	static class NoHandler {

	}

	@Configuration(proxyBeanMethods = false)
	static class AcceptorConfiguration {

		@Bean
		@WsClientEndpoint("${feed}")
		WsAcceptor prices() {
			return (connection, request) -> connection.send("subscribe " + request.path());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RouteConfiguration {

		@Bean
		@WsRoute("/own")
		WsAcceptor own() {
			return (connection, request) -> connection.onText((text) -> connection.send("own"));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application extends RouteConfiguration {

		@Bean
		Prices prices() {
			return new Prices();
		}

	}

}
