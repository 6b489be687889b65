package dev.wsboot.engine.internal.connection;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.internal.transport.NioTransport;

/**
 * The connection of a client whose opening handshake is under way. Used by who leads the
 * handshake, on the thread of the connection's loop; exactly one of {@link #open} and
 * {@link #fail} is to be called.
 */
public final class PendingConnection {

	private final Engine engine;

	private final EngineConnection connection;

	private final boolean admitted;

	PendingConnection(Engine engine, EngineConnection connection, boolean admitted) {
		this.engine = engine;
		this.connection = connection;
		this.admitted = admitted;
	}

	/** Whether there was a place for it; else it is to be failed. */
	public boolean isAdmitted() {
		return this.admitted;
	}

	/** The connection, in the state CONNECTING. */
	public WsConnection connection() {
		return this.connection;
	}

	/** The handshake is done: opens the connection and sends what was kept. */
	public void open(Opening agreed, NioTransport transport, byte[] early) {
		transport.handOver(this.connection);
		this.connection.connected(agreed, transport, early);
		this.engine.closeIfClosing(this.connection);
	}

	/** It came to nothing: the handler never hears of the connection. */
	public void fail() {
		this.connection.closed();
	}

}
