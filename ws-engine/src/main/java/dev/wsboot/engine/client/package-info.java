/**
 * The client: {@code WsClient}, made by a {@code WsClientBuilder} of its
 * {@code WsClientSettings}, connects to a {@code WsTarget}, which names what one
 * connection asks for; {@code WsConnectFuture} is what the application holds meanwhile. A
 * {@code WsLink} outlives its connections: it reconnects as {@code WsReconnect} says,
 * after the delays of a {@code Backoff} or what {@code RetryAfter} reads in a refusal,
 * tells a {@code WsReconnectListener}, and passes messages through its
 * {@code KeptMessages}. An {@code Attempt} does the handshake of one connection, through
 * a {@code WsProxy} if there is one.
 */
@NullMarked
package dev.wsboot.engine.client;

import org.jspecify.annotations.NullMarked;
