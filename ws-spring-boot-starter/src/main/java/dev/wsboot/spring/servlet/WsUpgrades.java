package dev.wsboot.spring.servlet;

import java.util.List;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsUpgrade;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.spring.WsEndpointFactory;
import dev.wsboot.spring.WsRoutes;

import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Makes handlers of {@link WsUpgrade upgrades}, for requests that the application routes
 * itself: by functions of Spring MVC, or in a servlet. A bean of applications that have a
 * web server, which serves these handlers even if the routes have a port of their own.
 * Thread-safe.
 *
 * <p>
 * Each has a name, under which it is counted and shown as routes are under their paths.
 */
public final class WsUpgrades {

	private final SocketUpgrades upgrades;

	private final WsRoutes routes;

	private final Engine engine;

	private final WsEndpointFactory endpoints;

	private final List<String> allowedOrigins;

	/**
	 * Creates the maker of handlers.
	 * @param upgrades how sockets are taken over
	 * @param routes told of every handler
	 * @param engine opens the connections
	 * @param endpoints makes the handlers' endpoints
	 * @param allowedOrigins additional origins that may connect
	 */
	public WsUpgrades(SocketUpgrades upgrades, WsRoutes routes, WsEngine engine, WsEndpointFactory endpoints,
			List<String> allowedOrigins) {
		this.upgrades = upgrades;
		this.routes = routes;
		this.engine = Engine.of(engine);
		this.endpoints = endpoints;
		this.allowedOrigins = List.copyOf(allowedOrigins);
	}

	/**
	 * For functional routing; variables of the request's path are those of the
	 * connection's.
	 * @param name names the handler in meters, logs and the actuator endpoint
	 * @param upgrade what becomes of a handshake
	 * @return a function that opens a connection, or answers why not
	 */
	public HandlerFunction<ServerResponse> function(String name, WsUpgrade upgrade) {
		HttpRequestHandler handler = handler(name, upgrade);
		return (request) -> {
			request.servletRequest()
				.setAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, request.pathVariables());
			return new UpgradeResponse(handler);
		};
	}

	/**
	 * For a servlet that is served by the application's web server.
	 * @param name names the handler in meters, logs and the actuator endpoint
	 * @param upgrade what becomes of a handshake
	 * @return a handler that opens a connection, or answers why not
	 */
	public HttpRequestHandler handler(String name, WsUpgrade upgrade) {
		WsRoutes.Route route = new WsRoutes.Route(this.endpoints.create(name, upgrade.handler(), upgrade.options()),
				this.allowedOrigins, name);
		this.routes.add(route);
		return new RouteHandler(route, this.engine, this.upgrades);
	}

}
