package dev.wsboot.spring.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.WsRoute;
import dev.wsboot.spring.WsRoutes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint as it is seen over HTTP, on Tomcat, beside the meters of the same traffic.
 */
class WebSocketsEndpointWebTests {

	private static final Path PAGE = Path.of("../docs/observability.md");

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final HttpClient http = HttpClient.newHttpClient();

	private static WsServer feed;

	private static ConfigurableApplicationContext shared;

	private final List<Client> clients = new ArrayList<>();

	private ConfigurableApplicationContext application;

	@BeforeAll
	static void startShared() {
		feed = WsServer.builder()
			.host("127.0.0.1")
			.route("/prices", WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
			.start();
		shared = start("ws.allowed-origins=https://app.example",
				"ws.client.prices.url=ws://ann:secret@127.0.0.1:" + feed.port() + "/prices?token=secret");
	}

	@AfterAll
	static void stopShared() {
		shared.close();
		feed.close();
	}

	@BeforeEach
	void useShared() {
		this.application = shared;
	}

	@AfterEach
	void leave() {
		this.clients.forEach((client) -> client.socket.abort());
		if (this.application == shared) {
			await().until(() -> shared.getBean(WsEngine.class).connectionCount() == 0);
		}
		else {
			this.application.close();
		}
	}

	private static ConfigurableApplicationContext start(String... properties) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"management.endpoints.web.exposure.include=websockets",
					"spring.autoconfigure.exclude=" + JettyServletWebServerAutoConfiguration.class.getName())
			.properties(properties)
			.run();
		assertThat(((WebServerApplicationContext) context).getWebServer()).isInstanceOf(TomcatWebServer.class);
		return context;
	}

	@Nested
	class Reading {

		@Test
		void answersAsDocumented() throws Exception {
			Client lasting = new Client("/chat/{room}", "chat.v1");
			lasting.socket.sendText("Hello", true).get(10, TimeUnit.SECONDS);
			Client leaving = new Client("/chat/{room}");
			leaving.socket.sendText("Bye", true).get(10, TimeUnit.SECONDS);
			leaving.awaitText("Bye");
			lasting.awaitText("Hello");
			leaving.close(1000);
			Client vanishing = new Client("/chat/{room}");
			vanishing.socket.abort();
			handshake("Origin: https://evil.example");
			awaitClosed("/chat/{room}", 2);
			CompletableFuture<String> price = new CompletableFuture<>();
			WsConnection prices = shared.getBean(WsClients.class)
				.connect("prices", WsHandler.of((connection, request) -> connection.onText(price::complete)))
				.get(10, TimeUnit.SECONDS);
			prices.send("ACME");
			assertThat(price.get(10, TimeUnit.SECONDS)).isEqualTo("ACME");

			JsonNode documented = documented();
			JsonNode actual = get("?route=/chat/%7Broom%7D&client=prices");
			prices.close();
			assertThat(actual.at("/clients/prices/url").asString())
				.isEqualTo("ws://127.0.0.1:" + feed.port() + "/prices");
			assertThat(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(normalized(actual)))
				.isEqualTo(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(normalized(documented)));
			ObjectNode connection = (ObjectNode) actual.at("/connections/page/0");
			assertThat(connection.path("id").asString()).matches("[0-9a-z]+-[0-9a-z]+");
			assertThat(connection.path("remoteAddress").asString()).matches("127\\.0\\.0\\.1:\\d+");
			assertThat(Instant.parse(connection.path("since").asString())).isBetween(Instant.now().minusSeconds(60),
					Instant.now());
			assertThat(Duration.parse(actual.at("/routes/~1chat~1{room}/openTime").asString())).isPositive();
		}

		/** With what differs from run to run made equal, after a check of its form. */
		private JsonNode normalized(JsonNode answer) {
			ObjectNode copy = (ObjectNode) answer.deepCopy();
			((ObjectNode) copy.at("/routes/~1chat~1{room}")).put("openTime", "PT0S");
			((ObjectNode) copy.at("/clients/prices")).put("url", "url");
			copy.at("/connections/page").valueStream().map(ObjectNode.class::cast).forEach((connection) -> {
				connection.put("id", "id");
				connection.put("remoteAddress", "address");
				connection.put("since", "time");
			});
			return copy;
		}

		private JsonNode documented() throws IOException {
			Matcher block = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
			assertThat(block.find()).isTrue();
			return JSON.readTree(block.group(1));
		}

		@Test
		void showsOneConnection() throws Exception {
			new Client("/one");
			String id = get("?route=/one").at("/connections/page/0/id").asString();
			assertThat(get("/" + id).path("route").asString()).isEqualTo("/one");
			assertThat(status("GET", "/unknown")).isEqualTo(404);
		}

		@Test
		void pages() throws Exception {
			for (int i = 0; i < 3; i++) {
				new Client("/pages");
			}
			JsonNode connections = get("?route=/pages&offset=1&limit=1").path("connections");
			assertThat(connections.path("total").asInt()).isEqualTo(3);
			assertThat(connections.path("offset").asInt()).isEqualTo(1);
			assertThat(connections.path("page").size()).isEqualTo(1);
		}

		@Test
		void refusesWhatItCannotAnswer() throws Exception {
			assertThat(status("GET", "?limit=1001")).isEqualTo(400);
			assertThat(status("GET", "?offset=-1")).isEqualTo(400);
			assertThat(status("GET", "?limit=many")).isEqualTo(400);
			assertThat(status("GET", "?route=/unknown")).isEqualTo(404);
			assertThat(status("GET", "?client=unknown")).isEqualTo(404);
		}

	}

	@Nested
	class Closing {

		@Test
		void closesTheConnection() throws Exception {
			Client client = new Client("/close");
			String id = get("").at("/connections/page/0/id").asString();
			assertThat(status("DELETE", "/" + id + "?code=4001&reason=logged%20out")).isEqualTo(204);
			assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo("4001 logged out");
			awaitClosed("/close", 1);
			assertThat(status("DELETE", "/" + id)).isEqualTo(404);
		}

		@Test
		void refusesACodeThatMustNotBeSent() throws Exception {
			Client client = new Client("/keep");
			String id = get("").at("/connections/page/0/id").asString();
			assertThat(status("DELETE", "/" + id + "?code=1006")).isEqualTo(400);
			assertThat(client.closed).isNotDone();
		}

		@Test
		void canBeForbidden() throws Exception {
			application = start("management.endpoint.websockets.access=read-only");
			new Client("/echo");
			String id = get("").at("/connections/page/0/id").asString();
			assertThat(status("DELETE", "/" + id)).isEqualTo(405);
			assertThat(get("").at("/routes/~1echo/active").asInt()).isEqualTo(1);
		}

	}

	@Nested
	class Agreement {

		@Test
		void metersAndEndpointShowWhatClientsDid() throws Exception {
			for (int i = 0; i < 6; i++) {
				Client client = new Client("/echo");
				client.socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
				client.awaitText("hello");
				client.socket.sendBinary(ByteBuffer.allocate(1000), true).get(10, TimeUnit.SECONDS);
				client.socket.sendPing(ByteBuffer.wrap(new byte[2])).get(10, TimeUnit.SECONDS);
				client.pong.get(10, TimeUnit.SECONDS);
			}
			clients.get(0).close(1000);
			clients.get(1).close(1001);
			clients.get(2).close(3500);
			clients.get(3).close(4000);
			clients.get(4).close(4999);
			clients.get(5).socket.abort();
			awaitClosed("/echo", 6);

			JsonNode route = get("").at("/routes/~1echo");
			assertThat(route.path("opened").asInt()).isEqualTo(6);
			assertThat(route.path("closed").asInt()).isEqualTo(6);
			assertThat(route.path("active").asInt()).isZero();
			assertThat(closes(route)).containsOnly(entry("1000 remote", 1.0), entry("1001 remote", 1.0),
					entry("1006 remote", 1.0), entry("3xxx remote", 1.0), entry("4xxx remote", 2.0));
			assertThat(closesInMeters()).isEqualTo(closes(route));
			assertThat(route.at("/received/text/frames").asInt()).isEqualTo(6);
			assertThat(route.at("/received/text/bytes").asInt()).isEqualTo(6 * 5);
			assertThat(route.at("/received/binary/bytes").asInt()).isEqualTo(6 * 1000);
			assertThat(route.at("/received/ping/frames").asInt()).isEqualTo(6);
			assertThat(route.at("/sent/pong/bytes").asInt()).isEqualTo(6 * 2);
			for (String direction : List.of("received", "sent")) {
				route.path(direction).properties().forEach((opcode) -> {
					assertThat(meter("frames", direction, opcode.getKey()))
						.isEqualTo(opcode.getValue().path("frames").asDouble());
					assertThat(meter("bytes", direction, opcode.getKey()))
						.isEqualTo(opcode.getValue().path("bytes").asDouble());
				});
			}
			FunctionTimer duration = registry().get("websocket.server.connection.duration")
				.tag("route", "/echo")
				.functionTimer();
			assertThat(duration.count()).isEqualTo(6);
			assertThat(Duration.ofNanos((long) duration.totalTime(TimeUnit.NANOSECONDS)))
				.isEqualTo(Duration.parse(route.path("openTime").asString()));
			assertThat(registry().get("websocket.server.places.used").gauge().value()).isZero();
		}

		private Map<String, Double> closes(JsonNode route) {
			Map<String, Double> closes = new LinkedHashMap<>();
			route.path("closes")
				.forEach((close) -> closes.put(close.path("code").asString() + ' ' + close.path("initiator").asString(),
						close.path("count").asDouble()));
			return closes;
		}

		private Map<String, Double> closesInMeters() {
			Map<String, Double> closes = new LinkedHashMap<>();
			for (FunctionCounter counter : registry().get("websocket.server.connections.closed")
				.tag("route", "/echo")
				.functionCounters()) {
				closes.put(counter.getId().getTag("code") + ' ' + counter.getId().getTag("initiator"), counter.count());
			}
			return closes;
		}

		private double meter(String what, String direction, String opcode) {
			return registry().get("websocket.server." + what)
				.tags("route", "/echo", "direction", direction.equals("received") ? "in" : "out", "opcode", opcode)
				.functionCounter()
				.count();
		}

		@Test
		void everyReasonOfARefusalIsCountedAndDocumented() throws Exception {
			application = start("ws.max-connections=1");
			Map<String, Integer> expected = new LinkedHashMap<>();
			expected.put("origin", handshake("Origin: https://evil.example"));
			expected.put("method", request("POST /chat/1 HTTP/1.1", HANDSHAKE));
			expected.put("upgrade", request("GET /chat/1 HTTP/1.1", without("Upgrade")));
			expected.put("connection", request("GET /chat/1 HTTP/1.1", without("Connection")));
			expected.put("version", request("GET /chat/1 HTTP/1.1", without("Sec-WebSocket-Version")));
			expected.put("key", request("GET /chat/1 HTTP/1.1", without("Sec-WebSocket-Key")));
			expected.put("subprotocol", handshake("Sec-WebSocket-Protocol: not a token"));
			expected.put("extensions", handshake("Sec-WebSocket-Extensions: ;"));
			expected.put("http-version", request("GET /chat/1 HTTP/1.0", HANDSHAKE));
			new Client("/echo");
			expected.put("capacity", handshake(""));
			assertThat(expected).containsExactly(entry("origin", 403), entry("method", 405), entry("upgrade", 426),
					entry("connection", 400), entry("version", 426), entry("key", 400), entry("subprotocol", 400),
					entry("extensions", 400), entry("http-version", 505), entry("capacity", 503));
			JsonNode rejections = get("").at("/routes/~1chat~1{room}/rejections");
			assertThat(rejections.propertyNames()).containsExactlyInAnyOrderElementsOf(expected.keySet());
			for (String reason : expected.keySet()) {
				assertThat(rejections.path(reason).asInt()).as(reason).isEqualTo(1);
				assertThat(registry().get("websocket.server.connections.rejected")
					.tags("route", "/chat/{room}", "reason", reason)
					.functionCounter()
					.count()).as(reason).isEqualTo(1);
			}
			String line = Pattern.compile("(?ms)^- `reason`:.*?(?=^- )")
				.matcher(Files.readString(PAGE))
				.results()
				.findFirst()
				.orElseThrow()
				.group();
			assertThat(expected.keySet()).allSatisfy((reason) -> assertThat(line).contains('`' + reason + '`'));
		}

	}

	private static final List<String> HANDSHAKE = List.of("Upgrade: websocket", "Connection: Upgrade",
			"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

	private static List<String> without(String name) {
		return HANDSHAKE.stream().filter((line) -> !line.startsWith(name + ":")).toList();
	}

	private int handshake(String further) throws IOException {
		List<String> lines = new ArrayList<>(HANDSHAKE);
		if (!further.isEmpty()) {
			lines.add(further);
		}
		return request("GET /chat/1 HTTP/1.1", lines);
	}

	/** The status of the answer. */
	private int request(String line, List<String> headers) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
			socket.setSoTimeout(10_000);
			String text = line + "\r\nHost: 127.0.0.1:" + port() + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
			socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			InputStream in = socket.getInputStream();
			String status = new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
			return Integer.parseInt(status.substring(9));
		}
	}

	private JsonNode get(String suffix) throws Exception {
		HttpResponse<String> response = send("GET", suffix);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

	private int status(String method, String suffix) throws Exception {
		return send(method, suffix).statusCode();
	}

	private HttpResponse<String> send(String method, String suffix) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + port() + "/actuator/websockets" + suffix);
		HttpRequest request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
		return http.send(request, BodyHandlers.ofString());
	}

	private int port() {
		return ((WebServerApplicationContext) this.application).getWebServer().getPort();
	}

	private MeterRegistry registry() {
		return this.application.getBean(MeterRegistry.class);
	}

	private void awaitClosed(String route, int connections) {
		WsRoutes routes = this.application.getBean(WsRoutes.class);
		await().until(() -> routes.endpoint(route).ledger().closedCount() == connections);
		int active = (int) routes.endpoints().stream().mapToLong((endpoint) -> endpoint.ledger().active()).sum();
		await().until(() -> this.application.getBean(WsEngine.class).connectionCount() == active);
	}

	private final class Client implements WebSocket.Listener {

		final CompletableFuture<String> closed = new CompletableFuture<>();

		final CompletableFuture<Void> pong = new CompletableFuture<>();

		private final CompletableFuture<String> text = new CompletableFuture<>();

		final WebSocket socket;

		Client(String route, String... subprotocols) throws Exception {
			URI uri = URI.create("ws://127.0.0.1:" + port() + route.replace("{room}", "1") + "?token=secret");
			WebSocket.Builder builder = http.newWebSocketBuilder();
			if (subprotocols.length > 0) {
				builder.subprotocols(subprotocols[0]);
			}
			WsLedger ledger = WebSocketsEndpointWebTests.this.application.getBean(WsRoutes.class)
				.endpoint(route)
				.ledger();
			long before = ledger.openedCount();
			this.socket = builder.buildAsync(uri, this).get(10, TimeUnit.SECONDS);
			await().until(() -> ledger.openedCount() > before);
			WebSocketsEndpointWebTests.this.clients.add(this);
		}

		void awaitText(String message) throws Exception {
			assertThat(this.text.get(10, TimeUnit.SECONDS)).isEqualTo(message);
		}

		void close(int code) throws Exception {
			this.socket.sendClose(code, "").get(10, TimeUnit.SECONDS);
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.complete(data.toString());
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
			this.pong.complete(null);
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.closed.complete(code + " " + reason);
			return null;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@WsRoute(path = "/chat/{room}", subprotocols = "chat.v1")
		WsHandler chat() {
			return WsHandler.of((connection, request) -> connection.onMessage(connection::send));
		}

		@Bean
		@WsRoute({ "/echo", "/one", "/pages", "/close", "/keep" })
		WsHandler echo() {
			return WsHandler.of((connection, request) -> connection.onMessage(connection::send));
		}

	}

}
