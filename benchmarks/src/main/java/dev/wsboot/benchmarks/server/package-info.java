/**
 * The servers under load, each with a {@code main} of its own: {@code FloorServer}, which
 * does as little as a server can, ours, and its peers with the settings that their own
 * documentation recommends. All offer the same routes: {@code /echo} answers a text
 * message with the same text, {@code /broadcast} sends it to every connection of that
 * route, {@code /blocking} waits for 5 ms as a database would make it wait, then echoes.
 * {@code Control} ties such a process to the one that measures it.
 */
@NullMarked
package dev.wsboot.benchmarks.server;

import org.jspecify.annotations.NullMarked;
