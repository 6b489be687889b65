package dev.wsboot.spring.autoconfigure;

import dev.wsboot.engine.WsEngine;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for WebSocket routes, served by the
 * web server through Spring MVC or on a port of their own, and for clients.
 */
@AutoConfiguration(after = WebMvcAutoConfiguration.class)
@ConditionalOnClass(WsEngine.class)
@EnableConfigurationProperties(WsProperties.class)
@Import({ EngineConfiguration.class, ServletConfiguration.class, ServerConfiguration.class, ClientConfiguration.class,
		ClientEndpointConfiguration.class })
public final class WsAutoConfiguration {

}
