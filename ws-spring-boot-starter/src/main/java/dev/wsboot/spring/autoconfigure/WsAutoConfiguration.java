package dev.wsboot.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;

import dev.wsboot.engine.WsConnectionObserver;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.spring.WsClientEndpoint;
import dev.wsboot.spring.WsEndpointFactory;
import dev.wsboot.spring.WsOptionsCustomizer;
import dev.wsboot.spring.WsRoutes;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.unit.DataSize;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the engine and its routes, where
 * something uses them. The other auto-configurations of WebSockets build on it.
 */
@AutoConfiguration
@Conditional(WsAutoConfiguration.Used.class)
@EnableConfigurationProperties(WsProperties.class)
@ImportRuntimeHints(RouteOptions.Hints.class)
public final class WsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WsEngine wsEngine(WsProperties properties, ConfigurableListableBeanFactory beans) {
		WsEngine.Builder builder = WsEngine.builder();
		Integer eventLoops = properties.eventLoops();
		if (eventLoops != null) {
			apply("ws.event-loops", eventLoops, () -> builder.eventLoops(eventLoops));
		}
		apply("ws.max-connections", properties.maxConnections(),
				() -> builder.maxConnections(properties.maxConnections()));
		DataSize maxPartialBytes = properties.maxPartialBytes();
		if (maxPartialBytes != null) {
			apply("ws.max-partial-bytes", maxPartialBytes, () -> builder.maxPartialBytes(maxPartialBytes.toBytes()));
		}
		String executor = properties.executor();
		if (executor != null) {
			builder.executor(executor(executor, beans));
		}
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingBean
	WsEndpointFactory wsEndpointFactory(WsProperties properties, ObjectProvider<WsHandlerDecorator> decorators) {
		return new WsEndpointFactory(properties.compression().options(), decorators.orderedStream().toList());
	}

	@Bean
	WsEngineLifecycle wsEngineLifecycle(WsEngine engine, WsProperties properties, ApplicationEventPublisher publisher,
			ObjectProvider<WsConnectionObserver> observers) {
		engine.observe(new ConnectionEvents(publisher));
		observers.orderedStream().forEach(engine::observe);
		return new WsEngineLifecycle(engine, properties.shutdownTimeout());
	}

	@Bean
	@ConditionalOnMissingBean
	WsRoutes wsRoutes(ConfigurableListableBeanFactory beans, ConfigurableEnvironment environment,
			WsProperties properties, ObjectProvider<WsEndpointFactory> endpoints, ObjectProvider<Extension> extensions,
			ObjectProvider<WsOptionsCustomizer> customizers) {
		return new WsRoutes(() -> new RouteCollector(beans, environment, properties, endpoints.getObject(),
				extensions.orderedStream().toList(), customizers.orderedStream().toList())
			.collect());
	}

	private static void apply(String property, Object value, Runnable setter) {
		try {
			setter.run();
		}
		catch (IllegalArgumentException ex) {
			throw StartupFailure.invalidOption(property, value, ex);
		}
	}

	private static Executor executor(String beanName, ConfigurableListableBeanFactory beans) {
		if (!beans.containsBean(beanName) || !beans.isTypeMatch(beanName, Executor.class)) {
			throw StartupFailure.unknownExecutor(beanName, List.of(beans.getBeanNamesForType(Executor.class)));
		}
		return beans.getBean(beanName, Executor.class);
	}

	/** That there is what connections come from. */
	static final class Used extends AnyNestedCondition {

		Used() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnWebApplication(type = Type.SERVLET)
		@ConditionalOnClass(name = "org.springframework.web.servlet.DispatcherServlet")
		static final class ByTheWebServer {

		}

		@ConditionalOnProperty(WsServerAutoConfiguration.PORT)
		static final class ByAPortOfTheRoutes {

		}

		@Conditional(WsClientAutoConfiguration.Configured.class)
		static final class ByClients {

		}

		@ConditionalOnBean(annotation = WsClientEndpoint.class)
		static final class ByClientEndpoints {

		}

	}

}
