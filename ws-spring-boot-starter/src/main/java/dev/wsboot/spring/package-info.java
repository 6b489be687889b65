/**
 * What a Spring Boot application imports to serve WebSocket routes: {@code @WsRoute}
 * declares one, {@code WsRoutes} knows all of them, and a {@code WsOptionsCustomizer}
 * changes their options in code. Handlers implement {@code WsHandler} or
 * {@code WsAcceptor} of the engine.
 */
@NullMarked
package dev.wsboot.spring;

import org.jspecify.annotations.NullMarked;
