package dev.wsboot.spring.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.client.WsLink;
import dev.wsboot.engine.client.WsReconnectListener;
import dev.wsboot.spring.WsClientEndpoint;
import dev.wsboot.spring.WsClientEndpoints.Declared;
import dev.wsboot.spring.WsClients;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Finds the beans with {@link WsClientEndpoint}.
 */
final class ClientEndpointCollector {

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	private final ObjectProvider<WsClients> clients;

	ClientEndpointCollector(ConfigurableListableBeanFactory beans, Environment environment,
			ObjectProvider<WsClients> clients) {
		this.beans = beans;
		this.environment = environment;
		this.clients = clients;
	}

	List<Declared> collect() {
		Map<String, Declared> endpoints = new LinkedHashMap<>();
		AnnotatedBeans.find(this.beans, WsClientEndpoint.class).forEach((beanName, annotation) -> {
			String client = this.environment.resolveRequiredPlaceholders(annotation.client());
			if (client.isBlank()) {
				throw StartupFailure.noClient(beanName);
			}
			Declared other = endpoints.put(client, endpoint(client, beanName, annotation));
			if (other != null) {
				throw StartupFailure.duplicateClient(client, List.of(other.beanName(), beanName));
			}
		});
		return new ArrayList<>(endpoints.values());
	}

	private Declared endpoint(String client, String beanName, WsClientEndpoint annotation) {
		WsClients all = this.clients.getIfAvailable();
		WsClients.Configured configured = (all != null) ? all.configured().get(client) : null;
		if (configured == null) {
			throw StartupFailure.noUrl(client, beanName);
		}
		Object bean = this.beans.getBean(beanName);
		return new Declared(client, beanName, annotation.autoStartup(), annotation.required(),
				(bean instanceof WsReconnectListener listener) ? listener : new WsReconnectListener() {
				}, connector(configured, client, beanName, bean));
	}

	private static Function<WsReconnectListener, WsLink> connector(WsClients.Configured configured, String client,
			String beanName, Object bean) {
		if (bean instanceof WsHandler handler) {
			return (listener) -> configured.target().keep(configured.reconnect(listener), handler);
		}
		throw StartupFailure.wrongEndpointType(client, beanName, bean);
	}

}
