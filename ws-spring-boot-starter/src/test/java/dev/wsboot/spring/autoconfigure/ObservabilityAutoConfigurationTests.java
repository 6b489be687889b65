package dev.wsboot.spring.autoconfigure;

import java.util.List;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.spring.WsRoute;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.actuate.WebSocketsEndpoint;
import dev.wsboot.spring.actuate.WebSocketsEndpointWebExtension;
import dev.wsboot.spring.metrics.WsMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class ObservabilityAutoConfigurationTests {

	private static final Configurations METRICS = AutoConfigurations.of(MetricsAutoConfiguration.class,
			CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class);

	private static final String EXPOSED = "management.endpoints.web.exposure.include=websockets";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class);

	@Nested
	class Metrics {

		@Test
		void bindsTheRoutesOfTheApplication() {
			runner.withConfiguration(METRICS).run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("websocket.server.connections.active").tag("route", "/chat/{room}").gauge())
					.isNotNull();
				assertThat(registry.get("websocket.server.places.limit").gauge().value()).isEqualTo(100_000);
			});
		}

		@Test
		void needsARegistry() {
			runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WsMetrics.class));
		}

		@Test
		void leavesItToTheBeanOfTheUser() {
			runner.withConfiguration(METRICS).withUserConfiguration(OwnMetrics.class).run((context) -> {
				assertThat(context).hasSingleBean(WsMetrics.class).hasBean("ownMetrics");
				assertThat(context.getBean(MeterRegistry.class)
					.get("websocket.server.connections.active")
					.gauge()
					.getId()
					.getTag("engine")).isEqualTo("blue");
			});
		}

		@Test
		void removesTheMetersWithTheContext() {
			SimpleMeterRegistry shared = new SimpleMeterRegistry();
			runner.withConfiguration(METRICS).withBean(MeterRegistry.class, () -> shared).run((context) -> {
				assertThat(shared.find("websocket.server.connections.active").gauges()).hasSize(1);
				context.close();
				assertThat(shared.find("websocket.server.connections.active").gauges()).isEmpty();
			});
		}

		@Test
		void isAbsentWithoutMicrometer() {
			runner.withConfiguration(METRICS)
				.withClassLoader(new FilteredClassLoader("io.micrometer"))
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(WsMetrics.class)
					.hasSingleBean(WsRoutes.class));
		}

	}

	@Nested
	class ActuatorEndpoint {

		@Test
		void isThereWhenExposed() {
			runner.withPropertyValues(EXPOSED)
				.run((context) -> assertThat(context).hasSingleBean(WebSocketsEndpoint.class)
					.hasSingleBean(WebSocketsEndpointWebExtension.class));
		}

		@Test
		void isAbsentWhenNotExposed() {
			runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebSocketsEndpoint.class));
		}

		@Test
		void isAbsentWithoutAccess() {
			runner.withPropertyValues(EXPOSED, "management.endpoint.websockets.access=NONE")
				.run((context) -> assertThat(context).doesNotHaveBean(WebSocketsEndpoint.class));
		}

		@Test
		void leavesItToTheBeanOfTheUser() {
			runner.withPropertyValues(EXPOSED)
				.withUserConfiguration(OwnEndpoint.class)
				.run((context) -> assertThat(context).hasSingleBean(WebSocketsEndpoint.class).hasBean("ownEndpoint"));
		}

		@Test
		void isAbsentWithoutActuator() {
			runner.withPropertyValues(EXPOSED)
				.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean("webSocketsEndpoint")
					.hasSingleBean(WsRoutes.class));
		}

		@Test
		void hasTheIdThatIsDocumented() {
			assertThat(WebSocketsEndpoint.class.getAnnotation(Endpoint.class).id()).isEqualTo("websockets");
		}

	}

	@Test
	void bothAreAbsentWithoutEither() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(WsRoutes.class));
	}

	/**
	 * Imported by name, as in an application, not loaded before conditions are judged.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ WebMvcAutoConfiguration.class, WsAutoConfiguration.class,
			WsServletAutoConfiguration.class, WsClientAutoConfiguration.class, WsMetricsAutoConfiguration.class,
			WebSocketsEndpointAutoConfiguration.class })
	static class Application {

		@Bean
		@WsRoute("/chat/{room}")
		WsHandler chat() {
			return new WsHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMetrics {

		@Bean
		WsMetrics ownMetrics(WsEngine engine, WsRoutes routes) {
			return new WsMetrics(engine, () -> routes.endpoints().iterator(), Tags.of("engine", "blue"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint {

		@Bean
		WebSocketsEndpoint ownEndpoint() {
			return new WebSocketsEndpoint(new WsRoutes(List::of), null);
		}

	}

}
