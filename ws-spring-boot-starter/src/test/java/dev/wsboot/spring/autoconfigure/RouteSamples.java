package dev.wsboot.spring.autoconfigure;

import java.util.concurrent.atomic.AtomicInteger;

import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.spring.WsRoute;
import dev.wsboot.spring.WsRoutes;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications with routes of every kind.
 */
final class RouteSamples {

	private RouteSamples() {
	}

	static WebApplicationContextRunner runner() {
		return new WebApplicationContextRunner()
			.withConfiguration(Starter.with(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class));
	}

	static Endpoint endpoint(ApplicationContext context, String path) {
		WsEndpoint endpoint = context.getBean(WsRoutes.class).endpoint(path);
		assertThat(endpoint).as("route " + path).isNotNull();
		return Endpoint.of(endpoint);
	}

	static WsOptions options(ApplicationContext context, String path) {
		return endpoint(context, path).options();
	}

	@WsRoute("/chat")
	static class Chat implements WsHandler {

	}

	@Configuration(proxyBeanMethods = false)
	@ComponentScan(useDefaultFilters = false,
			includeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Chat.class))
	static class Scanning {

	}

	@Configuration(proxyBeanMethods = false)
	static class BeanMethods {

		@Bean
		@WsRoute("/handler")
		WsHandler handler() {
			return new WsHandler() {
			};
		}

		@Bean
		@WsRoute("/acceptor")
		WsHandler acceptor() {
			return WsHandler.of((connection, request) -> connection.onText(connection::send));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherPath {

		@Bean
		@WsRoute("/talk")
		Chat talk() {
			return new Chat();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralPaths {

		@Bean
		@WsRoute({ "/a", "/b" })
		Chat chat() {
			return new Chat();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Placeholders {

		@Bean
		@WsRoute(path = "${chat.path}", maxPayload = "${chat.limit}")
		WsHandler placeholdersBean() {
			return new WsHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		WsHandler plain() {
			return new WsHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoOfOnePath {

		@Bean
		@WsRoute(path = "/same", maxPayload = "1")
		WsHandler first() {
			return new WsHandler() {
			};
		}

		@Bean
		@WsRoute(path = "/same", maxPayload = "2")
		WsHandler second() {
			return new WsHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SamePattern {

		@Bean
		@WsRoute("/chat/{room}")
		WsHandler first() {
			return new WsHandler() {
			};
		}

		@Bean
		@WsRoute("/chat/{id}")
		WsHandler second() {
			return new WsHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoHandler {

		@Bean
		@WsRoute("/none")
		Counter noHandlerBean() {
			return new Counter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoPath {

		@Bean
		@WsRoute
		WsHandler noPathBean() {
			return new WsHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AllAttributes {

		@Bean
		@WsRoute(path = "/all", maxPayload = "1KB", maxFragments = 2, perMessageDeflate = false,
				subprotocols = { "a", "b" }, allowedOrigins = "https://app.example", dispatch = WsDispatch.INLINE,
				maxPendingMessages = 3, maxPendingBytes = "4", sendBufferLimit = "5MB", overflow = WsOverflow.BLOCK,
				pingInterval = "6", pingTimeout = "7m", idleTimeout = "8s", closeTimeout = "900ms")
		WsHandler all() {
			return new WsHandler() {
			};
		}

	}

	static class Counter {

		final AtomicInteger prototypes = new AtomicInteger();

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		Counter counter() {
			return new Counter();
		}

		@Bean
		@Lazy
		@WsRoute("/lazy")
		WsHandler lazy() {
			return new WsHandler() {
			};
		}

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		@WsRoute("/prototype")
		WsHandler prototype(Counter counter) {
			counter.prototypes.incrementAndGet();
			return new WsHandler() {
			};
		}

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.INTERFACES)
		@WsRoute("/scoped")
		WsHandler scoped() {
			return new WsHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class KnowsRoutes {

		@Bean
		@WsRoute("/knows")
		Handler handler(WsRoutes routes) {
			return new Handler(routes);
		}

		static class Handler implements WsHandler {

			final WsRoutes routes;

			Handler(WsRoutes routes) {
				this.routes = routes;
			}

		}

	}

}
