/**
 * The load generator: one thread, one selector, and as little work per message as can be,
 * so that the server has the machine. {@code Load} says what to do, {@code Loads} which
 * there are; {@code EchoLoad}, {@code BroadcastLoad}, {@code ChurnLoad} and
 * {@code IdleLoad} do it; {@code Sample} is what comes out.
 */
@NullMarked
package dev.wsboot.benchmarks.load;

import org.jspecify.annotations.NullMarked;
