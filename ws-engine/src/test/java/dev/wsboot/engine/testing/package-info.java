/**
 * What tests of WebSocket code need: peers that keep no rule but their own, servers and
 * proxies that lose connections, certificates. Uses the JDK alone, neither the engine nor
 * a test framework: what is awaited and does not come is an {@link AssertionError}, or
 * the exception of the socket.
 */
@NullMarked
package dev.wsboot.engine.testing;

import org.jspecify.annotations.NullMarked;
