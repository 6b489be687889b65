package dev.wsboot.spring.autoconfigure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

import dev.wsboot.spring.autoconfigure.WsProperties.Route;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The keys of {@code ws.routes}. Spring Boot keeps a path whole only in brackets
 * ({@code "[/chat/{room}]"}) and drops its slashes and braces otherwise; here they are
 * found again, so that {@code /chat/{room}} can be written as well.
 */
final class RoutePaths {

	private static final String PREFIX = "ws.routes.";

	private RoutePaths() {
	}

	/**
	 * The routes by their paths.
	 * @param bound the routes by their keys as Spring Boot has bound them
	 * @param environment where they came from
	 * @return the routes in the same order
	 */
	static Map<String, Route> restore(Map<String, Route> bound, ConfigurableEnvironment environment) {
		if (bound.isEmpty()) {
			return bound;
		}
		Map<String, TreeSet<String>> written = written(environment);
		Map<String, Route> routes = new LinkedHashMap<>();
		bound.forEach((key, route) -> {
			String path = key.startsWith("/") ? key : path(key, written.getOrDefault(key, new TreeSet<>()));
			if (routes.putIfAbsent(path, route) != null) {
				throw StartupFailure.pathWithoutBrackets(key, path + " is there with brackets as well");
			}
		});
		return routes;
	}

	private static String path(String key, TreeSet<String> written) {
		return switch (written.size()) {
			case 0 -> throw StartupFailure.pathWithoutBrackets(key, "it does not start with '/'.");
			case 1 -> written.first();
			default -> throw StartupFailure.pathWithoutBrackets(key, "it may be " + String.join(" or ", written) + ".");
		};
	}

	/**
	 * The paths that were written without brackets, by the keys that were made of them.
	 */
	private static Map<String, TreeSet<String>> written(ConfigurableEnvironment environment) {
		Map<String, TreeSet<String>> written = new HashMap<>();
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					if (name.startsWith(PREFIX + "/")) {
						String path = name.substring(PREFIX.length()).split("[.\\[]", 2)[0];
						written.computeIfAbsent(key(path), (key) -> new TreeSet<>()).add(path);
					}
				}
			}
		}
		return written;
	}

	private static String key(String path) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt("route." + path, '.');
		return (name.getNumberOfElements() == 2) ? name.getElement(1, Form.ORIGINAL) : "";
	}

}
