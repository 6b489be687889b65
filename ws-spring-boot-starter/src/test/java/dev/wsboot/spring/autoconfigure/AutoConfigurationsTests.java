package dev.wsboot.spring.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.spring.WsClientEndpoints;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.WsEndpointFactory;
import dev.wsboot.spring.WsRoute;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.actuate.WebSocketsEndpoint;
import dev.wsboot.spring.actuate.WebSocketsEndpointWebExtension;
import dev.wsboot.spring.metrics.WsMetrics;
import dev.wsboot.spring.servlet.RouteTable;
import dev.wsboot.spring.servlet.SocketUpgrades;
import dev.wsboot.spring.servlet.UpgradeFilter;
import dev.wsboot.spring.servlet.WsHandlerMapping;
import dev.wsboot.spring.servlet.WsUpgrades;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;
import org.springframework.web.util.pattern.PathPatternParser;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The auto-configurations beside one another, as an application has them: each can be
 * excluded by itself, and each bean that is public can be replaced.
 */
class AutoConfigurationsTests {

	/** For every auto-configuration what is only there by it. */
	private static final Map<Class<?>, Class<?>> CONTRIBUTIONS = Map.of(WsAutoConfiguration.class, WsRoutes.class,
			WsServletAutoConfiguration.class, WsUpgrades.class, WsServerAutoConfiguration.class,
			WsServerLifecycle.class, WsClientAutoConfiguration.class, WsClients.class, WsMetricsAutoConfiguration.class,
			WsMetrics.class, WebSocketsEndpointAutoConfiguration.class, WebSocketsEndpoint.class);

	static final List<Class<?>> OTHERS_THAN_THE_ANCHOR = List.of(WsServletAutoConfiguration.class,
			WsServerAutoConfiguration.class, WsClientAutoConfiguration.class, WsMetricsAutoConfiguration.class,
			WebSocketsEndpointAutoConfiguration.class);

	private static final String OWN_PORT = "ws.server.port=0";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("ws.server.address=127.0.0.1", "ws.client.feed.url=ws://127.0.0.1:9/feed",
				"management.endpoints.web.exposure.include=websockets");

	private static String exclude(Class<?> type) {
		return "spring.autoconfigure.exclude=" + type.getName();
	}

	@Test
	void whenNothingIsExcludedThenAllContribute() {
		assertThat(CONTRIBUTIONS.keySet()).extracting(Class::getName)
			.containsExactlyInAnyOrderElementsOf(Starter.names());
		this.contextRunner.withPropertyValues(OWN_PORT)
			.run((context) -> CONTRIBUTIONS.values().forEach((type) -> assertThat(context).hasSingleBean(type)));
	}

	@ParameterizedTest
	@FieldSource("OTHERS_THAN_THE_ANCHOR")
	void whenOneIsExcludedThenTheOthersContribute(Class<?> excluded) {
		this.contextRunner.withPropertyValues(OWN_PORT, exclude(excluded)).run((context) -> {
			CONTRIBUTIONS.forEach((autoConfiguration, type) -> {
				if (autoConfiguration == excluded) {
					assertThat(context).doesNotHaveBean(type);
				}
				else {
					assertThat(context).hasSingleBean(type);
				}
			});
			if (excluded != WsServerAutoConfiguration.class) {
				assertThat(echoed(context)).isEqualTo("hello");
			}
		});
	}

	private static String echoed(ApplicationContext context) throws Exception {
		CompletableFuture<String> echo = new CompletableFuture<>();
		String port = context.getEnvironment().getRequiredProperty("local.ws.server.port");
		try (WsClient client = WsClient.builder().build()) {
			client.to(URI.create("ws://127.0.0.1:" + port + "/echo")).connect(WsHandler.of((connection, request) -> {
				connection.onText(echo::complete);
				connection.send("hello");
			}));
			return echo.get(20, SECONDS);
		}
	}

	@Test
	void whenTheAnchorIsExcludedThenNothingIsLeft() {
		this.contextRunner.withPropertyValues(OWN_PORT, exclude(WsAutoConfiguration.class))
			.run((context) -> assertThat(beansOfTheStarter(context)).isEmpty());
	}

