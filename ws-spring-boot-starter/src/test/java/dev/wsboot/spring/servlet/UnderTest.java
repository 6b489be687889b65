package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.util.Random;

import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.testing.RawClient;
import dev.wsboot.spring.WsRoutes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server that a contract speaks of.
 */
interface UnderTest {

	/** The one that all tests share. */
	TestServer server();

	/** Another one of its kind. */
	TestServer start(String... properties);

	/** Connects and does the opening handshake. */
	default RawClient open(TestServer server, String path) throws IOException {
		return server.connect().open(path);
	}

	default RawClient open(String path) throws IOException {
		return open(server(), path);
	}

	default WsEndpoint endpoint(String path) {
		WsEndpoint endpoint = server().bean(WsRoutes.class).endpoint(path);
		assertThat(endpoint).isNotNull();
		return endpoint;
	}

	static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

}
