package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One attempt to connect to an address, on an event loop and on its thread only. */
public final class Connector extends Selectable implements AutoCloseable {

	private final EventLoop loop;

	private final SocketChannel channel;

	private final Listener listener;

	private boolean done;

	private Connector(EventLoop loop, SocketChannel channel, Listener listener) {
		this.loop = loop;
		this.channel = channel;
		this.listener = listener;
	}

	/**
	 * Begins to connect to a resolved address, on the thread of the loop. The listener is
	 * told later how it ended, unless the attempt is closed first; if it failed at once,
	 * that is thrown.
	 */
	public static Connector connect(EventLoop loop, InetSocketAddress address, Listener listener) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			Connector connector = new Connector(loop, channel, listener);
			if (channel.connect(address)) {
				loop.execute(connector::connected);
			}
			else {
				loop.sockets().register(channel, SelectionKey.OP_CONNECT, connector);
			}
			return connector;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	@Override
	void ready(SelectionKey key) {
		try {
			if (!this.channel.finishConnect()) {
				return;
			}
			key.interestOps(0);
		}
		catch (IOException | RuntimeException ex) {
			lost((ex instanceof IOException io) ? io : new IOException(ex));
			return;
		}
		connected();
	}

	@Override
	void lost(IOException cause) {
		if (!this.done) {
			close();
			this.listener.failed(cause);
		}
	}

	private void connected() {
		if (!this.done) {
			this.done = true;
			this.loop.sockets().remove(this);
			this.listener.connected(this.channel);
		}
	}

	/** Gives the attempt up. Does nothing once the listener was told. */
	@Override
	public void close() {
		if (!this.done) {
			this.done = true;
			this.loop.sockets().remove(this);
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

		/** A channel in non-blocking mode, the listener's from now on. */
		void connected(SocketChannel channel);

		void failed(IOException cause);

	}

}
