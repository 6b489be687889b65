package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.JdkClient;
import dev.wsboot.engine.testing.RawClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The opening handshake.
 */
interface HandshakeContract extends UnderTest {

	@Test
	default void handshakeIsAnsweredAsTheSpecificationSays() throws Exception {
		try (RawClient client = server().connect()) {
			client.send(RawClient.request("/echo"));
			assertThat(client.readHead().lines().map((line) -> line.toLowerCase(Locale.ROOT))).contains(
					"upgrade: websocket", "connection: upgrade", "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=");
		}
	}

	@Test
	default void handshakeIsKeptWithPathVariablesQueryAndHeaders() throws Exception {
		try (RawClient client = server().connect()) {
			client.send(RawClient.request("/rooms/a%20b/users/%C3%BC?q=1%2B1", "X-Test: yes"));
			assertThat(client.readHead()).startsWith("HTTP/1.1 101");
			assertThat(client.readFrame().text())
				.isEqualTo("a b ü 1+1 yes " + server().tls() + " /rooms/a%20b/users/%C3%BC");
		}
	}

	@Test
	default void subprotocolIsTheServersPreferred() throws Exception {
		JdkClient client = server().open("/subprotocols", "v1.chat", "v2.chat");
		assertThat(client.text()).isEqualTo("v2.chat");
		assertThat(client.socket().getSubprotocol()).isEqualTo("v2.chat");
		client.socket().abort();
	}

	@Test
	default void handshakeProceedsWithoutACommonSubprotocol() throws Exception {
		try (RawClient client = server().connect()) {
			client.send(RawClient.request("/subprotocols", "Sec-WebSocket-Protocol: other"));
			assertThat(client.readHead()).startsWith("HTTP/1.1 101")
				.doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
			assertThat(client.readFrame().text()).isEqualTo("null");
		}
	}

	@Test
	default void subprotocolIsChosenByAHandlerThatDoes() throws Exception {
		JdkClient client = server().open("/choosing?want=v1.chat", "v2.chat", "v1.chat");
		assertThat(client.text()).isEqualTo("v1.chat");
		assertThat(client.socket().getSubprotocol()).isEqualTo("v1.chat");
		client.socket().abort();
	}

	@Test
	default void handlerThatChoosesTheSubprotocolMayRefuseAndFail() throws Exception {
		String offer = "Sec-WebSocket-Protocol: v1.chat";
		answer(RawClient.request("/choosing?want=none", offer)).hasStatus(406).hasBody("speak v9.chat\n");
		answer(RawClient.request("/choosing?want=v3.chat", offer)).hasStatus(500).hasBody("internal error\n");
		assertThat(endpoint("/choosing").ledger().rejections()).containsKeys("subprotocol", "error");
	}

	@Test
	default void sameOriginIsAccepted() throws Exception {
		String host = "localhost:" + server().port();
		String origin = (server().tls() ? "https://" : "http://") + host;
		Answer answer = answer(
				RawClient.request("/echo", "Origin: " + origin).replace("Host: localhost", "Host: " + host));
		answer.hasStatus(101);
	}

	@Test
	default void foreignOriginIsRefused() throws Exception {
		long before = endpoint("/small").ledger().rejections("origin");
		Answer answer = answer(RawClient.request("/small", "Origin: https://evil.example"));
		answer.hasStatus(403).hasBody("this origin may not connect\n");
		assertThat(endpoint("/small").ledger().rejections("origin")).isEqualTo(before + 1);
	}

	@Test
	default void oversizedHeadersAreRefusedByTheServer() throws Exception {
		// Jetty may go on reading from the refused connection into a buffer that it has
		// given back: the next request, of another test, would begin with those bytes.
		try (TestServer apart = start(); RawClient client = apart.connect()) {
			client.send(RawClient.request("/echo", "X-Large: " + "x".repeat(20_000)));
			assertThat(Answer.of(client).status()).isIn(400, 431);
		}
	}

	@Test
	default void connectionBeyondTheLimitIsRefused() throws Exception {
		try (TestServer limited = start("ws.max-connections=1");
				RawClient first = limited.connect().open("/echo");
				RawClient second = limited.connect()) {
			first.send(Frame.text("there"));
			assertThat(first.readFrame().text()).isEqualTo("there");
			second.send(RawClient.request("/echo"));
			Answer answer = Answer.of(second);
			answer.hasStatus(503).hasBody("too many connections\n");
		}
	}

	@Test
	default void nothingIsLeftOfHandshakesWhoseClientsVanish() throws Exception {
		for (int i = 0; i < 100; i++) {
			RawClient client = server().connect();
			client.send(RawClient.request("/echo"));
			client.reset();
		}
		await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
			assertThat(server().bean(WsEngine.class).connectionCount()).isZero();
			assertThat(endpoint("/echo").ledger().active()).isZero();
			assertThat(server().serverConnections()).as("connections in the server's books").isZero();
		});
	}

	private Answer answer(String request) throws IOException {
		try (RawClient client = server().connect()) {
			client.send(request);
			return Answer.of(client);
		}
	}

	/** What an HTTP request was answered. */
	record Answer(int status, String head, String body) {

		static Answer of(RawClient client) throws IOException {
			String head = client.readHead();
			boolean hasBody = head.toLowerCase(Locale.ROOT).contains("content-length");
			return new Answer(Integer.parseInt(head.split(" ")[1].strip()), head, hasBody ? client.readBody(head) : "");
		}

		Answer hasStatus(int expected) {
			assertThat(this.status).as(this.head + this.body).isEqualTo(expected);
			return this;
		}

		Answer hasField(String line) {
			assertThat(this.head.lines().map((each) -> each.toLowerCase(Locale.ROOT))).contains(line);
			return this;
		}

		Answer hasBody(String text) {
			assertThat(this.body).isEqualTo(text);
			return this;
		}

	}

}
