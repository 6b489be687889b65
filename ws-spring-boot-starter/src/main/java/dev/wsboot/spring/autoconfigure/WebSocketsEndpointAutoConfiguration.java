package dev.wsboot.spring.autoconfigure;

import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.actuate.WebSocketsEndpoint;
import dev.wsboot.spring.actuate.WebSocketsEndpointWebExtension;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the actuator endpoint
 * {@code websockets}.
 */
@AutoConfiguration(after = WsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(WebSocketsEndpoint.class)
@ConditionalOnBean(WsRoutes.class)
public final class WebSocketsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WebSocketsEndpoint webSocketsEndpoint(WsRoutes routes, ObjectProvider<WsClients> clients) {
		return new WebSocketsEndpoint(routes, clients.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(WebSocketsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	WebSocketsEndpointWebExtension webSocketsEndpointWebExtension(WebSocketsEndpoint endpoint) {
		return new WebSocketsEndpointWebExtension(endpoint);
	}

}
