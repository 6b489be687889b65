/**
 * What tests of WebSocket code need: peers that keep no rule but their own, servers and
 * proxies that lose connections, certificates. Knows nothing of the engine's internals,
 * and nothing of a test framework: what does not come is an {@link AssertionError}.
 */
@NullMarked
package dev.wsboot.engine.testing;

import org.jspecify.annotations.NullMarked;
