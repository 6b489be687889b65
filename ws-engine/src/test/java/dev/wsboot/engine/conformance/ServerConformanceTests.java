package dev.wsboot.engine.conformance;

import java.util.stream.Stream;

import dev.wsboot.engine.server.WsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The standalone server, with context takeover where a client asks for no less.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerConformanceTests {

	private final WsServer server = EchoServer.start(0);

	@TestFactory
	Stream<DynamicContainer> conforms() {
		return ConformanceSuite.cutEverywhere(Subject.server(this.server.port(), "/echo"));
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

}
