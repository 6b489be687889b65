/**
 * The WebSocket engine: protocol, handshake, connections, server and client on the JDK
 * alone.
 */
@NullMarked
package dev.wsboot.engine;

import org.jspecify.annotations.NullMarked;
