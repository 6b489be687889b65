/**
 * What an application of the engine touches: it gives a {@code WsHandler} (or a
 * {@code WsAcceptor} that sets callbacks) and {@code WsOptions}, and gets a
 * {@code WsConnection} with the {@code WsRequest} that opened it; {@code WsClose} says
 * how it ended. A {@code WsMessage} is of either type, a {@code WsBroadcast} goes to many
 * connections. {@code Ws} makes a {@code WsUpgrade}, which says what becomes of a
 * handshake, wherever it comes from; a {@code WsSubprotocolChoice} chooses what it agrees
 * to speak. The packages below do the work.
 */
@NullMarked
package dev.wsboot.engine;

import org.jspecify.annotations.NullMarked;
