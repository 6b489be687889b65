/**
 * The opening handshake (RFC 6455 section 4) of both sides, without I/O.
 * {@code ServerHandshake} judges a request and makes the answer, {@code ClientHandshake}
 * the other way round; they share {@code SecWebSocketKey} and {@code ExtensionHeader}.
 * Where no servlet container does it, {@code HttpHeadCollector} finds the end of a head
 * in the bytes that arrive, and {@code HttpRequestHead} and {@code HttpResponseHead} read
 * it by the rules in {@code HttpHead}, or throw {@code HttpHeadException}.
 */
@NullMarked
package dev.wsboot.engine.internal.handshake;

import org.jspecify.annotations.NullMarked;
