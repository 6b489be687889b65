/**
 * The heads of HTTP/1.1 messages (RFC 9112), without I/O: {@code HttpHeadCollector} finds
 * the end of one in the bytes that arrive, {@code HttpRequestHead} and
 * {@code HttpResponseHead} read it by the rules in {@code HttpHead}, or throw
 * {@code HttpHeadException}.
 */
@NullMarked
package dev.wsboot.engine.internal.http;

import org.jspecify.annotations.NullMarked;
