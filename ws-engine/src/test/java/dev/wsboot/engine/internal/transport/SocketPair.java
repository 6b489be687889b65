package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Two ends of a TCP connection on the loopback interface: {@link #ours} in non-blocking
 * mode for an event loop, {@link #peer} in blocking mode for the test.
 */
public final class SocketPair implements AutoCloseable {

	/** The end under test. */
	public final SocketChannel ours;

	/** The other end. */
	public final SocketChannel peer;

	private SocketPair(SocketChannel ours, SocketChannel peer) {
		this.ours = ours;
		this.peer = peer;
	}

	/** A connection whose kernel buffers are small, so that they fill soon. */
	public static SocketPair open() {
		try (ServerSocketChannel server = ServerSocketChannel.open()) {
			server.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
			SocketChannel ours = SocketChannel.open();
			ours.setOption(StandardSocketOptions.SO_SNDBUF, 16 * 1024);
			ours.connect(server.getLocalAddress());
			SocketChannel peer = server.accept();
			peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
			ours.setOption(StandardSocketOptions.TCP_NODELAY, true);
			ours.configureBlocking(false);
			return new SocketPair(ours, peer);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public OutputStream out() {
		return Channels.newOutputStream(this.peer);
	}

	public InputStream in() {
		return Channels.newInputStream(this.peer);
	}

	/** The peer vanishes with a reset. */
	public void reset() throws IOException {
		this.peer.setOption(StandardSocketOptions.SO_LINGER, 0);
		this.peer.close();
	}

	@Override
	public void close() throws IOException {
		this.peer.close();
		this.ours.close();
	}

}
