package dev.wsboot.spring.servlet;

import java.nio.channels.SocketChannel;

import dev.wsboot.engine.internal.transport.ChannelSocket;

/**
 * A plain socket taken over from a container: all I/O goes to the channel itself, but it
 * is the container that closes it, so that its count of connections stays true.
 */
class TakenSocket extends ChannelSocket {

	private final Runnable closing;

	private volatile boolean closed;

	/**
	 * Takes a socket.
	 * @param channel its channel, in non-blocking mode
	 * @param closing has the container close it; may be called twice
	 */
	TakenSocket(SocketChannel channel, Runnable closing) {
		super(channel);
		this.closing = closing;
	}

	@Override
	public void close() {
		this.closed = true;
		this.closing.run();
	}

	/** Whether the engine has closed it, and not the container. */
	final boolean isClosed() {
		return this.closed;
	}

}
