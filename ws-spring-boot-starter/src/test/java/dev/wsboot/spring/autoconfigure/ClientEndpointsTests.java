package dev.wsboot.spring.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.client.WsLink;
import dev.wsboot.spring.WsClientEndpoint;
import dev.wsboot.spring.WsClientEndpoints;
import dev.wsboot.spring.WsRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.wsboot.spring.autoconfigure.PriceServer.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@code @WsClientEndpoint}.
 */
class ClientEndpointsTests {

	private PriceServer server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		this.server = PriceServer.start(0);
		this.runner = this.server.runner();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Nested
	class Connecting {

		@Test
		void happensWhenTheApplicationStarts() {
			runner.withBean(Prices.class).run((context) -> {
				assertThat(next(server.subscriptions)).isEqualTo("subscribe ACME");
				assertThat(next(context.getBean(Prices.class).received)).isEqualTo("ACME 42");
			});
		}

		@Test
		void handsTheConnectionToAnAcceptor() {
			runner.withUserConfiguration(AcceptorConfiguration.class)
				.withPropertyValues("feed=prices")
				.run((context) -> assertThat(next(server.subscriptions)).isEqualTo("subscribe /prices"));
		}

		@Test
		void happensOncePerBean() {
			runner.withBean(Prices.class).run((context) -> {
				next(server.opened);
				WsClientEndpoints endpoints = context.getBean(WsClientEndpoints.class);
				assertThat(endpoints.start("prices")).isSameAs(endpoints.link("prices"));
				assertThat(context.getBean(WsEngine.class).connectionCount()).isEqualTo(1);
				assertThat(server.opened).isEmpty();
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
				next(server.opened);
				await().until(() -> link.readyState() == WsReadyState.OPEN);
				endpoints.stop("prices");
				assertThat(next(server.closed).code()).isEqualTo(1001);
				await().until(() -> link.readyState() == WsReadyState.CLOSED);
				assertThat(endpoints.start("prices")).isNotSameAs(link);
				next(server.opened);
			});
		}

		@Test
		void maybeToAPortOfTheApplicationsOwn() throws Exception {
			FreePorts.use((port) -> runner.withBean(Prices.class)
				.withUserConfiguration(RouteConfiguration.class)
				.withPropertyValues("ws.server.port=" + port, "ws.client.prices.url=ws://127.0.0.1:" + port + "/own")
				.run((context) -> assertThat(next(context.getBean(Prices.class).received)).isEqualTo("own")));
		}

		@Test
		void maybeToTheWebServerOfTheApplicationItself() throws Exception {
			FreePorts.use((port) -> {
				try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
					.properties("server.port=" + port, "spring.main.banner-mode=off",
							"ws.client.prices.url=ws://127.0.0.1:" + port + "/own",
							"spring.autoconfigure.exclude=" + JettyServletWebServerAutoConfiguration.class.getName())
					.run()) {
					assertThat(next(context.getBean(Prices.class).received)).isEqualTo("own");
				}
			});
		}

		@Test
		void happensDespiteLazyInitialization() {
			runner.withBean(Prices.class)
				.withInitializer((context) -> context
					.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
				.run((context) -> assertThat(next(server.subscriptions)).isEqualTo("subscribe ACME"));
		}

		@Test
		void givesOthersALinkToSendOn() {
			runner.withBean(Later.class).run((context) -> {
				WsLink link = context.getBean(WsClientEndpoints.class).start("prices");
				assertThat(link.send("subscribe WSBT")).isTrue();
				assertThat(next(server.subscriptions)).isEqualTo("subscribe WSBT");
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
					server = PriceServer.start(port);
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
					await().until(() -> output.getAll().contains("'prices' is not connected, and tries no more"));
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
	class Stopping {

		@Test
		void closesWith1001() {
			runner.withBean(Prices.class).run((context) -> {
				Prices prices = context.getBean(Prices.class);
				next(prices.received);
				context.close();
				assertThat(next(server.closed).code()).isEqualTo(1001);
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
				next(server.opened);
				context.stop();
				next(server.closed);
				assertThat(context.getBean(WsEngine.class).connectionCount()).isZero();
				context.start();
				next(server.opened);
			});
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

	@WsClientEndpoint(client = "prices", autoStartup = false)
	static class Later implements WsHandler {

	}

	@WsClientEndpoint(client = "prices", required = true)
	static class Required implements WsHandler {

	}

	@Configuration(proxyBeanMethods = false)
	static class AcceptorConfiguration {

		@Bean
		@WsClientEndpoint("${feed}")
		WsHandler prices() {
			return WsHandler.of((connection, request) -> connection.send("subscribe " + request.path()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RouteConfiguration {

		@Bean
		@WsRoute("/own")
		WsHandler own() {
			return WsHandler.of((connection, request) -> connection.onText((text) -> connection.send("own")));
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
