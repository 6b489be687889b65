package dev.wsboot.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * The open connections of a run and the selector that they share. Not thread-safe.
 */
final class Connections implements AutoCloseable {

	/** So that a run ends in time even when nothing arrives. */
	private static final long MAX_WAIT_MILLIS = 100;

	private final Selector selector = Selector.open();

	private final List<ClientConnection> list = new ArrayList<>();

	Connections(Subject subject, Load load, int count) throws IOException {
		Client client = new Client(load);
		try {
			for (int i = 0; i < count; i++) {
				this.list.add(ClientConnection.open(client, subject, this.selector, i));
			}
		}
		catch (IOException | RuntimeException ex) {
			close();
			throw ex;
		}
	}

	ClientConnection get(int index) {
		return this.list.get(index);
	}

	/**
	 * Waits for connections that are ready, and lets them read and write.
	 * @param arrivals takes what arrived
	 */
	void poll(Arrivals arrivals) throws IOException {
		try {
			this.selector.select((key) -> {
				ClientConnection connection = (ClientConnection) key.attachment();
				try {
					int messages = connection.ready();
					if (messages > 0) {
						arrivals.accept(connection, messages);
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}, MAX_WAIT_MILLIS);
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	@Override
	public void close() throws IOException {
		for (ClientConnection connection : this.list) {
			connection.close();
		}
		this.selector.close();
	}

	/** Takes the messages that one read found. */
	interface Arrivals {

		void accept(ClientConnection connection, int messages) throws IOException;

	}

}
