/**
 * The opening handshake (RFC 6455 section 4) of both sides, without I/O.
 * {@code ServerHandshake} judges a request and makes the answer, or says by which
 * {@code Refusal} it comes to nothing; {@code ClientHandshake} goes the other way round.
 * They share {@code SecWebSocketKey} and {@code ExtensionHeader}.
 */
@NullMarked
package dev.wsboot.engine.internal.handshake;

import org.jspecify.annotations.NullMarked;
