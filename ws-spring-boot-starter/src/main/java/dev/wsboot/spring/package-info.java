/**
 * What a Spring Boot application imports to serve WebSocket routes or to be a client:
 * {@code @WsRoute} declares one, {@code WsRoutes} knows all of them, whose endpoints are
 * made by the {@code WsEndpointFactory}; a {@code WsOptionsCustomizer} changes their
 * options in code, and a {@code WsServerCustomizer} the server that they have where they
 * are served on a port of their own. {@code WsClients} opens connections of configured
 * clients, which a {@code WsClientCustomizer} changes in code; those of beans with
 * {@code @WsClientEndpoint} are opened with the application, and
 * {@code WsClientEndpoints} knows them, each a {@code ClientEndpointLink} with a
 * {@code LinkLog}. Handlers implement {@code WsHandler} of the engine.
 */
@NullMarked
package dev.wsboot.spring;

import org.jspecify.annotations.NullMarked;
