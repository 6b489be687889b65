/**
 * What is borrowed, so that a connection at rest holds none of it: {@code BufferPool}
 * lends a {@code Segment} of bytes, {@code SegmentQueue} chains segments that wait to be
 * written, {@code LoanPool} lends anything else. A {@code MemoryBudget} bounds what is
 * held all the same. A {@code ByteSource} is what a socket's writer takes bytes from, an
 * {@code ArraySource} one of arrays.
 */
@NullMarked
package dev.wsboot.engine.internal.buffer;

import org.jspecify.annotations.NullMarked;
