/**
 * Auto-configuration. {@code WsAutoConfiguration} makes the engine, the routes and their
 * place in Spring MVC from {@code WsProperties} and the application's beans;
 * {@code RouteCollector} finds the routes, {@code RoutePaths} and {@code RouteOptions}
 * read what is said about them, {@code StartupFailure} says what is wrong and what to do
 * ({@code NoUpgradesFailureAnalyzer} why there is no {@code WsUpgrades}).
 * {@code WsEngineLifecycle} closes the connections before the server stops;
 * {@code WsServerLifecycle} runs what {@code ServerFactory} makes, the routes' own server
 * where they have a port of their own. {@code ClientFactory} makes the clients of
 * {@code ws.client}; {@code ClientEndpointCollector} finds those that connect with the
 * application. {@code WsMetricsAutoConfiguration} and
 * {@code WebSocketsEndpointAutoConfiguration} add meters and the actuator endpoint where
 * the application has Micrometer and Actuator.
 */
@NullMarked
package dev.wsboot.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
