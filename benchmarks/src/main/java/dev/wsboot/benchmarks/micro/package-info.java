/**
 * The engine's pieces alone, measured with JMH: {@code DecodeBenchmark} from bytes to
 * messages, {@code EncodeBenchmark} from messages to bytes, {@code EchoBenchmark} a whole
 * connection without a socket, {@code BroadcastBenchmark} a hundred of them,
 * {@code DeflateBenchmark} compression alone. {@code ClientFrames} and {@code Texts} are
 * what they are fed; {@code DiscardingTransport} stands in for a socket.
 */
@NullMarked
package dev.wsboot.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
