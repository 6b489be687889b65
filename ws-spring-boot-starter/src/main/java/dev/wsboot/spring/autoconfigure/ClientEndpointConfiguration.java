package dev.wsboot.spring.autoconfigure;

import dev.wsboot.spring.WsClientEndpoints;
import dev.wsboot.spring.WsClients;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The clients that connect when the application starts. There even if no client is
 * configured: an annotated bean without one is a mistake that has to be told.
 */
@Configuration(proxyBeanMethods = false)
class ClientEndpointConfiguration {

	/** After the servers, to which an application may connect itself. */
	static final int PHASE = WsServerLifecycle.PHASE + 1;

	@Bean
	WsClientEndpoints wsClientEndpoints(ConfigurableListableBeanFactory beans, Environment environment,
			ObjectProvider<WsClients> clients) {
		return new WsClientEndpoints(() -> new ClientEndpointCollector(beans, environment, clients).collect(), PHASE);
	}

}
