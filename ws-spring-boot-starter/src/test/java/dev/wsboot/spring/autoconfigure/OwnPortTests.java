package dev.wsboot.spring.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.client.WsTarget;
import dev.wsboot.engine.testing.TestCertificate;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.WsRoute;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.WsServerCustomizer;
import dev.wsboot.spring.actuate.WebSocketsEndpoint;
import dev.wsboot.spring.metrics.WsMetrics;
import dev.wsboot.spring.servlet.RouteTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@code ws.server.*}.
 */
class OwnPortTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(Starter.with())
		.withUserConfiguration(EchoConfiguration.class)
		.withPropertyValues("ws.server.port=0", "ws.server.address=127.0.0.1");

	private final WsClient client = WsClient.create();

	private final List<WsClient> opened = new ArrayList<>(List.of(this.client));

	@AfterEach
	void close() {
		this.opened.forEach(WsClient::close);
	}

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.ws.server.port", Integer.class);
	}

	private WsTarget target(ApplicationContext context) {
		return this.client.to("ws://127.0.0.1:" + port(context) + "/echo/Ann");
	}

	private String echo(ApplicationContext context) throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		target(context).connect(WsHandler.of((connection, request) -> {
			connection.onText(answer::complete);
			connection.send("Hello");
		}));
		return answer.get(20, TimeUnit.SECONDS);
	}

	@Nested
	class Serving {

		@Test
		void needsNoWebServer() {
			runner.run((context) -> assertThat(echo(context)).isEqualTo("Ann: Hello"));
		}

		@Test
		void needsNoSpringMvc() {
			runner.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
				.run((context) -> assertThat(echo(context)).isEqualTo("Ann: Hello"));
		}

		@Test
		void takesTheRoutesFromTheWebServer() {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.SERVLET)
				.properties("server.port=0", "ws.server.port=0", "spring.main.banner-mode=off",
						"spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
				.run()) {
				assertThat(echo(context)).isEqualTo("Ann: Hello");
				int webPort = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
				assertThat(webPort).isNotEqualTo(port(context));
				assertThatThrownBy(() -> OwnPortTests.this.client
					.connect("ws://127.0.0.1:" + webPort + "/echo/Ann", WsHandler.of((connection, request) -> {
					}))
					.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(WsHandshakeException.class)
					.hasMessageContaining("404");
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		}

		@Test
		void isNotThereUnlessAskedFor() {
			new WebApplicationContextRunner().withConfiguration(Starter.with())
				.run((context) -> assertThat(context).doesNotHaveBean(WsServerLifecycle.class)
					.hasSingleBean(RouteTable.class));
		}

		@Test
		void obeysTheOriginsOfTheRoute() {
			runner.run((context) -> {
				assertRefused(target(context).origin("https://evil.example"), 403);
				target(context).origin("https://app.example").connect(new WsHandler() {
				}).get(20, TimeUnit.SECONDS);
			});
		}

		@Test
		void canBeChangedInCode() {
			runner.withUserConfiguration(TokenConfiguration.class).run((context) -> {
				assertRefused(target(context), 401);
				target(context).header("Authorization", "Bearer token").connect(new WsHandler() {
				}).get(20, TimeUnit.SECONDS);
			});
		}

		private void assertRefused(WsTarget target, int status) {
			assertThatThrownBy(() -> target.connect(new WsHandler() {
			}).get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
				.cause()
				.isInstanceOfSatisfying(WsHandshakeException.class,
						(refused) -> assertThat(refused.status()).isEqualTo(status));
		}

	}

	@Nested
	class Tls {

		private ApplicationContextRunner withBundle(String property) {
			return runner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
				.withPropertyValues(
						"spring.ssl.bundle.jks.mine.keystore.location=" + TestCertificate.LOCALHOST.keyStore().toUri(),
						"spring.ssl.bundle.jks.mine.keystore.type=PKCS12",
						"spring.ssl.bundle.jks.mine.keystore.password=" + TestCertificate.PASSWORD,
						"spring.ssl.bundle.jks.mine.truststore.location="
								+ TestCertificate.LOCALHOST.keyStore().toUri(),
						"spring.ssl.bundle.jks.mine.truststore.type=PKCS12",
						"spring.ssl.bundle.jks.mine.truststore.password=" + TestCertificate.PASSWORD, property);
		}

		@Test
		void isSpokenWithTheBundle() {
			withBundle("ws.server.ssl.bundle=mine").run((context) -> {
				WsConnection connection = client()
					.connect("wss://localhost:" + port(context) + "/echo/Ann", new WsHandler() {
					})
					.get(20, TimeUnit.SECONDS);
				assertThat(endpoint(context).connections()).singleElement()
					.satisfies((seen) -> assertThat(seen.request().secure()).isTrue());
				connection.terminate();
			});
		}

		@Test
		void isSpokenByClientsWithTheirBundle() {
			withBundle("ws.server.ssl.bundle=mine").run((server) -> withBundle("ws.client.echo.ssl.bundle=mine")
				.withPropertyValues("ws.client.echo.url=wss://localhost:" + port(server) + "/echo/Ann")
				.run((context) -> assertThat(context.getBean(WsClients.class).connect("echo", new WsHandler() {
				}).get(20, TimeUnit.SECONDS).request().secure()).isTrue()));
		}

		@Test
		void needsABundleThatIsThere() {
			withBundle("ws.server.ssl.bundle=your").run((context) -> StartupFailures.of(context)
				.describes("'ws.server.ssl.bundle' is 'your'")
				.advises("'mine'"));
			withBundle("ws.client.echo.ssl.bundle=your").withPropertyValues("ws.client.echo.url=wss://localhost/")
				.run((context) -> StartupFailures.of(context).describes("'ws.client.echo.ssl.bundle' is 'your'"));
		}

		private WsClient client() {
			WsClient trusting = WsClient.builder().tls(TestCertificate.LOCALHOST.trusting()).build();
			opened.add(trusting);
			return trusting;
		}

	}

	@Nested
	class Observing {

		@Test
		void metersSeeItsConnections() {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			runner.withBean(MeterRegistry.class, () -> registry).run((context) -> {
				context.getBean(WsMetrics.class).bindTo(registry);
				echo(context);
				assertThat(registry.get("websocket.server.connections.active")
					.tag("route", "/echo/{name}")
					.gauge()
					.value()).isEqualTo(1);
			});
		}

		@Test
		void actuatorEndpointSeesItsConnections() {
			runner.withPropertyValues("management.endpoints.jmx.exposure.include=websockets", "spring.jmx.enabled=true")
				.run((context) -> {
					echo(context);
					assertThat(context.getBean(WebSocketsEndpoint.class).webSockets(null, null, null, null))
						.satisfies((seen) -> assertThat(seen.connections().total()).isEqualTo(1));
				});
		}

		@Test
		void ledgerCountsRefusals() {
			runner.run((context) -> {
				target(context).origin("https://evil.example").connect(new WsHandler() {
				}).handle((connection, refused) -> refused).get(20, TimeUnit.SECONDS);
				assertThat(endpoint(context).ledger().rejections()).containsEntry("origin", 1L);
			});
		}

	}

	@Nested
	class Stopping {

		@Test
		void closesConnectionsWith1001() {
			runner.run((context) -> {
				CompletableFuture<WsClose> closed = new CompletableFuture<>();
				target(context).connect(WsHandler.of((connection, request) -> connection.onClose(closed::complete)))
					.get(20, TimeUnit.SECONDS);
				context.close();
				assertThat(closed.get(20, TimeUnit.SECONDS).code()).isEqualTo(1001);
				await().until(() -> keepAliveThreads() == 0);
			});
		}

		@Test
		void canBeFollowedByAStart() {
			runner.run((context) -> {
				await().until(() -> keepAliveThreads() == 1);
				WsServerLifecycle lifecycle = context.getBean(WsServerLifecycle.class);
				lifecycle.stop();
				assertThat(lifecycle.isRunning()).isFalse();
				lifecycle.start();
				assertThat(echo(context)).isEqualTo("Ann: Hello");
			});
		}

		@Test
		void comesBeforeThatOfTheEngine() {
			runner.run((context) -> assertThat(context.getBean(WsServerLifecycle.class).getPhase())
				.isGreaterThan(context.getBean(WsEngineLifecycle.class).getPhase()));
		}

		private long keepAliveThreads() {
			return Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().equals("ws-server-keep-alive"))
				.count();
		}

	}

	@Nested
	class Failing {

		@Test
		void namesThePropertyOfAPortInUse() throws IOException {
			try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
				runner.withPropertyValues("ws.server.port=" + taken.getLocalPort())
					.run((context) -> StartupFailures.of(context)
						.describes("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "in use")
						.advises("ws.server.port"));
			}
		}

		@Test
		void namesAPropertyOutOfRange() {
			runner.withPropertyValues("ws.server.port=70000")
				.run((context) -> StartupFailures.of(context).describes("'ws.server.port' has the value '70000'"));
			runner.withPropertyValues("ws.server.max-handshake-size=0")
				.run((context) -> StartupFailures.of(context).describes("'ws.server.max-handshake-size'"));
		}

		@Test
		void namesAPathThatOnlySpringMvcCanServe() {
			runner.withUserConfiguration(NumberConfiguration.class)
				.run((context) -> StartupFailures.of(context)
					.describes("'/number/{n:\\d+}'", "'ws.server.port'")
					.advises("/chat/{room}"));
		}

	}

	private static WsEndpoint endpoint(ApplicationContext context) {
		WsEndpoint endpoint = context.getBean(WsRoutes.class).endpoint("/echo/{name}");
		assertThat(endpoint).isNotNull();
		return endpoint;
	}

	@Configuration(proxyBeanMethods = false)
	static class EchoConfiguration {

		@Bean
		@WsRoute(path = "/echo/{name}", allowedOrigins = "https://app.example")
		WsHandler echo() {
			return WsHandler.of((connection, request) -> connection
				.onText((text) -> connection.send(request.pathVariable("name") + ": " + text)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TokenConfiguration {

		@Bean
		WsServerCustomizer tokens() {
			return (server) -> server.onHandshake((request, response) -> {
				if (!isValid(request.header("Authorization"))) {
					throw WsHandshakeException.refusal(401, "log in first");
				}
			});
		}

		private static boolean isValid(String authorization) {
			return "Bearer token".equals(authorization);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NumberConfiguration {

		@Bean
		@WsRoute("/number/{n:\\d+}")
		WsHandler number() {
			return WsHandler.of((connection, request) -> connection.close());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application extends EchoConfiguration {

	}

}
