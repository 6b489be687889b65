/**
 * Bytes and threads; knows nothing of WebSocket. An {@code EventLoop} selects
 * {@code Sockets}, runs {@code Tasks} and {@code Timer}s (from a {@code TimerHeap}), and
 * is the {@code Scheduler} of what lives on it; {@code EventLoopGroup} is all of them,
 * and {@code LoopWatch} looks after those that do {@code BlockingWork}.
 * {@code NioTransport} drives a {@code StreamSocket} on a loop; it is the usual
 * {@code Transport}, which tells its {@code TransportListener} what happens, and which a
 * {@code SocketWriter} writes; {@code ChannelSocket} is a plain one, {@code TlsSocket}
 * encrypts. {@code ListeningSocket} takes connections from a port, {@code Connector}
 * makes one.
 */
@NullMarked
package dev.wsboot.engine.internal.transport;

import org.jspecify.annotations.NullMarked;
