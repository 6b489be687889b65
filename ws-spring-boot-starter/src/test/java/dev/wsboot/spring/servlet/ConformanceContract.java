package dev.wsboot.spring.servlet;

import java.util.stream.Stream;

import dev.wsboot.engine.conformance.ConformanceSuite;
import dev.wsboot.engine.conformance.Subject;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * The server does what RFC 6455 and RFC 7692 demand of every endpoint.
 */
interface ConformanceContract extends UnderTest {

	@TestFactory
	default Stream<DynamicContainer> conforms() {
		return ConformanceSuite.against(Subject.server(server().port(), "/echo"));
	}

}
