/**
 * Measures whole servers. {@code Benchmarks} is the command; {@code CommandLine} its
 * arguments; {@code Contender} a server that can be started, by {@code JavaLauncher} or
 * {@code NodeLauncher}, and {@code Contenders} all of them; {@code ServerProcess} one
 * that runs; {@code Result} what a load showed of a server; {@code Targets} what ours are
 * to reach; {@code Report} and {@code Chart} what is printed, {@code Page} where it is
 * published.
 */
@NullMarked
package dev.wsboot.benchmarks;

import org.jspecify.annotations.NullMarked;
