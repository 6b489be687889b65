package dev.wsboot.benchmarks.load;

import java.io.IOException;

/**
 * One connection publishes; the server sends each of its messages to every connection,
 * the publisher's too. The next message goes out when the oldest has reached all of them,
 * so that no receiver falls behind.
 */
final class BroadcastLoad {

	private static final int MAX_ATTEMPTS = 20;

	/** Looks for arrivals in vain, of 100 ms each, after which no more are expected. */
	private static final int QUIET_POLLS = 5;

	private final Load load;

	/** For each message in flight, when it was sent. */
	private final long[] sentAt;

	/** For each message in flight, how many connections have it. */
	private final int[] arrived;

	/** For each connection, how many messages it has received. */
	private final long[] received;

	private final Histogram times = new Histogram();

	private long published;

	private long units;

	private int completed;

	BroadcastLoad(Load load) {
		this.load = load;
		this.sentAt = new long[load.depth()];
		this.arrived = new int[load.depth()];
		this.received = new long[load.connections()];
	}

	Sample run(Subject subject, Timing timing) throws IOException {
		try (Connections connections = new Connections(subject, this.load, this.load.connections())) {
			ClientConnection publisher = connections.get(0);
			awaitReceivers(connections, publisher);
			Window window = new Window(subject, timing);
			publish(publisher, this.load.depth());
			while (window.advance(System.nanoTime())) {
				this.completed = 0;
				connections.poll((connection, messages) -> record(connection.index(), messages, window.measuring()));
				if (this.completed > 0) {
					publish(publisher, this.completed);
				}
			}
			return Sample.of(window, this.units, this.times);
		}
	}

	/**
	 * Publishes until a message reaches all: a server may count a connection among the
	 * receivers a moment after it has answered the handshake.
	 */
	private void awaitReceivers(Connections connections, ClientConnection publisher) throws IOException {
		for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
			publisher.send(1);
			int[] reached = new int[1];
			for (int quiet = 0; quiet < QUIET_POLLS && reached[0] < this.load.connections();) {
				int before = reached[0];
				connections.poll((connection, messages) -> reached[0] += messages);
				quiet = (reached[0] == before) ? quiet + 1 : 0;
			}
			if (reached[0] == this.load.connections()) {
				return;
			}
		}
		throw new LoadException("broadcasts do not reach all connections");
	}

	private void publish(ClientConnection publisher, int messages) throws IOException {
		long now = System.nanoTime();
		for (int i = 0; i < messages; i++) {
			this.sentAt[(int) (this.published++ % this.sentAt.length)] = now;
		}
		publisher.send(messages);
	}

	private void record(int connection, int messages, boolean measuring) {
		for (int i = 0; i < messages; i++) {
			int slot = (int) (this.received[connection]++ % this.arrived.length);
			if (++this.arrived[slot] == this.load.connections()) {
				this.arrived[slot] = 0;
				this.completed++;
				if (measuring) {
					this.times.record(System.nanoTime() - this.sentAt[slot]);
				}
			}
		}
		if (measuring) {
			this.units += messages;
		}
	}

}
