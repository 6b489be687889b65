/**
 * The opening handshake (RFC 6455 section 4) of both sides, without I/O: {@code Headers}
 * are the fields of one message.
 */
@NullMarked
package dev.wsboot.engine.handshake;

import org.jspecify.annotations.NullMarked;
