/**
 * The life of connections: {@code Engine} owns the threads and opens a connection, as an
 * {@code Opening} describes it, on behalf of a {@code Endpoint} (handler, options,
 * {@code Ledger}, which counts by key in {@code Tally}s, and the {@code Roster} of open
 * connections). {@code EngineConnection} joins protocol, transport and handler,
 * {@code ApplicationSide} is what the application knows of it. The way in:
 * {@code ConnectionReader} has the protocol decode and its events dispatched,
 * {@code Delivery} calls the handler. The way out: {@code ConnectionWriter} has the
 * protocol encode and writes. {@code Watchdog} keeps the times, {@code PendingConnection}
 * is one of a client whose handshake is under way, a {@code ConnectionObserver} follows
 * one from behind its handler, {@code PendingPings} and {@code Callbacks} belong to one
 * connection each. A {@code MessageStream} is a connection as a stream,
 * {@code ReceivedMessages} and {@code SentMessages} are its halves; a
 * {@code MessageOutput} sends one message in fragments.
 */
@NullMarked
package dev.wsboot.engine.internal.connection;

import org.jspecify.annotations.NullMarked;
