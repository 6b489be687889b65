package dev.wsboot.spring.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.spring.WsClients;
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
 * Actuator endpoint that shows the WebSocket routes and clients with their effective
 * options and counts, and the open connections, and that closes a connection. The counts
 * are those of their ledgers, which the meters show too. Thread-safe.
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

	private final @Nullable WsClients clients;

	/**
	 * Creates the endpoint.
	 * @param routes the routes
	 * @param clients the clients, or null if there are none
	 */
	public WebSocketsEndpoint(WsRoutes routes, @Nullable WsClients clients) {
		this.routes = routes;
		this.clients = clients;
	}

	/**
	 * Shows routes, clients and open connections, those opened first coming first.
	 * @param route only this route, by its template
	 * @param client only this client, by its name; with a route, both
	 * @param offset how many connections to skip, 0 by default
	 * @param limit most connections to show, 100 by default, 0 to 1,000
	 * @return routes, clients and connections, or null if there is none that was asked
	 * for
	 * @throws InvalidEndpointRequestException if a number is out of range
	 */
	@ReadOperation
	public @Nullable WebSocketsDescriptor webSockets(@Nullable String route, @Nullable String client,
			@Nullable Integer offset, @Nullable Integer limit) {
		int from = inRange("offset", offset, 0, Integer.MAX_VALUE);
		int most = inRange("limit", limit, DEFAULT_LIMIT, MAX_LIMIT);
		boolean all = route == null && client == null;
		Map<String, RouteDescriptor> shownRoutes = new LinkedHashMap<>();
		Map<String, ClientDescriptor> shownClients = new LinkedHashMap<>();
		List<Open> open = new ArrayList<>();
		for (Route each : this.routes.all()) {
			if (all || each.path().equals(route)) {
				shownRoutes.put(each.path(), RouteDescriptor.of(each));
				ofRoute(each.endpoint()).forEach(open::add);
			}
		}
		clients().forEach((name, each) -> {
			if (all || name.equals(client)) {
				shownClients.put(name, ClientDescriptor.of(each));
				ofClient(name, each).forEach(open::add);
			}
		});
		if ((route != null && shownRoutes.isEmpty()) || (client != null && shownClients.isEmpty())) {
			return null;
		}
		open.sort(Comparator.comparing(Open::since).thenComparing((each) -> each.connection().id()));
		List<ConnectionDescriptor> page = open.stream().skip(from).limit(most).map(Open::describe).toList();
		return new WebSocketsDescriptor(shownRoutes, shownClients, new ConnectionsDescriptor(open.size(), from, page));
	}

	private Map<String, WsClients.Configured> clients() {
		return (this.clients != null) ? this.clients.configured() : Map.of();
	}

	private static Stream<Open> ofRoute(WsEndpoint route) {
		return route.connections()
			.stream()
			.map((connection) -> new Open(connection, (found) -> ConnectionDescriptor.ofRoute(route.name(), found)));
	}

	private static Stream<Open> ofClient(String name, WsClients.Configured client) {
		return client.client()
			.connections()
			.stream()
			.map((connection) -> new Open(connection, (found) -> ConnectionDescriptor.ofClient(name, found)));
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
		return (found != null) ? found.describe() : null;
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
		Stream<Open> ofRoutes = this.routes.endpoints().stream().flatMap(WebSocketsEndpoint::ofRoute);
		Stream<Open> ofClients = clients().entrySet()
			.stream()
			.flatMap((client) -> ofClient(client.getKey(), client.getValue()));
		return Stream.concat(ofRoutes, ofClients)
			.filter((each) -> each.connection().id().equals(id))
			.findFirst()
			.orElse(null);
	}

	private record Open(WsConnection connection, Function<WsConnection, ConnectionDescriptor> descriptor) {

		ConnectionDescriptor describe() {
			return this.descriptor.apply(this.connection);
		}

		Instant since() {
			return this.connection.openedAt();
		}

	}

	/**
	 * Routes, clients and connections.
	 *
	 * @param routes the routes by their templates
	 * @param clients the clients by their names
	 * @param connections open connections
	 */
	public record WebSocketsDescriptor(Map<String, RouteDescriptor> routes, Map<String, ClientDescriptor> clients,
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
