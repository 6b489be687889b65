/**
 * Byte buffers that are borrowed while there is something in them: {@code BufferPool}
 * lends a {@code Segment}, {@code SegmentQueue} chains segments that wait to be written.
 */
@NullMarked
package dev.wsboot.engine.buffer;

import org.jspecify.annotations.NullMarked;
