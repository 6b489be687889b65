/**
 * The standalone server: {@code WsServer}, made by a {@code WsServerBuilder} of its
 * {@code WsServerSettings}, listens on a port and opens connections on its
 * {@code Routes}, each a {@code RoutePattern} and an endpoint. A {@code ServerExchange}
 * leads one accepted socket through its HTTP request, on which the {@code Verdict} is
 * passed; a {@code WsHandshakeHook} may look at it, and an {@code HttpHandler} may answer
 * a plain one with an {@code HttpAnswer}.
 */
@NullMarked
package dev.wsboot.engine.server;

import org.jspecify.annotations.NullMarked;
