/**
 * Protocol extensions (RFC 6455 section 9): {@code Extension} negotiates with
 * {@code ExtensionElement}s of {@code ExtensionParameter}s and makes the
 * {@code MessageCodec} of a connection.
 */
@NullMarked
package dev.wsboot.engine.extension;

import org.jspecify.annotations.NullMarked;
