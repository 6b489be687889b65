package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/**
 * A connected, non-blocking stream socket, plain or encrypted. Reading and writing may be
 * done by two threads at once, but each by only one.
 */
public interface StreamSocket {

	/**
	 * The channel to select on.
	 * @return a channel in non-blocking mode
	 */
	SelectableChannel channel();

	/**
	 * Reads what is there.
	 * @param target takes the bytes
	 * @return how many, 0 for none now, -1 at the end
	 * @throws IOException if the socket failed
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Writes what the kernel takes.
	 * @param source the bytes; consumed as far as they were taken
	 * @return true if nothing is left here, in the source or behind it (such as
	 * ciphertext); false if the socket must become writable first
	 * @throws IOException if the socket failed
	 */
	boolean write(ByteBuffer source) throws IOException;

	/**
	 * Whether bytes may be waiting here that the selector knows nothing of, as behind a
	 * TLS engine: then reading goes on until nothing comes.
	 * @return false for a plain socket
	 */
	default boolean holdsInput() {
		return false;
	}

	/**
	 * Whether reading has left something to be written here, as the handshake of a TLS
	 * engine does: then {@link #write} is called when the socket is writable.
	 * @return false for a plain socket
	 */
	default boolean wantsWrite() {
		return false;
	}

	/**
	 * Tells the peer that nothing more will be sent.
	 * @throws IOException if the socket failed
	 */
	void shutdownOutput() throws IOException;

	/**
	 * Closes the socket. Does not throw, may be called twice.
	 */
	void close();

}
