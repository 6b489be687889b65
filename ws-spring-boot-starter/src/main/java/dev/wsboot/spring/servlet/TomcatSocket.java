package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.Lock;

import dev.wsboot.engine.transport.StreamSocket;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * A plain socket taken over from Tomcat. I/O goes to the channel itself; Tomcat's wrapper
 * is there to be closed, so that its count of connections stays true.
 */
class TomcatSocket implements StreamSocket {

	private final NioSocketWrapper wrapper;

	private final SocketChannel channel;

	private volatile boolean closed;

	TomcatSocket(NioSocketWrapper wrapper) {
		this.wrapper = wrapper;
		this.channel = wrapper.getSocket().getIOChannel();
	}

	@Override
	public SocketChannel channel() {
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
		close(this.wrapper);
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Tomcat's thread holds the lock until it has put away what belongs to the handshake;
	 * closed before that, the wrapper would stay in its books for good.
	 */
	static void close(SocketWrapperBase<?> wrapper) {
		Lock lock = wrapper.getLock();
		lock.lock();
		try {
			wrapper.close();
		}
		finally {
			lock.unlock();
		}
	}

}
