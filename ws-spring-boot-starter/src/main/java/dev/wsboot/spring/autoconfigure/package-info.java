/**
 * Auto-configurations, one for each concern. {@code WsAutoConfiguration} makes the engine
 * and the routes from {@code WsProperties} and the application's beans; the others build
 * on it and do without one another. {@code WsServletAutoConfiguration} gives the routes
 * their place in Spring MVC ({@code TomcatConfiguration} prepares Tomcat for it),
 * {@code WsServerAutoConfiguration} a port of their own;
 * {@code WsClientAutoConfiguration} makes clients, {@code WsMetricsAutoConfiguration} and
 * {@code WebSocketsEndpointAutoConfiguration} meters and the actuator endpoint.
 * {@code RouteCollector} finds the routes, {@code RoutePaths} and {@code RouteOptions}
 * read what is said about them, {@code StartupFailure} says what is wrong and what to do
 * ({@code NoUpgradesFailureAnalyzer} why there is no {@code WsUpgrades}).
 * {@code WsEngineLifecycle} closes the connections before the web server stops;
 * {@code WsServerLifecycle} runs what {@code ServerFactory} makes, the routes' own
 * server. {@code ClientFactory} makes the clients of {@code ws.client};
 * {@code ClientEndpointCollector} finds those that connect with the application.
 */
@NullMarked
package dev.wsboot.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
