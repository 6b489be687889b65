package dev.wsboot.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;

import dev.wsboot.spring.WsRoutes;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;

import static dev.wsboot.spring.autoconfigure.RouteSamples.endpoint;
import static dev.wsboot.spring.autoconfigure.RouteSamples.options;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How routes are declared.
 */
class RouteDeclarationTests {

	@Test
	void byAnAnnotatedClassThatIsScanned() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Scanning.class)
			.run((context) -> assertThat(endpoint(context, "/chat").handler())
				.isSameAs(context.getBean(RouteSamples.Chat.class)));
	}

	@Test
	void byBeanMethodsOfHandlersAndAcceptors() {
		RouteSamples.runner().withUserConfiguration(RouteSamples.BeanMethods.class).run((context) -> {
			assertThat(endpoint(context, "/handler").handler()).isSameAs(context.getBean("handler"));
			assertThat(endpoint(context, "/acceptor").handler()).isNotNull();
			assertThat(context.getBean(WsRoutes.class).endpoints()).hasSize(2);
		});
	}

	@Test
	void byABeanMethodRatherThanByTheClassItReturns() {
		RouteSamples.runner().withUserConfiguration(RouteSamples.OtherPath.class).run((context) -> {
			assertThat(context.getBean(WsRoutes.class).endpoint("/chat")).isNull();
			assertThat(endpoint(context, "/talk").handler()).isInstanceOf(RouteSamples.Chat.class);
		});
	}

	@Test
	void atSeveralPathsWhichAreRoutesOfTheirOwn() {
		RouteSamples.runner().withUserConfiguration(RouteSamples.SeveralPaths.class).run((context) -> {
			assertThat(endpoint(context, "/a").handler()).isSameAs(endpoint(context, "/b").handler());
			assertThat(endpoint(context, "/a").ledger()).isNotSameAs(endpoint(context, "/b").ledger());
		});
	}

	@Test
	void withPlaceholders() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Placeholders.class)
			.withPropertyValues("chat.path=/rooms/{room}", "chat.limit=2KB")
			.run((context) -> assertThat(options(context, "/rooms/{room}").maxPayload()).isEqualTo(2048));
	}

	@Test
	void byPropertiesWithThePathInBrackets() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.routes[/chat/{room}].handler=plain", "ws.routes[/chat/{room}].max-payload=10")
			.run((context) -> assertThat(options(context, "/chat/{room}").maxPayload()).isEqualTo(10));
	}

	@Test
	void byPropertiesWithThePathAsItIs() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.routes./chat/{room}.handler=plain", "ws.routes./chat/{room}.maxPayload=10",
					"ws.routes./Other.handler=plain", "ws.routes./chat/{room}.subprotocols[0]=v1")
			.run((context) -> {
				assertThat(options(context, "/chat/{room}").maxPayload()).isEqualTo(10);
				assertThat(options(context, "/chat/{room}").subprotocols()).containsExactly("v1");
				assertThat(endpoint(context, "/Other").handler()).isSameAs(context.getBean("plain"));
			});
	}

	@Test
	void byPropertiesWithOnlyTheHandler() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.routes[/short]=plain", "ws.routes./shorter=plain")
			.run((context) -> {
				assertThat(endpoint(context, "/short").handler()).isSameAs(context.getBean("plain"));
				assertThat(endpoint(context, "/shorter").handler()).isSameAs(context.getBean("plain"));
			});
	}

	@Test
	void byPropertiesThatChooseAmongTwoBeansOfAPath() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.TwoOfOnePath.class)
			.withPropertyValues("ws.routes[/same].handler=second")
			.run((context) -> {
				assertThat(endpoint(context, "/same").handler()).isSameAs(context.getBean("second"));
				assertThat(options(context, "/same").maxPayload()).isEqualTo(2);
			});
	}

	@Test
	void withoutInstantiatingLazyAndScopedBeansTwice() {
		RouteSamples.runner().withUserConfiguration(RouteSamples.Scoped.class).run((context) -> {
			assertThat(endpoint(context, "/lazy").handler()).isSameAs(context.getBean("lazy"));
			assertThat(context.getBean(RouteSamples.Counter.class).prototypes).hasValue(1);
			assertThat(context.getBean(WsRoutes.class).endpoints()).hasSize(3);
		});
	}

	@Test
	void byAHandlerThatKnowsTheRoutes() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.KnowsRoutes.class)
			.run((context) -> assertThat(context.getBean(RouteSamples.KnowsRoutes.Handler.class).routes.endpoints())
				.hasSize(1));
	}

	@Test
	void inALazyApplication() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.BeanMethods.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(WsRoutes.class).endpoints()).hasSize(2));
	}

	@Test
	void byYamlOfEitherManner() {
		String yaml = """
				ws:
				  routes:
				    /chat/{room}:
				      handler: plain
				      max-payload: 1MB
				    "[/other.txt]": plain
				""";
		RouteSamples.runner().withUserConfiguration(RouteSamples.Plain.class).withInitializer((context) -> {
			try {
				new YamlPropertySourceLoader().load("test", new ByteArrayResource(yaml.getBytes()))
					.forEach(context.getEnvironment().getPropertySources()::addFirst);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}).run((context) -> {
			assertThat(options(context, "/chat/{room}").maxPayload()).isEqualTo(1024 * 1024);
			assertThat(endpoint(context, "/other.txt").handler()).isSameAs(context.getBean("plain"));
		});
	}

}
