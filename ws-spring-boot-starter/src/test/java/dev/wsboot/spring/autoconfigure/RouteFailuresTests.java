package dev.wsboot.spring.autoconfigure;

import dev.wsboot.spring.WsRoute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is said when a route is declared wrongly.
 */
class RouteFailuresTests {

	@Test
	void nameTheBeansOfADuplicatePath() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.TwoOfOnePath.class)
			.run((context) -> StartupFailures.of(context)
				.describes("'/same'", "'first', 'second'")
				.advises("ws.routes[/same].handler"));
	}

	@Test
	void nameBothOfTwoPathsThatMatchTheSame() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.SamePattern.class)
			.run((context) -> StartupFailures.of(context).describes("'/chat/{room}'", "'/chat/{id}'"));
	}

	@Test
	void nameTheUnknownBean() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.routes[/chat].handler=plane")
			.run((context) -> StartupFailures.of(context)
				.describes("'ws.routes[/chat].handler' is 'plane'")
				.advises("'plain'"));
	}

	@Test
	void nameTheBeanOfTheWrongType() {
		RouteSamples.runner()
			.withBean("text", String.class, () -> "no handler")
			.withPropertyValues("ws.routes[/chat].handler=text")
			.run((context) -> StartupFailures.of(context)
				.describes("'text'", "'/chat'", "java.lang.String")
				.advises("dev.wsboot.engine.WsHandler"));
	}

	@Test
	void nameTheAnnotatedBeanOfTheWrongType() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.NoHandler.class)
			.run((context) -> StartupFailures.of(context).describes("'noHandlerBean'", "'/none'"));
	}

	@Test
	void sayThatARouteHasNoHandler() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.routes[/chat].max-payload=1")
			.run((context) -> StartupFailures.of(context)
				.describes("'ws.routes[/chat]' names no handler")
				.advises("ws.routes[/chat].handler", "'plain'"));
	}

	@Test
	void sayThatAnAnnotationHasNoPath() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.NoPath.class)
			.run((context) -> StartupFailures.of(context).describes("'noPathBean' has no path"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/chat/{room", "/a/{*rest}/b", "/{a}/{a}", "no-slash" })
	void nameAnInvalidPattern(String path) {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Placeholders.class)
			.withPropertyValues("chat.path=" + path, "chat.limit=1")
			.run((context) -> StartupFailures.of(context)
				.describes("'" + path + "'", "@WsRoute of bean 'placeholdersBean'")
				.advises("PathPattern"));
	}

	@Test
	void nameAnInvalidPatternOfTheProperties() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.routes[/chat/{room].handler=plain")
			.run((context) -> StartupFailures.of(context).describes("'/chat/{room'", "'ws.routes'"));
	}

	@Test
	void sayThatAKeyIsNoPath() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.routes.chat.handler=plain")
			.run((context) -> StartupFailures.of(context)
				.describes("'ws.routes.chat' is no path")
				.advises("[/chat/{room}]"));
	}

	@Test
	void sayThatPathsCannotBeToldApart() {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.routes./a/b.handler=plain", "ws.routes./ab.handler=plain")
			.run((context) -> StartupFailures.of(context).describes("it may be /a/b or /ab").advises("brackets"));
	}

	@ParameterizedTest
	@CsvSource({ "ws.max-payload=0,ws.max-payload", "ws.max-payload=3GB,ws.max-payload",
			"ws.max-fragments=0,ws.max-fragments", "ws.ping-timeout=0s,ws.ping-timeout",
			"ws.idle-timeout=-1s,ws.idle-timeout", "ws.subprotocols=a b,ws.subprotocols",
			"ws.allowed-origins=app.example,ws.allowed-origins",
			"ws.routes[/handler].max-payload=0,ws.routes[/handler].max-payload",
			"ws.routes[/handler].close-timeout=0,ws.routes[/handler].close-timeout",
			"ws.routes[/handler].allowed-origins=x y,ws.routes[/handler].allowed-origins" })
	void nameThePropertyThatIsOutOfRange(String property, String named) {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.BeanMethods.class)
			.withPropertyValues(property)
			.run((context) -> StartupFailures.of(context)
				.describes("'" + named + "' has the value")
				.advises("'" + named + "'"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "many", "0", "-5" })
	void nameTheAttributeThatIsInvalid(String limit) {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Placeholders.class)
			.withPropertyValues("chat.path=/chat", "chat.limit=" + limit)
			.run((context) -> StartupFailures.of(context)
				.describes("'@WsRoute(maxPayload) of bean placeholdersBean' has the value"));
	}

	@ParameterizedTest
	@CsvSource({ "level,10", "threshold,-1B", "server-max-window-bits,7", "client-max-window-bits,16",
			"memory-budget,-1B" })
	void nameTheCompressionPropertyOutOfRange(String option, String value) {
		RouteSamples.runner()
			.withUserConfiguration(RouteSamples.Plain.class)
			.withPropertyValues("ws.compression." + option + "=" + value)
			.run((context) -> StartupFailures.of(context).describes("'ws.compression." + option + "' has the value"));
	}

}
