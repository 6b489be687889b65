package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a connection does to its socket. Thread-safe but for {@link #write}, which one
 * thread at a time may call.
 */
public interface Transport {

	/** Begins to read. Does nothing if it has begun already. */
	void start();

	/**
	 * Writes what the socket takes without blocking, and consumes so much of the source.
	 * False if the socket is full: {@link TransportListener#writable()} follows, and
	 * nothing is to be written before it.
	 */
	boolean write(ByteBuffer source) throws IOException;

	/** Stops reading from the next read on, so that the peer is slowed down by TCP. */
	void pauseReading();

	void resumeReading();

	/**
	 * Tells the peer that nothing more will be sent; reading goes on, also when it was
	 * paused.
	 */
	void shutdownOutput();

	/**
	 * Closes the socket; {@link TransportListener#closed()} follows, once, on the
	 * transport's thread. Further calls do nothing.
	 */
	void close();

}
