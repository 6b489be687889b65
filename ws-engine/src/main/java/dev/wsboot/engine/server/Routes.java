package dev.wsboot.engine.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.wsboot.engine.connection.WsEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a server by their paths. Immutable.
 */
final class Routes {

	private final TreeMap<RoutePattern, WsEndpoint> endpoints = new TreeMap<>();

	/**
	 * Creates the table.
	 * @param endpoints endpoints that are named by their paths
	 * @throws IllegalArgumentException if a path is no pattern, or two match the same
	 */
	Routes(Collection<WsEndpoint> endpoints) {
		for (WsEndpoint endpoint : endpoints) {
			WsEndpoint other = this.endpoints.put(new RoutePattern(endpoint.name()), endpoint);
			if (other != null) {
				throw new IllegalArgumentException(
						"routes '" + other.name() + "' and '" + endpoint.name() + "' match the same paths");
			}
		}
	}

	/**
	 * Finds the endpoint of a path, that with the most special pattern.
	 * @param path the path, encoded
	 * @return null if there is none
	 * @throws IllegalArgumentException if the path is badly encoded
	 */
	@Nullable Match match(String path) {
		List<String> segments = RoutePattern.segments(path);
		for (Map.Entry<RoutePattern, WsEndpoint> route : this.endpoints.entrySet()) {
			Map<String, String> variables = route.getKey().match(segments);
			if (variables != null) {
				return new Match(route.getValue(), variables);
			}
		}
		return null;
	}

	Collection<WsEndpoint> endpoints() {
		return this.endpoints.values();
	}

	/**
	 * A route that was found.
	 *
	 * @param endpoint its endpoint
	 * @param variables what the path's variables stand for
	 */
	record Match(WsEndpoint endpoint, Map<String, String> variables) {

	}

}
