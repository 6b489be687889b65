package dev.wsboot.engine;

/**
 * How a connection ended.
 *
 * @param code the close code of the peer's Close frame, or of ours where it failed the
 * connection; 1005 if the frame had none; 1006 if the connection ended without one
 * @param reason text for people, possibly empty
 * @param initiator who ended the connection
 */
public record WsClose(int code, String reason, Initiator initiator) {

	/**
	 * Whether both sides finished the closing handshake or this side failed the
	 * connection on purpose.
	 * @return false for 1006
	 */
	public boolean isClean() {
		return this.code != 1006;
	}

	/** Who ended a connection. */
	public enum Initiator {

		/** This endpoint: it closed, or failed the connection. */
		LOCAL,

		/** The peer: it closed, or vanished. */
		REMOTE

	}

}
