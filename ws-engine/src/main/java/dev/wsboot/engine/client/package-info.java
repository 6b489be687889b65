/**
 * The client: {@code WsClient}, made by {@code WsClientBuilder}, connects to a
 * {@code WsTarget}, which names what one connection asks for. An {@code Attempt} leads
 * the connection there with the {@code WsClientSettings}; {@code HttpCall} is its request
 * and the answer, {@code WsConnectFuture} what the application holds meanwhile.
 */
@NullMarked
package dev.wsboot.engine.client;

import org.jspecify.annotations.NullMarked;
