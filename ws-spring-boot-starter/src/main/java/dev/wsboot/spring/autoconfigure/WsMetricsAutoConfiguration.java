package dev.wsboot.spring.autoconfigure;

import java.util.List;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.metrics.WsMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of WebSocket routes
 * and clients.
 */
@AutoConfiguration(after = WsAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, WsEngine.class, WsRoutes.class })
public final class WsMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WsMetrics wsMetrics(WsEngine engine, WsRoutes routes, ObjectProvider<WsClients> clients) {
		WsMetrics metrics = new WsMetrics(engine, () -> routes.endpoints().iterator(), List.of());
		clients.ifAvailable((all) -> all.all().forEach(metrics::add));
		return metrics;
	}

}
