package dev.wsboot.spring.autoconfigure;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.client.WsLink;
import dev.wsboot.engine.client.WsReconnectListener;
import dev.wsboot.spring.WsClientEndpoint;
import dev.wsboot.spring.WsClientEndpoints;
import dev.wsboot.spring.WsClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.wsboot.spring.autoconfigure.PriceServer.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@code ws.client.<name>.reconnect.*}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientReconnectionTests {

	private PriceServer server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		this.server = PriceServer.start(0);
		this.runner = this.server.runner().withPropertyValues("ws.client.prices.reconnect.initial-delay=20ms");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void followsALossAndSubscribesAgain(CapturedOutput output) {
		runner.withBean(ClientEndpointsTests.Prices.class).run((context) -> {
			assertThat(next(server.subscriptions)).isEqualTo("subscribe ACME");
			next(context.getBean(ClientEndpointsTests.Prices.class).received);
			next(server.opened).terminate();
			assertThat(next(context.getBean(ClientEndpointsTests.Prices.class).closes).code()).isEqualTo(1006);
			assertThat(next(server.subscriptions)).isEqualTo("subscribe ACME");
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
			next(server.opened).close(1012, "restart");
			assertThat(next(told)).isEqualTo("disconnected 1012");
			assertThat(next(told)).isEqualTo("connected 1");
			next(server.opened).close(1000, "done");
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
				next(server.opened).close(1012, "restart");
				assertThat(next(told)).startsWith("given up").contains("1012");
			});
	}

	@Test
	void keepsWhatIsSentMeanwhileWithinItsLimit() {
		int port = server.port();
		server.close();
		runner.withBean(ClientEndpointsTests.Later.class)
			.withPropertyValues("ws.client.prices.reconnect.max-kept-bytes=100")
			.run((context) -> {
				WsLink link = context.getBean(WsClientEndpoints.class).start("prices");
				assertThat(link.send("kept")).isTrue();
				assertThat(link.send("x".repeat(100))).as("the last that is taken").isTrue();
				assertThat(link.send("dropped")).isFalse();
				server = PriceServer.start(port);
				assertThat(next(server.subscriptions)).isEqualTo("kept");
			});
	}

	@Test
	void isThereForConnectionsOfTheBeanAsWell() {
		runner.run((context) -> {
			try (WsLink link = context.getBean(WsClients.class)
				.keep("prices", WsHandler.of((connection, request) -> connection.send("again")))) {
				assertThat(next(server.subscriptions)).isEqualTo("again");
				next(server.opened).terminate();
				assertThat(next(server.subscriptions)).isEqualTo("again");
				await().until(() -> link.reconnects() == 1);
			}
			assertThat(next(server.closed).code()).isEqualTo(1006);
			assertThat(next(server.closed).code()).isEqualTo(1000);
		});
	}

	@Test
	void endsWithTheApplication() {
		this.runner.run((context) -> {
			WsLink link = context.getBean(WsClients.class).keep("prices", new WsHandler() {
			});
			next(this.server.opened);
			await().until(() -> link.readyState() == WsReadyState.OPEN);
			context.close();
			assertThat(next(this.server.closed).code()).isEqualTo(1001);
			await().until(() -> link.readyState() == WsReadyState.CLOSED);
			assertThat(this.server.opened).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "initial-delay,0s", "max-delay,-1s", "factor,0.5", "jitter,2", "steady-after,-1s", "max-attempts,-1",
			"max-kept-bytes,-1" })
	void failsNamingThePropertyOfABadValue(String property, String value) {
		runner.withPropertyValues("ws.client.prices.reconnect." + property + "=" + value)
			.run((context) -> StartupFailures.of(context).describes("'ws.client.prices.reconnect." + property + "'"));
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

}
