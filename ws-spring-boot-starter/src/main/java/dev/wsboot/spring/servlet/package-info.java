/**
 * The opening handshake inside the servlet container, and how the socket is taken over
 * after it. {@code WsHandlerMapping} finds the route of a request, {@code RouteHandler}
 * answers the handshake as the engine judges it and leaves an {@code AnsweredHandshake}
 * to a {@code SocketUpgrade} of the {@code SocketUpgrades} there are:
 * {@code TomcatTakeover} hands Tomcat's socket to the engine
 * ({@code TomcatUpgradeHandler}, {@code TakenSocket}, {@code TomcatTlsSocket}) and gives
 * Tomcat's buffers for it back ({@code TomcatProtocol}, {@code ReturnableBuffers},
 * {@code TomcatTlsChannel}), {@code JettyTakeover} does it with Jetty's
 * ({@code JettyConnection}, {@code JettyTlsSocket}). The {@code UpgradeFilter} has it
 * done when all filters are through with the request. {@code WsUpgrades} makes handlers
 * for requests that the application routes itself; {@code UpgradeResponse} is what they
 * answer to Spring MVC's functions.
 */
@NullMarked
package dev.wsboot.spring.servlet;

import org.jspecify.annotations.NullMarked;
