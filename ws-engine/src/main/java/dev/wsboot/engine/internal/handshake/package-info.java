/**
 * The opening handshake (RFC 6455 section 4) of both sides, without I/O.
 * {@code ServerHandshake} judges a request and makes the answer, {@code ClientHandshake}
 * the other way round; they share {@code SecWebSocketKey} and {@code ExtensionHeader}.
 */
@NullMarked
package dev.wsboot.engine.internal.handshake;

import org.jspecify.annotations.NullMarked;
