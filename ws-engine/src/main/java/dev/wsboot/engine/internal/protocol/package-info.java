/**
 * RFC 6455 as bytes in, events and bytes out; no I/O, no threads, no clock.
 * {@code WsProtocol} joins the halves: {@code FrameDecoder} finds frames,
 * {@code MessageAssembler} makes messages of them; {@code Outbound} takes messages in
 * order and {@code FrameEncoder} writes their frames, with an {@code AsciiEncoder} for
 * text; while a {@code FragmentedMessage} goes out, others wait. {@code MessageCodec} is
 * where a negotiated extension comes in; {@code EncodedPayload} collects what it makes of
 * a message.
 */
@NullMarked
package dev.wsboot.engine.internal.protocol;

import org.jspecify.annotations.NullMarked;
