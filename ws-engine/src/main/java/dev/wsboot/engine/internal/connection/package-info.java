/**
 * The life of connections: {@code Engine} owns the threads and opens a connection, as an
 * {@code Opening} describes it, on behalf of an {@code Endpoint} (handler, options,
 * {@code Ledger}, which counts by key in {@code Tally}s, {@code Observers}, and the
 * {@code Roster} of open connections; who drains is {@code Waiting}).
 * {@code EngineConnection} joins protocol, transport and handler, with {@code Extras} if
 * they are asked for, such as {@code PendingPings}. The way in: {@code ConnectionReader}
 * has the protocol decode and messages and {@code ConnectionEvent}s dispatched,
 * {@code Delivery} calls the handler. The way out: {@code ConnectionWriter} has the
 * protocol encode and writes, a {@code FragmentStream} sends one message in fragments.
 * {@code Lifetime} keeps the times and the closing handshake, {@code PendingConnection}
 * is one of a client whose handshake is under way. {@code ConnectionProvider} is where
 * the public interfaces find all this.
 */
@NullMarked
package dev.wsboot.engine.internal.connection;

import org.jspecify.annotations.NullMarked;
