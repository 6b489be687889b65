/**
 * permessage-deflate: {@code PerMessageDeflate} is the extension (RFC 7692),
 * {@code DeflateParameters} are what it negotiates, {@code DeflateCodec} is its part of
 * one connection, {@code SharedDeflate} what connections of the same parameters share.
 *
 * <p>
 * Compression of messages by themselves (RFC 1951, as RFC 7692 section 7.2 uses it):
 * {@code MessageDeflater} compresses and {@code MessageInflater} decompresses a message,
 * referring to the earlier ones that a {@code SlidingWindow} holds.
 *
 * <p>
 * The compressor is the engine's own: {@code MatchFinder} turns bytes into the tokens of
 * a {@code TokenBlock}, as hard as {@code Effort} says; {@code BlockWriter} writes them
 * in a {@code HuffmanCode} made for them, which {@code CodeLengths} describes to the
 * reader. {@code Symbols} are the format's tables.
 */
@NullMarked
package dev.wsboot.engine.internal.deflate;

import org.jspecify.annotations.NullMarked;
