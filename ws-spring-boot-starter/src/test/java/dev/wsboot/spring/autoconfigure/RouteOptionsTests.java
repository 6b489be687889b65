package dev.wsboot.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.WsUpgrade;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.spring.WsEndpointFactory;
import dev.wsboot.spring.WsOptionsCustomizer;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.servlet.WsUpgrades;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.ApplicationContext;

import static dev.wsboot.spring.autoconfigure.RouteSamples.options;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Options of routes: global ones, those of the annotation, those of the route.
 */
class RouteOptionsTests {

	@Test
	void haveTheEnginesDefaults() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.BeanMethods.class)
			.run((context) -> assertThat(options(context, "/handler")).isEqualTo(WsOptions.DEFAULTS));
	}

	@ParameterizedTest
	@CsvSource({ "ws.maxPayload=4096,4096", "ws.max-payload=1MB,1048576", "ws.max-payload=1KB,1024" })
	void takeNumbersAndSizes(String property, int bytes) {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.BeanMethods.class)
			.withPropertyValues(property)
			.run((context) -> assertThat(options(context, "/handler").maxPayload()).isEqualTo(bytes));
	}

	@Test
	void canAllBeSetGlobally() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.BeanMethods.class)
			.withPropertyValues("ws.maxPayload=1", "ws.maxFragments=2", "ws.perMessageDeflate=false",
					"ws.subprotocols=a,b", "ws.dispatch=inline", "ws.max-pending-messages=3", "ws.max-pending-bytes=4",
					"ws.send-buffer-limit=5", "ws.overflow=drop", "ws.ping-interval=6", "ws.ping-timeout=7m",
					"ws.idle-timeout=8", "ws.close-timeout=900ms", "ws.allowed-origins=https://app.example")
			.run((context) -> {
				assertThat(options(context, "/handler")).isEqualTo(WsOptions.builder()
					.maxPayload(1)
					.maxFragments(2)
					.perMessageDeflate(false)
					.subprotocols(List.of("a", "b"))
					.dispatch(WsDispatch.INLINE)
					.maxPendingMessages(3)
					.maxPendingBytes(4)
					.sendBufferLimit(5)
					.overflow(WsOverflow.DROP)
					.pingInterval(Duration.ofSeconds(6))
					.pingTimeout(Duration.ofMinutes(7))
					.idleTimeout(Duration.ofSeconds(8))
					.closeTimeout(Duration.ofMillis(900))
					.build());
				assertThat(context.getBean(WsRoutes.class).all().get(0).allowedOrigins())
					.containsExactly("https://app.example");
			});
	}

	@Test
	void ofTheAnnotationGoBeforeGlobalOnes() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.AllAttributes.class)
			.withPropertyValues("ws.max-payload=99", "ws.per-message-deflate=true", "ws.overflow=drop",
					"ws.allowed-origins=*")
			.run((context) -> {
				assertThat(options(context, "/all")).isEqualTo(WsOptions.builder()
					.maxPayload(1024)
					.maxFragments(2)
					.perMessageDeflate(false)
					.subprotocols(List.of("a", "b"))
					.dispatch(WsDispatch.INLINE)
					.maxPendingMessages(3)
					.maxPendingBytes(4)
					.sendBufferLimit(5 * 1024 * 1024)
					.overflow(WsOverflow.BLOCK)
					.pingInterval(Duration.ofSeconds(6))
					.pingTimeout(Duration.ofMinutes(7))
					.idleTimeout(Duration.ofSeconds(8))
					.closeTimeout(Duration.ofMillis(900))
					.build());
				assertThat(context.getBean(WsRoutes.class).all().get(0).allowedOrigins())
					.containsExactly("https://app.example");
			});
	}

	@Test
	void ofTheRoutesPropertiesGoBeforeTheAnnotation() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.AllAttributes.class)
			.withPropertyValues("ws.routes[/all].max-payload=7", "ws.routes[/all].per-message-deflate=true",
					"ws.routes[/all].dispatch=executor", "ws.routes[/all].allowed-origins=https://other.example")
			.run((context) -> {
				WsOptions options = options(context, "/all");
				assertThat(options.maxPayload()).isEqualTo(7);
				assertThat(options.perMessageDeflate()).isTrue();
				assertThat(options.dispatch()).isEqualTo(WsDispatch.EXECUTOR);
				assertThat(options.maxFragments()).as("not said there").isEqualTo(2);
				assertThat(context.getBean(WsRoutes.class).all().get(0).allowedOrigins())
					.containsExactly("https://other.example");
			});
	}

	@Test
	void canBeCustomizedInCode() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.BeanMethods.class)
			.withPropertyValues("ws.routes[/handler].max-payload=7")
			.withBean(WsOptionsCustomizer.class,
					() -> (path, options) -> options.maxPayload(path.equals("/handler") ? 8 : 9))
			.run((context) -> {
				assertThat(options(context, "/handler").maxPayload()).isEqualTo(8);
				assertThat(options(context, "/acceptor").maxPayload()).isEqualTo(9);
			});
	}

	@Nested
	class Compression {

		@Test
		void isSetForAllRoutes() {
			RouteSamples.runner()
				.withUserConfiguration(RouteSamples.BeanMethods.class)
				.withPropertyValues("ws.compression.level=9", "ws.compression.threshold=1KB",
						"ws.compression.server-max-window-bits=10", "ws.compression.client-max-window-bits=11",
						"ws.compression.server-context-takeover=true", "ws.compression.clientContextTakeover=true",
						"ws.compression.memory-budget=1MB")
				.run((context) -> {
					PerMessageDeflateOptions expected = new PerMessageDeflateOptions(9, 1024, 10, 11, true, true,
							1024 * 1024);
					assertThat(options(context, "/handler").compression()).isEqualTo(expected);
					assertThat(context.getBean(WsEndpointFactory.class).compression()).isEqualTo(expected);
				});
		}

		@Test
		void hasOneBudgetForAllRoutes() {
			RouteSamples.runner()
				.withUserConfiguration(RouteSamples.BeanMethods.class)
				.withPropertyValues("ws.routes[/handler].max-payload=7")
				.run((context) -> {
					context.getBean(WsUpgrades.class)
						.handler("upgrade", new WsUpgrade(WsOptions.builder().maxPayload(8).build(), new WsHandler() {
						}));
					assertThat(context.getBean(WsRoutes.class).endpoints()).hasSize(3);
					assertThat(compressions(context)).hasSize(1).doesNotContainNull();
				});
		}

		@Test
		void isNotNegotiatedWhereItIsOff() {
			RouteSamples.runner()
				.withUserConfiguration(RouteSamples.BeanMethods.class)
				.withPropertyValues("ws.per-message-deflate=false")
				.run((context) -> assertThat(context.getBean(WsRoutes.class).endpoints())
					.allSatisfy((endpoint) -> assertThat(Endpoint.of(endpoint).extensions()).isEmpty()));
		}

		@Test
		void maySomewhereBeAnother() {
			RouteSamples.runner()
				.withUserConfiguration(RouteSamples.BeanMethods.class)
				.withBean(WsOptionsCustomizer.class, () -> (path, options) -> {
					if (path.equals("/handler")) {
						options.compression(PerMessageDeflateOptions.builder().level(9).build());
					}
				})
				.run((context) -> {
					assertThat(compressions(context)).hasSize(2);
					assertThat(options(context, "/handler").compression().level()).isEqualTo(9);
					assertThat(options(context, "/acceptor").compression().level()).isEqualTo(2);
				});
		}

		private static Set<Extension> compressions(ApplicationContext context) {
			return context.getBean(WsRoutes.class)
				.endpoints()
				.stream()
				.map((endpoint) -> Endpoint.of(endpoint).extensions().get(0))
				.collect(Collectors.toSet());
		}

	}

	@Nested
	class Extensions {

		@Test
		void thatAreBeansAreThoseOfAllRoutes() {
			Extension first = new NamedExtension("x-first");
			Extension second = new NamedExtension("x-second");
			RouteSamples.runner()
				.withUserConfiguration(RouteSamples.BeanMethods.class)
				.withBean("second", Extension.class, () -> second, (definition) -> order(definition, 2))
				.withBean("first", Extension.class, () -> first, (definition) -> order(definition, 1))
				.run((context) -> {
					assertThat(options(context, "/handler").extensions()).containsExactly(first, second);
					assertThat(context.getBean(WsRoutes.class).endpoints())
						.allSatisfy((endpoint) -> assertThat(Endpoint.of(endpoint).extensions()).hasSize(3)
							.endsWith(first, second));
				});
		}

		private static void order(BeanDefinition definition, int order) {
			definition.setAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE, order);
		}

		private record NamedExtension(String name) implements Extension {

			@Override
			public int rsv() {
				return MessageCodec.RSV2;
			}

			@Override
			public List<ExtensionElement> offers() {
				return List.of();
			}

			@Override
			public Agreement accept(ExtensionElement offer) {
				throw new UnsupportedOperationException();
			}

			@Override
			public MessageCodec agree(ExtensionElement answer) {
				throw new UnsupportedOperationException();
			}

		}

	}

}
