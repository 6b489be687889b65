package dev.wsboot.spring.autoconfigure;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.WsServerCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * A port of the routes' own.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(ServerConfiguration.PORT)
class ServerConfiguration {

	static final String PORT = "ws.server.port";

	@Bean
	WsServerLifecycle wsServerLifecycle(WsEngine engine, WsRoutes routes, WsProperties properties,
			ObjectProvider<SslBundles> bundles, ObjectProvider<WsServerCustomizer> customizers,
			ConfigurableEnvironment environment) {
		return new WsServerLifecycle(
				() -> new ServerFactory(engine, properties, new TlsBundles(bundles),
						customizers.orderedStream().toList())
					.create(routes),
				properties.shutdownTimeout(), environment);
	}

}
