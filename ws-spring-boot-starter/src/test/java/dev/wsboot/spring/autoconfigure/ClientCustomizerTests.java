package dev.wsboot.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClientBuilder;
import dev.wsboot.engine.client.WsReconnect;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.spring.WsClientCustomizer;
import dev.wsboot.spring.WsClientEndpoint;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.metrics.WsMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static dev.wsboot.spring.autoconfigure.PriceServer.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@link WsClientCustomizer}, for a server that lets nobody in without
 * the token of the moment.
 */
class ClientCustomizerTests {

	private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();

	private final BlockingQueue<WsConnection> opened = new LinkedBlockingQueue<>();

	private WsServer server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		WsOptions options = WsOptions.builder().subprotocols(List.of("v1")).build();
		this.server = WsServer.builder().host("127.0.0.1").onHandshake((request, response) -> {
			String token = String.valueOf(request.header("Authorization"));
			this.tokens.add(token);
			if (token.equals("Bearer 1")) {
				throw WsHandshakeException.refusal(401, "expired");
			}
		}).route("/prices", options, WsHandler.of((connection, request) -> this.opened.add(connection))).start();
		this.runner = new ApplicationContextRunner().withConfiguration(Starter.with())
			.withPropertyValues("ws.client.prices.url=ws://127.0.0.1:" + this.server.port() + "/prices",
					"ws.client.prices.reconnect.initial-delay=20ms", "ws.client.prices.reconnect.max-delay=20ms");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static WsConnection open(WsClients clients) throws Exception {
		return clients.connect("prices", new WsHandler() {
		}).get(20, TimeUnit.SECONDS);
	}

	@Test
	void hasAnEndpointAskForATokenBeforeEveryAttempt() {
		this.runner.withUserConfiguration(TokenConfiguration.class)
			.withBean(Tokens.class)
			.withBean(Prices.class)
			.run((context) -> {
				assertThat(next(this.tokens)).isEqualTo("Bearer 0");
				next(this.opened).terminate();
				assertThat(next(this.tokens)).as("refused with 401").isEqualTo("Bearer 1");
				assertThat(next(this.tokens)).isEqualTo("Bearer 2");
				next(this.opened);
			});
	}

	@Test
	void hasEveryConnectionOfTheClientsBeanAskForAToken() {
		this.runner.withUserConfiguration(TokenConfiguration.class).withBean(Tokens.class).run((context) -> {
			open(context.getBean(WsClients.class));
			assertThat(next(this.tokens)).isEqualTo("Bearer 0");
			context.getBean(WsClients.class)
				.to("prices")
				.header("authorization", () -> "Bearer own")
				.connect(new Prices());
			assertThat(next(this.tokens)).as("one connection's own").isEqualTo("Bearer own");
		});
	}

	@Test
	void isCalledForEveryClientBehindItsProperties() {
		this.runner
			.withBean(WsClientCustomizer.class,
					() -> (name, client) -> client.header("Authorization", "Bearer " + name)
						.options(client.options().toBuilder().subprotocols(List.of("v1")).build()))
			.withPropertyValues("ws.client.other.url=ws://127.0.0.1:" + this.server.port() + "/prices",
					"ws.client.prices.subprotocols=v0", "ws.client.prices.per-message-deflate=false")
			.run((context) -> {
				WsConnection connection = open(context.getBean(WsClients.class));
				assertThat(next(this.tokens)).isEqualTo("Bearer prices");
				assertThat(connection.subprotocol()).isEqualTo("v1");
				assertThat(connection.extensions()).as("of the properties").isEmpty();
				context.getBean(WsClients.class).connect("other", new Prices());
				assertThat(next(this.tokens)).isEqualTo("Bearer other");
			});
	}

	@Test
	void areCalledInTheirOrder() {
		this.runner.withUserConfiguration(OrderedConfiguration.class).run((context) -> {
			open(context.getBean(WsClients.class));
			assertThat(next(this.tokens)).isEqualTo("Bearer last");
		});
	}

	@Test
	void changesNothingAboutReconnectingThatIsDisabled() {
		this.runner.withUserConfiguration(TokenConfiguration.class)
			.withBean(Tokens.class)
			.withPropertyValues("ws.client.prices.reconnect.enabled=false")
			.run((context) -> {
				open(context.getBean(WsClients.class));
				try (var link = context.getBean(WsClients.class).keep("prices", new Prices())) {
					await().until(() -> link.readyState().code() == 3);
				}
				assertThat(this.tokens).containsExactly("Bearer 0", "Bearer 1");
			});
	}

	@Test
	void meetsAMeterThatCountsReconnects() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry).withBean(Prices.class).run((context) -> {
			WsMetrics metrics = context.getBean(WsMetrics.class);
			metrics.bindTo(registry);
			for (int i = 0; i < 3; i++) {
				next(this.opened).terminate();
			}
			next(this.opened);
			await().until(() -> registry.get("websocket.client.reconnects")
				.tag("client", "prices")
				.functionCounter()
				.count() == 3);
			metrics.close();
			assertThat(registry.getMeters()).isEmpty();
		});
	}

	/** An expired token is no reason to give up: there will be another. */
	@Configuration(proxyBeanMethods = false)
	static class TokenConfiguration {

		@Bean
		WsClientCustomizer tokens(Tokens tokens) {
			return new WsClientCustomizer() {

				@Override
				public void customize(String name, WsClientBuilder client) {
					client.header("Authorization", () -> "Bearer " + tokens.current());
				}

				@Override
				public void customizeReconnect(String name, WsReconnect.Builder reconnect) {
					reconnect.refusals((refusal) -> refusal.status() == 401 || WsReconnect.isTemporary(refusal));
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedConfiguration {

		@Bean
		@Order(2)
		WsClientCustomizer last() {
			return (name, client) -> client.header("Authorization", () -> "Bearer last");
		}

		@Bean
		@Order(1)
		WsClientCustomizer first() {
			return (name, client) -> client.header("Authorization", () -> "Bearer first");
		}

	}

	static class Tokens {

		private final AtomicInteger count = new AtomicInteger();

		int current() {
			return this.count.getAndIncrement();
		}

	}

	@WsClientEndpoint("prices")
	static class Prices implements WsHandler {

	}

}
