package dev.wsboot.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.spring.WsClientCustomizer;
import dev.wsboot.spring.WsClients;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The clients of {@code ws.client.*}.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(ClientConfiguration.Configured.class)
class ClientConfiguration {

	private static final String CLIENTS = "ws.client";

	@Bean
	@ConditionalOnMissingBean
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
