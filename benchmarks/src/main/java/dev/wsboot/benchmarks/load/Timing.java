package dev.wsboot.benchmarks.load;

import java.time.Duration;

/**
 * How long a run takes, in CPU time of the server.
 *
 * @param warmup load that is not measured, for the server's compiler
 * @param measured load that is
 */
public record Timing(Duration warmup, Duration measured) {
}
