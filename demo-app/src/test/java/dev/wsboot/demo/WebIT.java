package dev.wsboot.demo;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the demo answers to ordinary requests, on every server.
 */
@ParameterizedClass
@EnumSource(DemoServer.class)
class WebIT {

	@Parameter
	private DemoServer server;

	@Test
	void hasAPage() throws Exception {
		HttpResponse<String> response = this.server.get("/");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(startsWith("text/html"));
		assertThat(response.body()).contains("<title>wsboot demo</title>");
	}

	@Test
	void servesItsModulesAsJavaScript() throws Exception {
		HttpResponse<String> response = this.server.get("/js/app.js");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(startsWith("text/javascript"));
	}

	@Test
	void saysThatARouteIsNoPage() throws Exception {
		for (String route : new String[] { "/chat", "/echo", "/echo-inline" }) {
			assertThat(this.server.get(route).statusCode()).as(route).isEqualTo(426);
		}
	}

	@Test
	void isHealthy() throws Exception {
		HttpResponse<String> response = this.server.get("/actuator/health");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"status\":\"UP\"");
	}

	@Test
	void tellsWhatItIs() throws Exception {
		assertThat(this.server.get("/actuator/info").body()).contains("\"wsboot demo\"");
	}

	@Test
	void letsNobodyCloseConnectionsOfOthers() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(this.server.http("/actuator/websockets/1")).DELETE().build();
		assertThat(this.server.client().send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
			.isEqualTo(405);
	}

	private static Consumer<String> startsWith(String start) {
		return (text) -> assertThat(text).startsWith(start);
	}

}
