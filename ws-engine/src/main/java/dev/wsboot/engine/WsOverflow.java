package dev.wsboot.engine;

/**
 * What a send does when {@link WsOptions#sendBufferLimit()} is reached because the peer
 * reads too slowly.
 */
public enum WsOverflow {

	/**
	 * Closes the connection with 1008: memory stays bounded and no message is lost
	 * silently.
	 */
	CLOSE,

	/** Drops the message; {@code send} returns false. */
	DROP,

	/**
	 * Blocks the sender until there is room again. On an event loop, which must not
	 * block, it acts like {@link #CLOSE}.
	 */
	BLOCK

}
