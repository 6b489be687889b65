package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/**
 * A connected, non-blocking stream socket, plain or encrypted. Reading and writing may be
 * done by two threads at once, but each by only one.
 */
public interface StreamSocket {

	/** The channel to select on, in non-blocking mode. */
	SelectableChannel channel();

	/** Reads what is there: how many bytes, 0 for none now, -1 at the end. */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Writes what the kernel takes, and consumes so much of the source. False if
	 * something is left, here or behind it (such as ciphertext): the socket must become
	 * writable first.
	 */
	boolean write(ByteBuffer source) throws IOException;

	/**
	 * Whether bytes may be waiting here that the selector knows nothing of, as behind a
	 * TLS engine: then reading goes on until nothing comes.
	 */
	default boolean holdsInput() {
		return false;
	}

	/**
	 * Whether reading has left something to be written here, as the handshake of a TLS
	 * engine does: then {@link #write} is called when the socket is writable.
	 */
	default boolean wantsWrite() {
		return false;
	}

	/** Tells the peer that nothing more will be sent. */
	void shutdownOutput() throws IOException;

	/** Closes the socket. Does not throw, may be called twice. */
	void close();

}
