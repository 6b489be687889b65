package dev.wsboot.engine.internal.transport;

import java.io.IOException;

/**
 * Takes what happens on a {@link Transport}. All methods are called by the transport's
 * thread, or by one thread at a time where it has none of its own.
 */
public interface TransportListener {

	/** Bytes arrived in an array that may be changed and must not be kept. */
	void received(byte[] bytes, int offset, int length);

	/** The peer sends no more. */
	void endOfInput();

	/** A write can be tried again after one that found the socket full. */
	void writable();

	/** The socket failed; the transport closes it after this call. */
	void failed(IOException cause);

	/** The socket is closed. The last call. */
	void closed();

}
