package dev.wsboot.demo;

import java.util.Random;

import dev.wsboot.engine.testing.JdkClient;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The two echo routes, on every server.
 */
@ParameterizedClass
@EnumSource(DemoServer.class)
class EchoIT {

	@Parameter
	private DemoServer server;

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	void returnsText(String route) throws Exception {
		try (JdkClient client = this.server.open(route)) {
			assertThat(client.send("Hello").text()).isEqualTo("Hello");
			assertThat(client.send("").text()).isEmpty();
			assertThat(client.send("Ünï ©ode \uD83D\uDE00").text()).isEqualTo("Ünï ©ode \uD83D\uDE00");
			String large = "0123456789".repeat(100_000);
			assertThat(client.send(large).text()).isEqualTo(large);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	void returnsBinaryData(String route) throws Exception {
		byte[] data = new byte[1_000_000];
		new Random(1).nextBytes(data);
		try (JdkClient client = this.server.open(route)) {
			assertThat(client.send(new byte[0]).binary()).isEmpty();
			assertThat(client.send(data).binary()).isEqualTo(data);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	void returnsFragmentsAsOneMessage(String route) throws Exception {
		try (JdkClient client = this.server.open(route)) {
			assertThat(client.send(new byte[] { 1, 2 }, new byte[0], new byte[] { 3 }).binary()).containsExactly(1, 2,
					3);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	void returnsManyMessagesInOrder(String route) throws Exception {
		try (JdkClient client = this.server.open(route)) {
			for (int i = 0; i < 1000; i++) {
				client.send("message " + i);
			}
			for (int i = 0; i < 1000; i++) {
				assertThat(client.text()).isEqualTo("message " + i);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	void returnsTheCloseCode(String route) throws Exception {
		JdkClient client = this.server.open(route);
		client.close();
		assertThat(client.awaitClosed()).isEqualTo(new JdkClient.Closed(1000, ""));
	}

}
