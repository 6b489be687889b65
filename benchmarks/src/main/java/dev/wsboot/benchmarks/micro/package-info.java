/**
 * The engine's pieces alone, measured with JMH: {@code DecodeBenchmark} from bytes to
 * messages, {@code EncodeBenchmark} from messages to bytes, {@code EchoBenchmark} a whole
 * connection without a socket. {@code ClientFrames} are the bytes that they are fed.
 */
@NullMarked
package dev.wsboot.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
