package dev.wsboot.spring.autoconfigure;

import java.util.List;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.spring.WsEndpointFactory;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.servlet.RouteTable;
import dev.wsboot.spring.servlet.SocketUpgrades;
import dev.wsboot.spring.servlet.UpgradeFilter;
import dev.wsboot.spring.servlet.WsHandlerMapping;
import dev.wsboot.spring.servlet.WsUpgrades;
import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingFilterBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for upgrades of the web server's
 * connections, and the handshake's place in Spring MVC.
 */
@AutoConfiguration(after = { WsAutoConfiguration.class, WsServerAutoConfiguration.class },
		afterName = "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration")
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean({ WsEngine.class, WsRoutes.class, WsEndpointFactory.class })
@EnableConfigurationProperties(WsProperties.class)
@Import(TomcatConfiguration.class)
public final class WsServletAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SocketUpgrades wsSocketUpgrades(ApplicationContext context) {
		return new SocketUpgrades(context);
	}

	@Bean
	@ConditionalOnMissingBean
	WsUpgrades wsUpgrades(SocketUpgrades upgrades, WsRoutes routes, WsEngine engine, WsEndpointFactory endpoints,
			WsProperties properties) {
		return new WsUpgrades(upgrades, routes, engine, endpoints, properties.allowedOrigins());
	}

	@Bean
	@ConditionalOnMissingFilterBean
	FilterRegistrationBean<UpgradeFilter> wsUpgradeFilter() {
		FilterRegistrationBean<UpgradeFilter> registration = new FilterRegistrationBean<>(new UpgradeFilter());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		registration.setDispatcherTypes(DispatcherType.REQUEST);
		return registration;
	}

	/** The routes, unless they are served on a port of their own. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(WsServerLifecycle.class)
	static class Routes {

		@Bean
		@ConditionalOnMissingBean
		RouteTable wsRouteTable(WsRoutes routes, WsEngine engine, SocketUpgrades upgrades,
				@Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> controllers) {
			RequestMappingHandlerMapping mapping = controllers.getIfAvailable();
			PathPatternParser parser = (mapping != null) ? mapping.getPatternParser() : null;
			return new RouteTable(routes, engine, (parser != null) ? parser : PathPatternParser.defaultInstance,
					upgrades);
		}

		@Bean
		@ConditionalOnMissingBean(name = "wsHandshakeMapping")
		WsHandlerMapping wsHandshakeMapping(RouteTable table, ObjectProvider<WebMvcConfigurer> configurers) {
			return withInterceptors(WsHandlerMapping.ofHandshakes(table), configurers);
		}

		@Bean
		@ConditionalOnMissingBean(name = "wsPlainRequestMapping")
		WsHandlerMapping wsPlainRequestMapping(RouteTable table, ObjectProvider<WebMvcConfigurer> configurers) {
			return withInterceptors(WsHandlerMapping.ofPlainRequests(table), configurers);
		}

		private static WsHandlerMapping withInterceptors(WsHandlerMapping mapping,
				ObjectProvider<WebMvcConfigurer> configurers) {
			Interceptors interceptors = new Interceptors();
			configurers.orderedStream().forEach((configurer) -> configurer.addInterceptors(interceptors));
			mapping.setInterceptors(interceptors.all().toArray());
			return mapping;
		}

	}

	/** Those that the application has given to Spring MVC. */
	private static final class Interceptors extends InterceptorRegistry {

		List<Object> all() {
			return getInterceptors();
		}

	}

}
