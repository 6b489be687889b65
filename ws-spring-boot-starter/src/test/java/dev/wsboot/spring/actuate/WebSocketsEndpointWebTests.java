package dev.wsboot.spring.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.testing.JdkClient;
import dev.wsboot.engine.testing.RawClient;
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

	private final List<JdkClient> clients = new ArrayList<>();

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
		this.clients.forEach((client) -> client.socket().abort());
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
			JdkClient lasting = open("/chat/{room}", "chat.v1");
			lasting.send("Hello");
			JdkClient leaving = open("/chat/{room}");
			leaving.send("Bye");
			assertThat(leaving.text()).isEqualTo("Bye");
			assertThat(lasting.text()).isEqualTo("Hello");
			leaving.close(1000);
			JdkClient vanishing = open("/chat/{room}");
			vanishing.socket().abort();
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
			open("/one");
			String id = get("?route=/one").at("/connections/page/0/id").asString();
			assertThat(get("/" + id).path("route").asString()).isEqualTo("/one");
			assertThat(status("GET", "/unknown")).isEqualTo(404);
		}

		@Test
		void pages() throws Exception {
			for (int i = 0; i < 3; i++) {
				open("/pages");
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
			JdkClient client = open("/close");
			String id = get("").at("/connections/page/0/id").asString();
			assertThat(status("DELETE", "/" + id + "?code=4001&reason=logged%20out")).isEqualTo(204);
			assertThat(client.awaitClosed()).isEqualTo(new JdkClient.Closed(4001, "logged out"));
			awaitClosed("/close", 1);
			assertThat(status("DELETE", "/" + id)).isEqualTo(404);
		}

		@Test
		void refusesACodeThatMustNotBeSent() throws Exception {
			JdkClient client = open("/keep");
			String id = get("").at("/connections/page/0/id").asString();
			assertThat(status("DELETE", "/" + id + "?code=1006")).isEqualTo(400);
			assertThat(client.socket().isInputClosed()).isFalse();
		}

		@Test
		void canBeForbidden() throws Exception {
			application = start("management.endpoint.websockets.access=read-only");
			open("/echo");
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
				JdkClient client = open("/echo");
				client.send("hello");
				assertThat(client.text()).isEqualTo("hello");
				client.send(new byte[1000]);
				client.ping(new byte[2]);
			}
			clients.get(0).close(1000);
			clients.get(1).close(1001);
			clients.get(2).close(3500);
			clients.get(3).close(4000);
			clients.get(4).close(4999);
			clients.get(5).socket().abort();
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
			open("/echo");
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
		try (RawClient client = RawClient.connect(port())) {
			client.sendLines(line + "\nHost: 127.0.0.1:" + port() + "\n" + String.join("\n", headers) + "\n\n");
			return Integer.parseInt(client.readHead().substring(9, 12));
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

	/** Opens a connection, and waits until it is in the books. */
	private JdkClient open(String route, String... subprotocols) throws Exception {
		WsLedger ledger = this.application.getBean(WsRoutes.class).endpoint(route).ledger();
		long before = ledger.openedCount();
		JdkClient client = JdkClient
			.connect("ws://127.0.0.1:" + port() + route.replace("{room}", "1") + "?token=secret", subprotocols);
		this.clients.add(client);
		await().until(() -> ledger.openedCount() > before);
		return client;
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
