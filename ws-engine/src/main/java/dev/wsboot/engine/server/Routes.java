package dev.wsboot.engine.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.internal.connection.Endpoint;
import org.jspecify.annotations.Nullable;

/** The routes of a server by their paths. Immutable. */
final class Routes {

	private final TreeMap<RoutePattern, Route> routes = new TreeMap<>();

	private final List<Endpoint> endpoints;

	/**
	 * Throws {@link IllegalArgumentException} if a path is no pattern, or two match the
	 * same.
	 */
	Routes(Collection<Route> routes) {
		for (Route route : routes) {
			String path = route.endpoint().name();
			Route other = this.routes.put(new RoutePattern(path), route);
			if (other != null) {
				throw new IllegalArgumentException(
						"routes '" + other.endpoint().name() + "' and '" + path + "' match the same paths");
			}
		}
		this.endpoints = this.routes.values().stream().map(Route::endpoint).toList();
	}

	/**
	 * The route with the most special pattern for an encoded path, or null; throws
	 * {@link IllegalArgumentException} if the path is badly encoded.
	 */
	@Nullable Match match(String path) {
		List<String> segments = RoutePattern.segments(path);
		for (Map.Entry<RoutePattern, Route> route : this.routes.entrySet()) {
			Map<String, String> variables = route.getKey().match(segments);
			if (variables != null) {
				return new Match(route.getValue(), variables);
			}
		}
		return null;
	}

	Collection<Endpoint> endpoints() {
		return this.endpoints;
	}

	/** An endpoint named by its path; {@code origins} is null for those of the server. */
	record Route(Endpoint endpoint, @Nullable OriginPolicy origins) {

	}

	record Match(Route route, Map<String, String> variables) {

	}

}
