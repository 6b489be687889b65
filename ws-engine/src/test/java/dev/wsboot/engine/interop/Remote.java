package dev.wsboot.engine.interop;

/**
 * The end of a connection that is not ours, as its library lets it be used. Methods may
 * return before anything is sent.
 */
interface Remote {

	/** What it received. */
	Inbox inbox();

	void send(String text) throws Exception;

	void send(byte[] data) throws Exception;

	/** Sends one message in as many fragments. */
	default void sendFragments(String... parts) throws Exception {
		throw new UnsupportedOperationException("does not send fragments");
	}

	default void ping(byte[] data) throws Exception {
		throw new UnsupportedOperationException("does not send Pings");
	}

	void close(int code, String reason) throws Exception;

}
