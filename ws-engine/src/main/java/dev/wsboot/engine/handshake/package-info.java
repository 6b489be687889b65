/**
 * The opening handshake (RFC 6455 section 4) of both sides, without I/O: {@code Headers}
 * are the fields of one message; {@code ServerHandshake} judges a request and makes the
 * answer, with {@code SecWebSocketKey} and {@code ExtensionHeader}; {@code OriginPolicy}
 * knows which {@code Origin}s may connect.
 */
@NullMarked
package dev.wsboot.engine.handshake;

import org.jspecify.annotations.NullMarked;
