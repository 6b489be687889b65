package dev.wsboot.quickstart;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.wsboot.engine.testing.JdkClient;
import dev.wsboot.spring.WsRoutes;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the quick start promises.
 */
class QuickStartIT {

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void doesWhatThePageSays() throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(HelloApplication.class, "--server.port=0",
				"--spring.config.location=classpath:/quickstart/",
				"--spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")) {
			String address = "localhost:" + ((WebServerApplicationContext) context).getWebServer().getPort();

			JdkClient client = JdkClient.connect("ws://" + address + "/hello/Ann");
			assertThat(client.text()).isEqualTo("Hello, Ann");
			assertThat(client.send("Hi").text()).isEqualTo("You said: Hi");

			assertThat(context.getBean(WsRoutes.class).endpoint("/hello/{name}").options().maxPayload())
				.isEqualTo(1 << 20);
			assertThat(get("http://" + address + "/actuator/websockets")).contains("\"/hello/{name}\"", "1048576");
			assertThat(get("http://" + address + "/actuator/metrics/websocket.server.connections.active"))
				.contains("\"value\":1.0");
			client.socket().abort();
		}
	}

	private String get(String address) throws Exception {
		return this.client
			.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

}
