package dev.wsboot.spring.autoconfigure;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.WsServerCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a port of the routes' own.
 */
@AutoConfiguration(after = WsAutoConfiguration.class)
@ConditionalOnProperty(WsServerAutoConfiguration.PORT)
@ConditionalOnBean({ WsEngine.class, WsRoutes.class })
@EnableConfigurationProperties(WsProperties.class)
public final class WsServerAutoConfiguration {

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
