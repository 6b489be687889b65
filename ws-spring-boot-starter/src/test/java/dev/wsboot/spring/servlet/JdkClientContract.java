package dev.wsboot.spring.servlet;

import java.net.http.WebSocket;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.testing.JdkClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the JDK's client gets.
 */
interface JdkClientContract extends UnderTest {

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	default void messagesComeBackFromAnEcho(String path) throws Exception {
		JdkClient client = server().open(path);
		client.send("Grüße, 世界 \uD83D\uDE00");
		assertThat(client.text()).isEqualTo("Grüße, 世界 \uD83D\uDE00");
		client.send(new byte[] { 0, 1, -1 });
		assertThat(client.binary()).isEqualTo(new byte[] { 0, 1, -1 });
		client.send("");
		assertThat(client.text()).isEqualTo("");
		client.socket().abort();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	default void messagesMayHaveAMebibyte(String path) throws Exception {
		JdkClient client = server().open(path);
		byte[] data = UnderTest.random(1 << 20);
		client.send(data);
		assertThat(client.binary()).isEqualTo(data);
		String text = "0123456789abcdef".repeat(1 << 16);
		client.send(text);
		assertThat(client.text()).isEqualTo(text);
		client.socket().abort();
	}

	@Test
	default void clientsCloseIsEchoed() throws Exception {
		JdkClient client = server().open("/echo?clientsCloseIsEchoed");
		client.socket().sendClose(4321, "enough").get(20, TimeUnit.SECONDS);
		assertThat(client.awaitClosed().code()).isEqualTo(4321);
	}

	@Test
	default void serversCloseReachesTheClient() throws Exception {
		JdkClient client = server().open("/commands?serversCloseReachesTheClient");
		client.send("close");
		assertThat(client.awaitClosed()).isEqualTo(new JdkClient.Closed(4001, "told to"));
	}

	@Test
	default void shutdownSays1001BeforeTheServerStops() throws Exception {
		JdkClient client;
		try (TestServer stopping = start()) {
			client = stopping.open("/echo");
			client.send("there");
			assertThat(client.text()).isEqualTo("there");
		}
		assertThat(client.awaitClosed().code()).isEqualTo(1001);
		assertThat(client.socket()).extracting(WebSocket::isInputClosed).isEqualTo(true);
	}

	@Test
	default void contextCanBeStoppedAndStartedAgain() throws Exception {
		try (TestServer restarted = start()) {
			JdkClient before = restarted.open("/echo");
			before.send("there");
			assertThat(before.text()).isEqualTo("there");
			restarted.context().stop();
			assertThat(before.awaitClosed().code()).isEqualTo(1001);
			restarted.context().start();
			JdkClient after = restarted.open("/echo");
			after.send("again");
			assertThat(after.text()).isEqualTo("again");
			after.socket().abort();
		}
	}

}
