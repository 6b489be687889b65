/**
 * The callback manner of handling, built on {@code WsHandler} and {@code WsConnection}
 * and nothing else: {@code CallbackHandler} calls what an acceptor set on a
 * {@code CallbackConnection}, whose {@code MessageStream} is the connection as a stream
 * and publishes {@code ReceivedMessages}.
 */
@NullMarked
package dev.wsboot.engine.internal.callback;

import org.jspecify.annotations.NullMarked;
