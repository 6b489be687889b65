package dev.wsboot.spring.servlet;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * One server for all tests of a class; what they demand of it stands in the contracts
 * that the class implements.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
abstract class ServerContract implements UnderTest {

	private final Container container;

	private final boolean tls;

	private final String[] properties;

	private TestServer server;

	ServerContract(Container container, boolean tls, String... properties) {
		this.container = container;
		this.tls = tls;
		this.properties = properties;
	}

	@BeforeAll
	void start() {
		this.server = start(new String[0]);
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Override
	public TestServer start(String... more) {
		// A slow machine must not see pings between the frames that it expects.
		List<String> all = new ArrayList<>(List.of("ws.ping-interval=0"));
		all.addAll(List.of(this.properties));
		all.addAll(List.of(more));
		return TestServer.start(this.container, this.tls, ContractApplication.class, all.toArray(String[]::new));
	}

	@Override
	public TestServer server() {
		return this.server;
	}

}