	@Test
	void whenTheAnchorIsExcludedThenAnAnnotatedClientIsNoMistake() {
		this.contextRunner.withPropertyValues(exclude(WsAutoConfiguration.class))
			.withBean(ClientEndpointsTests.Prices.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenRoutesHaveAPortOfTheirOwnThenTheWebServerDoesNotServeThem() {
		this.contextRunner.withPropertyValues(OWN_PORT)
			.run((context) -> assertThat(context).doesNotHaveBean(RouteTable.class)
				.doesNotHaveBean(WsHandlerMapping.class));
	}

	@Test
	void whenTheirServerIsExcludedThenTheWebServerServesThem() {
		this.contextRunner.withPropertyValues(OWN_PORT, exclude(WsServerAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(RouteTable.class));
	}

	/** Those that others may know, by the types of the methods that make them. */
	private static Map<String, Class<?>> beansOfTheStarter(AssertableWebApplicationContext context) {
		Map<String, Class<?>> beans = new TreeMap<>();
		for (String name : context.getBeanFactory().getBeanDefinitionNames()) {
			BeanDefinition definition = context.getBeanFactory().getBeanDefinition(name);
			MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
					? annotated.getFactoryMethodMetadata() : null;
			if (method != null && isTheStarters(method.getDeclaringClassName())) {
				beans.put(name, ClassUtils.resolveClassName(method.getReturnTypeName(), null));
			}
		}
		return beans;
	}

	private static boolean isTheStarters(String configuration) {
		return configuration.startsWith(WsAutoConfiguration.class.getPackageName())
				&& !configuration.startsWith(AutoConfigurationsTests.class.getName());
	}

	@Nested
	class UserBeans {

		/** On the web server, which is where most beans are. */
		private final WebApplicationContextRunner runner = AutoConfigurationsTests.this.contextRunner;

		@Test
		void whenUserDefinesNoneThenThoseOfTheStarterAreThere() {
			this.runner.run((context) -> assertThat(beansOfTheStarter(context)).containsOnlyKeys("webSocketsEndpoint",
					"webSocketsEndpointWebExtension", "wsClientEndpoints", "wsClients", "wsEndpointFactory", "wsEngine",
					"wsEngineLifecycle", "wsHandshakeMapping", "wsMetrics", "wsPlainRequestMapping", "wsRouteTable",
					"wsRoutes", "wsSocketUpgrades", "wsTomcatCustomizer", "wsTomcatProtocolCustomizer",
					"wsUpgradeFilter", "wsUpgrades"));
		}

		@Test
		void whenUserDefinesAllThenTheyWin() {
			this.runner.withUserConfiguration(OwnBeans.class).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(beansOfTheStarter(context)).containsOnlyKeys("wsEngineLifecycle",
						"wsTomcatProtocolCustomizer");
				assertThat(context.getBean(WsRoutes.class).endpoint("/echo")).as("the user's has no routes").isNull();
			});
		}

		@Test
		void whenUserDefinesTheEngineThenTheOthersUseIt() {
			this.runner.withBean(WsEngine.class, () -> WsEngine.builder().eventLoops(1).maxConnections(7).build())
				.run((context) -> {
					assertThat(context).hasSingleBean(WsEngine.class).hasSingleBean(WsUpgrades.class);
					assertThat(context.getBean(WsRoutes.class).endpoint("/echo")).isNotNull();
				});
		}

		@Test
		void whenUserDefinesTheFactoryThenRoutesAreMadeByIt() {
			PerMessageDeflateOptions compression = PerMessageDeflateOptions.builder().level(9).build();
			this.runner.withBean(WsEndpointFactory.class, () -> new WsEndpointFactory(compression, List.of()))
				.run((context) -> assertThat(context.getBean(WsRoutes.class).endpoint("/echo").options().compression())
					.isEqualTo(compression));
		}

	}

	@EnableAutoConfiguration
	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		@WsRoute("/echo")
		WsHandler echo() {
			return new WsHandler() {

				@Override
				public void onText(WsConnection connection, String text) {
					connection.send(text);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBeans {

		@Bean
		WsEngine ownEngine() {
			return WsEngine.builder().eventLoops(1).build();
		}

		@Bean
		WsEndpointFactory ownEndpointFactory() {
			return new WsEndpointFactory(PerMessageDeflateOptions.DEFAULTS, List.of());
		}

		@Bean
		WsRoutes ownRoutes() {
			return new WsRoutes(List::of);
		}

		@Bean
		SocketUpgrades ownSocketUpgrades(ApplicationContext context) {
			return new SocketUpgrades(context);
		}

		@Bean
		WsUpgrades ownUpgrades(SocketUpgrades upgrades, WsRoutes routes, WsEngine engine, WsEndpointFactory endpoints) {
			return new WsUpgrades(upgrades, routes, engine, endpoints, List.of());
		}

		@Bean
		RouteTable ownTable(WsRoutes routes, WsEngine engine, SocketUpgrades upgrades) {
			return new RouteTable(routes, engine, PathPatternParser.defaultInstance, upgrades);
		}

		@Bean
		WsHandlerMapping wsHandshakeMapping(RouteTable table) {
			return WsHandlerMapping.ofHandshakes(table);
		}

		@Bean
		WsHandlerMapping wsPlainRequestMapping(RouteTable table) {
			return WsHandlerMapping.ofPlainRequests(table);
		}

		@Bean
		FilterRegistrationBean<UpgradeFilter> ownFilter() {
			return new FilterRegistrationBean<>(new UpgradeFilter());
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> wsTomcatCustomizer() {
			return (factory) -> {
			};
		}

		@Bean
		WsClients ownClients() {
			return new WsClients(Map.of());
		}

		@Bean
		WsClientEndpoints ownClientEndpoints() {
			return new WsClientEndpoints(List::of, 0);
		}

		@Bean
		WsMetrics ownMetrics(WsEngine engine, WsRoutes routes) {
			return new WsMetrics(engine, routes.endpoints(), List.of());
		}

		@Bean
		WebSocketsEndpoint ownEndpoint(WsRoutes routes, ObjectProvider<WsClients> clients) {
			return new WebSocketsEndpoint(routes, clients.getIfAvailable());
		}

		@Bean
		WebSocketsEndpointWebExtension ownExtension(WebSocketsEndpoint endpoint) {
			return new WebSocketsEndpointWebExtension(endpoint);
		}

	}

}
