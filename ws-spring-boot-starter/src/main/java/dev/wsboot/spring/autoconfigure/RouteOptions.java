package dev.wsboot.spring.autoconfigure;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import dev.wsboot.engine.WsOptions;
import dev.wsboot.spring.WsRoute;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

/**
 * What one place says about the options of a route: the global properties, the annotation
 * or the route's properties. An option has one name in all of these and in
 * {@link WsOptions.Builder}, by which it is found, so that nothing has to list all of
 * them.
 *
 * @param values values by the names of the options; what is not said is not there
 * @param allowedOrigins origins that may connect, which are no matter of the engine's
 * options
 */
record RouteOptions(Map<String, Object> values, @Nullable List<String> allowedOrigins) {

	private static final Map<String, Option> OPTIONS = options();

	/** Those of the engine that a route may have, by their names. */
	private static Map<String, Option> options() {
		Map<String, Option> options = new TreeMap<>();
		for (Method setter : WsOptions.Builder.class.getMethods()) {
			Method property = ReflectionUtils.findMethod(WsProperties.Route.class, setter.getName());
			if (property != null && setter.getReturnType() == WsOptions.Builder.class) {
				options.put(setter.getName(), new Option(property.getReturnType(), setter));
			}
		}
		return options;
	}

	static RouteOptions of(WsProperties properties) {
		return new RouteOptions(read(properties), properties.allowedOrigins());
	}

	static RouteOptions of(WsProperties.Route properties) {
		return new RouteOptions(read(properties), properties.allowedOrigins());
	}

	private static Map<String, Object> read(Record properties) {
		Map<String, Object> values = new TreeMap<>();
		OPTIONS.keySet().forEach((name) -> {
			Object value = get(properties.getClass(), name, properties);
			if (value != null) {
				values.put(name, value);
			}
		});
		return values;
	}

	/**
	 * Reads the annotation of a bean.
	 * @param annotation the annotation
	 * @param place how to name an attribute's place in a message
	 * @param placeholders resolves them
	 */
	static RouteOptions of(WsRoute annotation, UnaryOperator<String> place, UnaryOperator<String> placeholders) {
		OptionValues attributes = new OptionValues(place);
		Map<String, Object> values = new TreeMap<>();
		OPTIONS.forEach((name, option) -> {
			Object said = said(get(WsRoute.class, name, annotation), placeholders);
			if (said != null) {
				values.put(name, (said instanceof String text) ? attributes.convert(name, text, option::parse) : said);
			}
		});
		return new RouteOptions(values, list(annotation.allowedOrigins(), placeholders));
	}

	private static @Nullable Object get(Class<?> type, String name, Object source) {
		Method getter = ReflectionUtils.findMethod(type, name);
		if (getter == null) {
			throw new IllegalStateException("the option '" + name + "' is missing in " + type);
		}
		return ReflectionUtils.invokeMethod(getter, source);
	}

	/** What an attribute says, or null if it has the value that stands for nothing. */
	private static @Nullable Object said(@Nullable Object attribute, UnaryOperator<String> placeholders) {
		if (attribute instanceof String text) {
			String resolved = placeholders.apply(text);
			return resolved.isEmpty() ? null : resolved;
		}
		if (attribute instanceof Integer number) {
			return (number != 0) ? number : null;
		}
		if (attribute instanceof String[] texts) {
			return list(texts, placeholders);
		}
		return (attribute != null && Array.getLength(attribute) > 0) ? Array.get(attribute, 0) : null;
	}

	private static @Nullable List<String> list(String[] texts, UnaryOperator<String> placeholders) {
		return (texts.length > 0) ? List.of(texts).stream().map(placeholders).toList() : null;
	}

	/**
	 * Overrides options by what is said here.
	 * @param options the options
	 * @param place how to name an option's place in a message
	 */
	void applyTo(WsOptions.Builder options, UnaryOperator<String> place) {
		OptionValues said = new OptionValues(place);
		OPTIONS
			.forEach((name, option) -> said.apply(name, this.values.get(name), (value) -> option.set(options, value)));
	}

	/**
	 * One option.
	 *
	 * @param type what properties have for it
	 * @param setter what the engine has for it
	 */
	private record Option(Class<?> type, Method setter) {

		Object parse(String text) {
			return (this.type == Duration.class) ? DurationStyle.detectAndParse(text, ChronoUnit.SECONDS)
					: DataSize.parse(text);
		}

		void set(WsOptions.Builder options, Object value) {
			ReflectionUtils.invokeMethod(this.setter, options,
					(value instanceof DataSize size) ? size.toBytes() : value);
		}

	}

	/** What is called by its name. */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			for (Class<?> type : List.of(WsOptions.Builder.class, WsProperties.class, WsProperties.Route.class,
					WsRoute.class)) {
				hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
			}
		}

	}

}
