package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One attempt to connect to an address, on an event loop and on its thread only.
 */
public final class Connector implements EventLoop.Selectable, AutoCloseable {

	private final SocketChannel channel;

	private final Listener listener;

	private boolean done;

	private Connector(SocketChannel channel, Listener listener) {
		this.channel = channel;
		this.listener = listener;
	}

	/**
	 * Begins to connect.
	 * @param loop the loop whose thread is the caller
	 * @param address where to, resolved
	 * @param listener told how it ended, later; not at all if the attempt is closed first
	 * @return the attempt, to be closed when it takes too long
	 * @throws IOException if it failed at once
	 */
	public static Connector connect(EventLoop loop, InetSocketAddress address, Listener listener) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			Connector connector = new Connector(channel, listener);
			if (channel.connect(address)) {
				loop.execute(connector::connected);
			}
			else {
				channel.register(loop.selector(), SelectionKey.OP_CONNECT, connector);
			}
			return connector;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	@Override
	public void ready(SelectionKey key) {
		try {
			if (this.channel.finishConnect()) {
				key.interestOps(0);
				connected();
			}
		}
		catch (IOException | CancelledKeyException ex) {
			if (!this.done) {
				close();
				this.listener.failed((ex instanceof IOException io) ? io : new IOException(ex));
			}
		}
	}

	private void connected() {
		if (!this.done) {
			this.done = true;
			this.listener.connected(this.channel);
		}
	}

	/**
	 * Gives the attempt up. Does nothing once the listener was told.
	 */
	@Override
	public void close() {
		if (!this.done) {
			this.done = true;
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				// The descriptor is released all the same.
			}
		}
	}

	/** Told how an attempt ended. Must not throw or block. */
	public interface Listener {

		/**
		 * It is connected.
		 * @param channel the connection, in non-blocking mode; the listener's from now on
		 */
		void connected(SocketChannel channel);

		/**
		 * It is not.
		 * @param cause why
		 */
		void failed(IOException cause);

	}

}
