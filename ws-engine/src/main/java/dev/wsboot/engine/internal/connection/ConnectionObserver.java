package dev.wsboot.engine.internal.connection;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;

/**
 * Follows one connection from behind its handler, for who keeps up with it whatever the
 * application does. {@link #opened} and {@link #ended} are serial with the handler's
 * calls; {@link #drained} comes on whatever thread wrote, outside of any lock. None of
 * them may throw.
 */
public interface ConnectionObserver {

	/**
	 * The connection is open and {@link dev.wsboot.engine.WsHandler#onOpen} has returned.
	 * Not called if that threw.
	 * @param connection the connection
	 */
	void opened(WsConnection connection);

	/**
	 * All that was to be sent has been written to the socket.
	 */
	void drained();

	/**
	 * The connection is closed and {@link dev.wsboot.engine.WsHandler#onClose} has
	 * returned or thrown. Not called for a connection that never opened.
	 * @param close how it ended
	 */
	void ended(WsClose close);

}
