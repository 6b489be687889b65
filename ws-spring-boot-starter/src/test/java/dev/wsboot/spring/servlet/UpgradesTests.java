package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsUpgrade;
import dev.wsboot.engine.testing.JdkClient;
import dev.wsboot.spring.WsRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Upgrades of requests that the application routes itself, on real servers.
 */
class UpgradesTests {

	@ParameterizedTest
	@EnumSource(Container.class)
	void functionsOpenConnections(Container container) throws Exception {
		try (TestServer server = TestServer.start(container, false, Application.class)) {
			JdkClient client = server.open("/rooms/blue");
			client.send("Hello");
			assertThat(client.text()).isEqualTo("blue: Hello");
			assertThat(server.bean(MeterRegistry.class)
				.get("websocket.server.connections.active")
				.tag("route", "rooms")
				.gauge()
				.value()).isEqualTo(1);
			assertThat(server.bean(WsRoutes.class).endpoint("rooms").connections()).hasSize(1);
			client.socket().abort();
		}
	}

	@ParameterizedTest
	@EnumSource(Container.class)
	void servletsOpenConnections(Container container) throws Exception {
		try (TestServer server = TestServer.start(container, false, Application.class)) {
			JdkClient client = server.open("/servlet");
			client.send("Hello");
			assertThat(client.text()).isEqualTo("Hello");
			client.socket().abort();
		}
	}

	@ParameterizedTest
	@EnumSource(Container.class)
	void functionsTellPlainRequestsWhatIsServedThere(Container container) throws Exception {
		try (TestServer server = TestServer.start(container, false, Application.class)) {
			HttpResponse<String> answer = server.httpClient()
				.send(HttpRequest.newBuilder(server.uri("http", "/rooms/blue")).build(),
						HttpResponse.BodyHandlers.ofString());
			assertThat(answer.statusCode()).isEqualTo(426);
			assertThat(answer.headers().firstValue("Upgrade")).hasValue("websocket");
		}
	}

	@ParameterizedTest
	@EnumSource(Container.class)
	void functionsStayWithTheWebServerWhenTheRoutesHaveAPortOfTheirOwn(Container container) throws Exception {
		try (TestServer server = TestServer.start(container, false, Application.class, "ws.server.port=0",
				"ws.server.address=127.0.0.1")) {
			JdkClient client = server.open("/rooms/blue");
			client.send("Hello");
			assertThat(client.text()).isEqualTo("blue: Hello");
			client.socket().abort();
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void needAWebServerAndSaySo(CapturedOutput output) {
		assertThatExceptionOfType(UnsatisfiedDependencyException.class)
			.isThrownBy(() -> new SpringApplicationBuilder(OwnPortOnly.class).web(WebApplicationType.NONE)
				.properties("ws.server.port=0", "ws.server.address=127.0.0.1", "spring.main.banner-mode=off")
				.run());
		assertThat(output).contains("APPLICATION FAILED TO START", "The bean WsUpgrades is missing",
				"Start the application with a web server, or declare the handlers by @WsRoute");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnPortOnly extends Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		RouterFunction<ServerResponse> rooms(WsUpgrades upgrades) {
			WsOptions options = WsOptions.builder().maxPayload(64 * 1024).build();
			WsUpgrade room = new WsUpgrade(options, WsHandler.of((connection, request) -> connection
				.onText((text) -> connection.send(request.pathVariable("room") + ": " + text))));
			return RouterFunctions.route().GET("/rooms/{room}", upgrades.function("rooms", room)).build();
		}

		@Bean
		ServletRegistrationBean<HttpServlet> servlet(WsUpgrades upgrades) {
			HttpRequestHandler echo = upgrades.handler("servlet",
					new WsUpgrade(WsHandler.of((connection, request) -> connection.onMessage(connection::send))));
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response)
						throws ServletException, IOException {
					echo.handleRequest(request, response);
				}

			}, "/servlet");
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

}
