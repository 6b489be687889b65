package dev.wsboot.spring.autoconfigure;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Makes room for WebSocket connections in Tomcat's own books, which have 8192 lines: with
 * all of them taken Tomcat answers nobody any more, not even with a refusal.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ AbstractProtocol.class, ConfigurableTomcatWebServerFactory.class })
class TomcatConfiguration {

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> wsTomcatCustomizer(Environment environment,
			WsProperties properties) {
		boolean set = Binder.get(environment).bind("server.tomcat.max-connections", Integer.class).isBound();
		return (factory) -> {
			if (!set) {
				factory.addConnectorCustomizers((connector) -> makeRoom(connector, properties.maxConnections()));
			}
		};
	}

	private static void makeRoom(Connector connector, int connections) {
		if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol
				&& protocol.getMaxConnections() > 0) {
			protocol.setMaxConnections(
					(int) Math.min(Integer.MAX_VALUE, (long) protocol.getMaxConnections() + connections));
		}
	}

}
