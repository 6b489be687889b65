package dev.wsboot.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.wsboot.engine.testing.JdkClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Actuator tells of the demo's connections, on every server.
 */
@ParameterizedClass
@EnumSource(DemoServer.class)
class ActuatorIT {

	private static final JsonMapper JSON = new JsonMapper();

	@Parameter
	private DemoServer server;

	@Test
	void showsTheRoutesWithTheirOptions() throws Exception {
		JsonNode routes = websockets("").get("routes");
		assertThat(routes.propertyNames()).containsExactlyInAnyOrder("/chat", "/echo", "/echo-inline");
		assertThat(routes.at("/~1chat/options/maxPayload").asInt()).isEqualTo(16 << 10);
		assertThat(routes.at("/~1echo/options/maxPayload").asInt()).isEqualTo(64 << 20);
		assertThat(routes.at("/~1echo/options/dispatch").asString()).isEqualTo("executor");
		assertThat(routes.at("/~1echo-inline/options/dispatch").asString()).isEqualTo("inline");
	}

	@Test
	void agreesWithTheMetersAndTheClients() throws Exception {
		awaitConnections(0);
		double opened = meter("connections_opened_total");
		double received = meter("frames_total", "direction=\"in\"", "opcode=\"text\"");
		double sent = meter("frames_total", "direction=\"out\"", "opcode=\"text\"");

		List<JdkClient> clients = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			clients.add(this.server.open("/echo"));
			clients.get(i).send("Hello").text();
		}

		awaitConnections(10);
		JsonNode page = websockets("?route=/echo").at("/connections/page");
		assertThat(page).allSatisfy((connection) -> {
			assertThat(connection.get("route").asString()).isEqualTo("/echo");
			assertThat(connection.get("readyState").asString()).isEqualTo("open");
			assertThat(connection.get("secure").asBoolean()).isEqualTo(this.server.tls());
			assertThat(connection.get("remoteAddress").asString()).startsWith("127.0.0.1:");
		});
		assertThat(meter("connections_opened_total") - opened).isEqualTo(10);
		assertThat(meter("frames_total", "direction=\"in\"", "opcode=\"text\"") - received).isEqualTo(10);
		assertThat(meter("frames_total", "direction=\"out\"", "opcode=\"text\"") - sent).isEqualTo(10);

		for (JdkClient client : clients) {
			client.close();
		}
		awaitConnections(0);
	}

	/**
	 * A connection is closed for its client a moment before the server has put it away.
	 */
	private void awaitConnections(int count) {
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			JsonNode websockets = websockets("?route=/echo");
			assertThat(websockets.at("/routes/~1echo/active").asInt()).isEqualTo(count);
			assertThat(websockets.at("/connections/total").asInt()).isEqualTo(count);
			assertThat(meter("connections_active")).isEqualTo(count);
		});
	}

	private JsonNode websockets(String query) throws Exception {
		return JSON.readTree(this.server.get("/actuator/websockets" + query).body());
	}

	/**
	 * The value of a meter of the route /echo, 0 if there is none yet.
	 */
	private double meter(String name, String... tags) throws Exception {
		Matcher matcher = Pattern.compile("(?m)^websocket_server_" + name + "\\{(.*)} (\\S+)$")
			.matcher(this.server.get("/actuator/prometheus").body());
		while (matcher.find()) {
			List<String> found = List.of(matcher.group(1).split(","));
			if (found.contains("route=\"/echo\"") && found.containsAll(List.of(tags))) {
				return Double.parseDouble(matcher.group(2));
			}
		}
		return 0;
	}

}
