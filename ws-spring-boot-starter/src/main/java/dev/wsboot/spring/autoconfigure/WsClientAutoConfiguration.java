package dev.wsboot.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.spring.WsClientCustomizer;
import dev.wsboot.spring.WsClientEndpoints;
import dev.wsboot.spring.WsClients;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the clients of
 * {@code ws.client.*}, and those of them that connect when the application starts.
 */
@AutoConfiguration(after = WsAutoConfiguration.class)
@ConditionalOnBean(WsEngine.class)
@EnableConfigurationProperties(WsProperties.class)
public final class WsClientAutoConfiguration {

	private static final String CLIENTS = "ws.client";

	/** After the servers, to which an application may connect itself. */
	static final int PHASE = WsServerLifecycle.PHASE + 1;

	@Bean
	@ConditionalOnMissingBean
	@Conditional(Configured.class)
	WsClients wsClients(WsEngine engine, WsProperties properties, ObjectProvider<SslBundles> bundles,
			ObjectProvider<WsClientCustomizer> customizers, ObjectProvider<WsHandlerDecorator> decorators) {
		TlsBundles tls = new TlsBundles(bundles);
		List<WsClientCustomizer> ordered = customizers.orderedStream().toList();
		List<WsHandlerDecorator> outermostFirst = decorators.orderedStream().toList();
		Map<String, WsClients.Configured> clients = new LinkedHashMap<>();
		properties.client()
			.forEach((name, client) -> clients.put(name,
					new ClientFactory(engine, name, client, tls, ordered, outermostFirst).create()));
		return new WsClients(clients);
	}

	/**
	 * There even if no client is configured: an annotated bean without one is a mistake
	 * that has to be told.
	 */
	@Bean
	@ConditionalOnMissingBean
	WsClientEndpoints wsClientEndpoints(ConfigurableListableBeanFactory beans, Environment environment,
			ObjectProvider<WsClients> clients) {
		return new WsClientEndpoints(() -> new ClientEndpointCollector(beans, environment, clients).collect(), PHASE);
	}

	/** That there are clients. */
	static final class Configured extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			boolean bound = Binder.get(context.getEnvironment())
				.bind(CLIENTS, Bindable.mapOf(String.class, Object.class))
				.isBound();
			ConditionMessage.Builder message = ConditionMessage.forCondition("WebSocket clients");
			return bound ? ConditionOutcome.match(message.foundExactly(CLIENTS))
					: ConditionOutcome.noMatch(message.didNotFind(CLIENTS).atAll());
		}

	}

}
