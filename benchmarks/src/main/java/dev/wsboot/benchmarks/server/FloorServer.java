package dev.wsboot.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel and {@code java.nio} cost, and nothing else: one thread, one selector,
 * one read and one write for whatever is there. Payloads are unmasked and framed anew; no
 * message is assembled, no text is checked, no {@code String} is made, no limit is kept.
 * It blocks for nobody, so it has no {@code /blocking}.
 */
public final class FloorServer {

	private static final int BUFFER = 256 * 1024;

	private final Selector selector;

	private final ServerSocketChannel listener;

	private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);

	/** Larger than what is read, since a frame cut by two reads gets no longer. */
	private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER + 64);

	private final List<FloorConnection> receivers = new ArrayList<>();

	private FloorServer() throws IOException {
		this.selector = Selector.open();
		this.listener = ServerSocketChannel.open();
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
		this.listener.configureBlocking(false);
		this.listener.register(this.selector, SelectionKey.OP_ACCEPT);
	}

	/**
	 * Runs the server.
	 * @param arguments ignored
	 * @throws IOException if it cannot listen
	 */
	public static void main(String[] arguments) throws IOException {
		FloorServer server = new FloorServer();
		Control.listening(server.listener.socket().getLocalPort());
		while (true) {
			server.selector.select(server::ready);
		}
	}

	private void ready(SelectionKey key) {
		if (!(key.attachment() instanceof FloorConnection connection)) {
			accept();
			return;
		}
		try {
			if (key.isWritable() && !connection.flush()) {
				return;
			}
			read(connection);
		}
		catch (IOException ex) {
			close(connection);
		}
	}

	private void accept() {
		try {
			SocketChannel channel = this.listener.accept();
			while (channel != null) {
				FloorConnection.register(channel, this.selector);
				channel = this.listener.accept();
			}
		}
		catch (IOException ex) {
			System.err.println("cannot accept: " + ex);
		}
	}

	private void read(FloorConnection connection) throws IOException {
		if (connection.channel().read(this.in.clear()) < 0) {
			close(connection);
			return;
		}
		this.in.flip();
		if (connection.opening()) {
			connection.handshake(this.in);
			if (connection.broadcasts()) {
				this.receivers.add(connection);
			}
			return;
		}
		boolean open = connection.translate(this.in, this.out.clear());
		this.out.flip();
		if (connection.broadcasts()) {
			for (FloorConnection receiver : this.receivers) {
				receiver.write(this.out.rewind());
			}
		}
		else {
			connection.write(this.out);
		}
		if (!open) {
			close(connection);
		}
	}

	private void close(FloorConnection connection) {
		this.receivers.remove(connection);
		try {
			connection.channel().close();
		}
		catch (IOException ex) {
			System.err.println("cannot close: " + ex);
		}
	}

}
