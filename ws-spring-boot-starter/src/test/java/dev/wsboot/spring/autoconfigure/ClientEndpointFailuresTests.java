package dev.wsboot.spring.autoconfigure;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.spring.WsClientEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * What a {@code @WsClientEndpoint} needs, and what the application's start says without.
 */
class ClientEndpointFailuresTests {

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

	@Test
	void needsAUrl() {
		new ApplicationContextRunner().withConfiguration(Starter.with())
			.withBean("feed", ClientEndpointsTests.Prices.class)
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
	@ValueSource(strings = { "http://ann:secret@localhost/a?token=secret", "ws://ann:secret@localhost/a#b", "ws:///a",
			"ws://ann:secret@my_host/", "ws://localhost:70000/a", "prices" })
	void needsAUrlThatCanBeConnectedTo(String url) {
		runner.withBean(ClientEndpointsTests.Prices.class)
			.withPropertyValues("ws.client.prices.url=" + url)
			.run((context) -> {
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
		runner.withBean("a", ClientEndpointsTests.Prices.class)
			.withBean("b", ClientEndpointsTests.Later.class)
			.run((context) -> StartupFailures.of(context).describes("'prices'", "'a', 'b'"));
	}

	@Test
	void needsAHandler() {
		runner.withBean("feed", NoHandler.class)
			.run((context) -> StartupFailures.of(context)
				.describes("bean 'feed'", NoHandler.class.getName())
				.advises("WsHandler", "WsHandler.of(acceptor)"));
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

}
