/**
 * Protocol extensions (RFC 6455 section 9): {@code Extension} negotiates with
 * {@code ExtensionElement}s of {@code ExtensionParameter}s and makes the
 * {@code MessageCodec} of a connection, which writes what it makes of a message to a
 * {@code PayloadSink}; a {@code SharedEncoder} encodes a message once for many
 * connections. {@code PerMessageDeflateOptions} set the built-in extension (RFC 7692).
 */
@NullMarked
package dev.wsboot.engine.extension;

import org.jspecify.annotations.NullMarked;
