/**
 * Protocol extensions (RFC 6455 section 9): {@code Extension} negotiates with
 * {@code ExtensionElement}s of {@code ExtensionParameter}s and makes the
 * {@code MessageCodec} of a connection.
 *
 * <p>
 * {@code PerMessageDeflate} is the built-in one (RFC 7692), set by
 * {@code PerMessageDeflateOptions}. {@code DeflateParameters} are what it negotiates;
 * {@code DeflateCodec} is its part of one connection, {@code SharedDeflate} what
 * connections of the same parameters share; a {@code LoanPool} lends what compresses and
 * decompresses for the time of a message.
 */
@NullMarked
package dev.wsboot.engine.extension;

import org.jspecify.annotations.NullMarked;
