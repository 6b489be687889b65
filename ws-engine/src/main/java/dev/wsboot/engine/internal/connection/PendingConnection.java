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

	/**
	 * Whether there was a place for it.
	 * @return false if there are too many connections or the engine is closing: then it
	 * is to be failed
	 */
	public boolean isAdmitted() {
		return this.admitted;
	}

	/**
	 * The connection, in the state CONNECTING.
	 * @return the connection, for use from any thread
	 */
	public WsConnection connection() {
		return this.connection;
	}

	/**
	 * The handshake is done: opens the connection and sends what was kept.
	 * @param agreed what the handshake agreed on
	 * @param transport the transport that carried it, handed over to the connection
	 * @param early bytes that were read behind the handshake; changed by unmasking
	 */
	public void open(Opening agreed, NioTransport transport, byte[] early) {
		transport.handOver(this.connection);
		this.connection.connected(agreed, transport, early);
		this.engine.closeIfClosing(this.connection);
	}

	/**
	 * The handshake came to nothing: the connection is closed, and its handler never
	 * hears of it.
	 */
	public void fail() {
		this.connection.closed();
	}

}
