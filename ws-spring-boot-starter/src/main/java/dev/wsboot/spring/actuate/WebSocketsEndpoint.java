package dev.wsboot.spring.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.connection.WsEndpoint;
import dev.wsboot.engine.protocol.CloseCode;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.WsRoutes.Route;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Actuator endpoint that shows the WebSocket routes with their effective options and
 * counts, and the open connections, and that closes a connection. The counts are those of
 * the routes' ledgers, which the meters show too. Thread-safe.
 *
 * <p>
 * Of a request nothing is shown but the peer's address and the name of the principal: no
 * header, query or path, any of which may hold a secret.
 */
@Endpoint(id = "websockets")
public class WebSocketsEndpoint {

	/** Connections in one answer unless asked for otherwise. */
	static final int DEFAULT_LIMIT = 100;

	/** Most connections in one answer. */
	static final int MAX_LIMIT = 1000;

	private final WsRoutes routes;

	/**
	 * Creates the endpoint.
	 * @param routes the routes
	 */
	public WebSocketsEndpoint(WsRoutes routes) {
		this.routes = routes;
	}

	/**
	 * Shows routes and open connections, those opened first coming first.
	 * @param route only this route, by its template
	 * @param offset how many connections to skip, 0 by default
	 * @param limit most connections to show, 100 by default, 0 to 1,000
	 * @return routes and connections, or null if there is no such route
	 * @throws InvalidEndpointRequestException if a number is out of range
	 */
	@ReadOperation
	public @Nullable WebSocketsDescriptor webSockets(@Nullable String route, @Nullable Integer offset,
			@Nullable Integer limit) {
		int from = inRange("offset", offset, 0, Integer.MAX_VALUE);
		int most = inRange("limit", limit, DEFAULT_LIMIT, MAX_LIMIT);
		Map<String, RouteDescriptor> shown = new LinkedHashMap<>();
		List<Open> open = new ArrayList<>();
		for (Route each : this.routes.all()) {
			if (route == null || route.equals(each.path())) {
				shown.put(each.path(), RouteDescriptor.of(each));
				WsEndpoint endpoint = each.endpoint();
				endpoint.connections().forEach((connection) -> open.add(new Open(endpoint, connection)));
			}
		}
		if (route != null && shown.isEmpty()) {
			return null;
		}
		open.sort(Comparator.comparing(Open::since).thenComparing((each) -> each.connection().id()));
		List<ConnectionDescriptor> page = open.stream()
			.skip(from)
			.limit(most)
			.map((each) -> ConnectionDescriptor.of(each.route(), each.connection()))
			.toList();
		return new WebSocketsDescriptor(shown, new ConnectionsDescriptor(open.size(), from, page));
	}

	private static int inRange(String parameter, @Nullable Integer value, int defaultValue, int most) {
		if (value == null) {
			return defaultValue;
		}
		if (value < 0 || value > most) {
			String message = "'" + parameter + "' must be 0 to " + most + ", not " + value;
			throw new InvalidEndpointRequestException(message, message);
		}
		return value;
	}

	/**
	 * Shows one connection.
	 * @param id its id
	 * @return the connection, or null if none with the id is open
	 */
	@ReadOperation
	public @Nullable ConnectionDescriptor connection(@Selector String id) {
		Open found = find(id);
		return (found != null) ? ConnectionDescriptor.of(found.route(), found.connection()) : null;
	}

	/**
	 * Starts closing one connection.
	 * @param id its id
	 * @param code close code, 1001 by default
	 * @param reason text for the peer, at most 123 bytes of UTF-8, empty by default
	 * @return false if none with the id is open
	 * @throws InvalidEndpointRequestException if the code must not be sent or the reason
	 * is too long
	 */
	@DeleteOperation
	public boolean close(@Selector String id, @Nullable Integer code, @Nullable String reason) {
		Open found = find(id);
		if (found == null) {
			return false;
		}
		try {
			found.connection().close((code != null) ? code : CloseCode.GOING_AWAY, (reason != null) ? reason : "");
			return true;
		}
		catch (IllegalArgumentException ex) {
			String message = String.valueOf(ex.getMessage());
			throw new InvalidEndpointRequestException(message, message, ex);
		}
	}

	private @Nullable Open find(String id) {
		for (WsEndpoint route : this.routes.endpoints()) {
			for (WsConnection connection : route.connections()) {
				if (connection.id().equals(id)) {
					return new Open(route, connection);
				}
			}
		}
		return null;
	}

	private record Open(WsEndpoint route, WsConnection connection) {

		Instant since() {
			return this.connection.openedAt();
		}

	}

	/**
	 * Routes and connections.
	 *
	 * @param routes the routes by their templates
	 * @param connections open connections
	 */
	public record WebSocketsDescriptor(Map<String, RouteDescriptor> routes,
			ConnectionsDescriptor connections) implements OperationResponseBody {

	}

	/**
	 * Some of the open connections.
	 *
	 * @param total how many are open
	 * @param offset how many of them stand before the page
	 * @param page those shown
	 */
	public record ConnectionsDescriptor(int total, int offset, List<ConnectionDescriptor> page) {

	}

}
