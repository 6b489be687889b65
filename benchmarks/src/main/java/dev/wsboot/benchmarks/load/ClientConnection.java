package dev.wsboot.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One connection of the generator: sends copies of the one message of its load and counts
 * what comes back. Not thread-safe.
 */
final class ClientConnection implements AutoCloseable {

	private final Client client;

	private final int index;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final MessageReader reader;

	/** Bytes of messages that are still to be written. */
	private long pending;

	/** How much of the first of them is written. */
	private int written;

	private ClientConnection(Client client, SocketChannel channel, Selector selector, int index) throws IOException {
		this.client = client;
		this.index = index;
		this.channel = channel;
		this.reader = new MessageReader(client.load());
		channel.configureBlocking(false);
		this.key = channel.register(selector, SelectionKey.OP_READ, this);
	}

	static ClientConnection open(Client client, Subject subject, Selector selector, int index) throws IOException {
		SocketChannel channel = Handshake.open(subject, client.load());
		return new ClientConnection(client, channel, selector, index);
	}

	/**
	 * Its place among the connections of the run.
	 * @return from 0
	 */
	int index() {
		return this.index;
	}

	/**
	 * Sends messages, as far as the socket takes them; the rest follows when
	 * {@link #ready} finds it writable.
	 */
	void send(int messages) throws IOException {
		this.pending += (long) messages * this.client.message().length;
		if ((this.key.interestOps() & SelectionKey.OP_WRITE) == 0) {
			flush();
		}
	}

	/**
	 * Does what the socket is ready for.
	 * @return messages that have arrived
	 */
	int ready() throws IOException {
		int ready = this.key.readyOps();
		if ((ready & SelectionKey.OP_WRITE) != 0) {
			flush();
		}
		if ((ready & SelectionKey.OP_READ) == 0) {
			return 0;
		}
		ByteBuffer buffer = this.client.readBuffer().clear();
		if (this.channel.read(buffer) < 0 || this.reader.closed()) {
			throw new LoadException("closed a connection");
		}
		return this.reader.accept(buffer.flip());
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	private void flush() throws IOException {
		ByteBuffer copies = this.client.copies();
		int length = this.client.message().length;
		while (this.pending > 0) {
			int whole = (int) Math.min(this.pending, copies.capacity() - this.written);
			int n = this.channel.write(copies.clear().position(this.written).limit(this.written + whole));
			this.pending -= n;
			this.written = (this.written + n) % length;
			if (n < whole) {
				this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
				return;
			}
		}
		if (this.key.interestOps() != SelectionKey.OP_READ) {
			this.key.interestOps(SelectionKey.OP_READ);
		}
	}

}
