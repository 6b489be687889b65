package dev.wsboot.spring.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.wsboot.engine.WsOptions;
import dev.wsboot.spring.WsRoute;
import dev.wsboot.spring.actuate.RouteDescriptor.OptionsDescriptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.ImportRuntimeHints;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every option of a route stands wherever options stand, which is in five places:
 * {@link WsOptions}, {@link WsRoute}, {@link WsProperties}, {@link WsProperties.Route}
 * and {@link OptionsDescriptor}. One that was forgotten there fails here.
 */
class OptionPlacesTests {

	/** What is said by beans, or under a prefix of its own. */
	private static final Set<String> ELSEWHERE = Set.of("compression", "extensions", "subprotocolChoice");

	static Stream<Method> options() {
		return Arrays.stream(WsOptions.Builder.class.getMethods())
			.filter((method) -> method.getReturnType() == WsOptions.Builder.class
					&& !ELSEWHERE.contains(method.getName()));
	}

	private static Object sample(Method setter) {
		Class<?> type = setter.getParameterTypes()[0];
		if (type == boolean.class) {
			return false;
		}
		if (type == int.class) {
			return 7;
		}
		if (type == long.class) {
			return 7L;
		}
		if (type == Duration.class) {
			return Duration.ofSeconds(7);
		}
		if (type == List.class) {
			return List.of("seven");
		}
		Object[] constants = type.getEnumConstants();
		return constants[constants.length - 1];
	}

	private static String text(Object sample) {
		return (sample instanceof Duration time) ? time.toSeconds() + "s" : (sample instanceof List<?> list)
				? list.get(0).toString() : sample.toString().toLowerCase(Locale.ROOT);
	}

	private static Object read(Method setter, WsOptions options) throws ReflectiveOperationException {
		return WsOptions.class.getMethod(setter.getName()).invoke(options);
	}

	@ParameterizedTest
	@MethodSource("options")
	void isKeptAndCompared(Method setter) throws ReflectiveOperationException {
		WsOptions.Builder builder = WsOptions.builder();
		setter.invoke(builder, sample(setter));
		WsOptions options = builder.build();
		assertThat(read(setter, options).toString()).isEqualTo(sample(setter).toString());
		assertThat(options).isNotEqualTo(WsOptions.DEFAULTS).isEqualTo(options.toBuilder().build());
	}

	@ParameterizedTest
	@MethodSource("options")
	void isAnAttributeOfTheAnnotation(Method setter) {
		assertThat(WsRoute.class.getDeclaredMethods()).extracting(Method::getName).contains(setter.getName());
	}

	@ParameterizedTest
	@MethodSource("options")
	void isShownByTheActuator(Method setter) {
		assertThat(components(OptionsDescriptor.class)).contains(setter.getName());
	}

	@ParameterizedTest
	@MethodSource("options")
	void isAPropertyOfAllRoutesAndOfOne(Method setter) throws ReflectiveOperationException {
		String value = text(sample(setter));
		WsProperties properties = new Binder(new MapConfigurationPropertySource(
				Map.of("ws." + setter.getName(), value, "ws.routes[/x]." + setter.getName(), value)))
			.bind("ws", WsProperties.class)
			.get();
		for (RouteOptions options : List.of(RouteOptions.of(properties),
				RouteOptions.of(properties.routes().get("/x")))) {
			WsOptions.Builder applied = WsOptions.builder();
			options.applyTo(applied, (option) -> option);
			assertThat(read(setter, applied.build()).toString()).isEqualTo(sample(setter).toString());
		}
	}

	/** By their names, which a native image would not keep otherwise. */
	@ParameterizedTest
	@MethodSource("options")
	void isCalledInANativeImage(Method setter) throws ReflectiveOperationException {
		assertThat(WsAutoConfiguration.class.getAnnotation(ImportRuntimeHints.class).value())
			.containsExactly(RouteOptions.Hints.class);
		RuntimeHints hints = new RuntimeHints();
		new RouteOptions.Hints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(setter)).accepts(hints);
		for (Class<?> place : List.of(WsProperties.class, WsProperties.Route.class, WsRoute.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(place.getMethod(setter.getName())))
				.accepts(hints);
		}
	}

	private static Set<String> components(Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).collect(Collectors.toSet());
	}

}
