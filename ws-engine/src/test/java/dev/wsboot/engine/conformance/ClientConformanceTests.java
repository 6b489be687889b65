package dev.wsboot.engine.conformance;

import java.util.stream.Stream;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.client.WsClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The client, with context takeover where a server has nothing against it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientConformanceTests {

	private final WsClient client = WsClient.builder().options(EchoServer.OPTIONS).build();

	@TestFactory
	Stream<DynamicContainer> conforms() {
		return ConformanceSuite.cutEverywhere(Subject.client((uri) -> this.client.to(uri)
			.connect(WsHandler.of((connection, request) -> connection.onMessage(connection::send)))));
	}

	@AfterAll
	void stop() {
		this.client.close();
	}

}
