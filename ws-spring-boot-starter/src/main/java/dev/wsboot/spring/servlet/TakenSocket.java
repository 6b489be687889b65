package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import dev.wsboot.engine.internal.transport.StreamSocket;

/**
 * A plain socket taken over from a container: all I/O goes to the channel itself, but it
 * is the container that closes it, so that its count of connections stays true.
 */
class TakenSocket implements StreamSocket {

	private final SocketChannel channel;

	private final Runnable closing;

	private volatile boolean closed;

	/**
	 * Takes a socket.
	 * @param channel its channel, in non-blocking mode
	 * @param closing has the container close it; may be called twice
	 */
	TakenSocket(SocketChannel channel, Runnable closing) {
		this.channel = channel;
		this.closing = closing;
	}

	@Override
	public final SocketChannel channel() {
		return this.channel;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		return this.channel.read(target);
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		this.channel.write(source);
		return !source.hasRemaining();
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.channel.shutdownOutput();
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
