package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.wsboot.engine.testing.RawClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same requests have the same answers, counted under the same reason, wherever they
 * come in.
 */
interface RefusalsContract extends UnderTest {

	String GOOD = RawClient.request("/echo");

	String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

	String FOREIGN = "Origin: https://evil.example";

	String PLAIN = "GET /echo HTTP/1.1\r\nHost: localhost\r\n";

	static Stream<Sample> samples() {
		return Stream.of(opens("a handshake", GOOD),
				opens("that may become something else", GOOD.replace("Upgrade: websocket", "Upgrade: h2c, websocket")),
				opens("that says it has no body", RawClient.request("/echo", "Content-Length: 0")),
				opens("that offers what nobody knows",
						RawClient.request("/echo", "Sec-WebSocket-Extensions: unknown; x=1",
								"Sec-WebSocket-Protocol: unknown")),
				refused("another method", GOOD.replaceFirst("GET", "DELETE"), 405, "method", "allow: get"),
				refused("another method without upgrade",
						PLAIN.replaceFirst("GET", "POST") + "Content-Length: 0\r\n\r\n", 405, "method", "allow: get"),
				refused("HTTP/1.0", GOOD.replace("HTTP/1.1", "HTTP/1.0"), 505, "http-version"),
				refused("HTTP/1.0 without upgrade", PLAIN.replace("HTTP/1.1", "HTTP/1.0") + "\r\n", 505,
						"http-version"),
				refused("no upgrade", PLAIN + "\r\n", 426, "upgrade", "upgrade: websocket"),
				refused("no upgrade, from a foreign page", PLAIN + FOREIGN + "\r\n\r\n", 426, "upgrade",
						"upgrade: websocket"),
				refused("another upgrade", GOOD.replace("Upgrade: websocket", "Upgrade: h2c"), 426, "upgrade",
						"upgrade: websocket"),
				refused("a body with its length", RawClient.request("/echo", "Content-Length: 3") + "abc", 400, "body"),
				refused("a body in chunks",
						RawClient.request("/echo", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n", 400,
						"body"),
				refused("another version", GOOD.replace("Version: 13", "Version: 8"), 426, "version",
						"sec-websocket-version: 13", "upgrade: websocket"),
				refused("no version", GOOD.replace("Sec-WebSocket-Version: 13\r\n", ""), 426, "version",
						"sec-websocket-version: 13"),
				refused("the version twice", RawClient.request("/echo", "Sec-WebSocket-Version: 13"), 426, "version"),
				refused("no key", GOOD.replace(KEY, ""), 400, "key"),
				refused("a short key", GOOD.replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), 400, "key"),
				refused("the key twice", GOOD.replace(KEY, KEY + KEY), 400, "key"),
				refused("a foreign page", RawClient.request("/echo", FOREIGN), 403, "origin"),
				refused("a page without origin", RawClient.request("/echo", "Origin: null"), 403, "origin"),
				refused("a foreign page with a wrong key", RawClient.request("/echo", FOREIGN).replace(KEY, ""), 400,
						"key"),
				refused("a subprotocol that is none", RawClient.request("/echo", "Sec-WebSocket-Protocol: a b"), 400,
						"subprotocol"),
				refused("an extension that is none", RawClient.request("/echo", "Sec-WebSocket-Extensions: ;"), 400,
						"extensions"),
				new Sample("a subprotocol that the application refuses", "/choosing",
						RawClient.request("/choosing?want=none", "Sec-WebSocket-Protocol: v1.chat"), 406, "subprotocol",
						List.of("x-speak: v8.chat", "x-speak: v9.chat")),
				new Sample("a subprotocol that the application chooses wrongly", "/choosing",
						RawClient.request("/choosing?want=v3.chat", "Sec-WebSocket-Protocol: v1.chat"), 500, "error",
						List.of()));
	}

	private static Sample opens(String name, String request) {
		return new Sample(name, "/echo", request, 101, null, List.of("upgrade: websocket", "connection: upgrade",
				"sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="));
	}

	private static Sample refused(String name, String request, int status, String reason, String... fields) {
		return new Sample(name, "/echo", request, status, reason, List.of(fields));
	}

	@ParameterizedTest
	@MethodSource("samples")
	default void answerIsTheSameEverywhere(Sample sample) throws Exception {
		Map<String, Long> counts = new HashMap<>(endpoint(sample.route).ledger().rejections());
		try (RawClient client = connect()) {
			client.send(sample.request);
			String head = client.readHead().toLowerCase(Locale.ROOT);
			assertThat(head).startsWith("http/1.1 " + sample.status + ' ');
			assertThat(head.lines()).containsAll(sample.fields);
			if (sample.reason != null) {
				counts.merge(sample.reason, 1L, Long::sum);
				assertThat(head).containsPattern("content-type: text/plain; ?charset=utf-8\r\n");
				assertThat(client.readBody(head)).as("one line of text").matches("[ -~]+\n");
			}
		}
		assertThat(endpoint(sample.route).ledger().rejections()).isEqualTo(counts);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/unknown", "/echo/unknown", "/rooms/a/users" })
	default void unknownPathIsNotFound(String path) throws Exception {
		assertThat(status(RawClient.request(path))).isEqualTo(404);
	}

	/**
	 * A servlet container may answer these by itself, before it is known which route they
	 * are for: Tomcat and Jetty what is no HTTP, Jetty an Upgrade that Connection does
	 * not name.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "No Field: x", "Content-Length: x", "Content-Length: -1", "Host: other",
			"Connection: keep-alive" })
	default void headThatNobodyCanUseIsBad(String field) throws Exception {
		String replaced = field.startsWith("Connection") ? GOOD.replace("Connection: Upgrade\r\n", "") : GOOD;
		assertThat(status(replaced.replaceFirst("\r\n", "\r\n" + field + "\r\n"))).isEqualTo(400);
	}

	private int status(String request) throws IOException {
		try (RawClient client = connect()) {
			client.send(request);
			return Integer.parseInt(client.readHead().split(" ")[1].strip());
		}
	}

	/** Connects to where the routes are served. */
	default RawClient connect() throws IOException {
		return server().connect();
	}

	/**
	 * A request and its answer.
	 *
	 * @param name what is special
	 * @param route where it is counted
	 * @param request the request
	 * @param status the answer's status
	 * @param reason what it is counted under, or null
	 * @param fields lines of the answer's head, in lower case
	 */
	record Sample(String name, String route, String request, int status, String reason, List<String> fields) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
