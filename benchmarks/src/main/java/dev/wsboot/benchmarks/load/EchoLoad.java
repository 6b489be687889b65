package dev.wsboot.benchmarks.load;

import java.io.IOException;

/**
 * Every active connection keeps as many messages in flight as the load says: for each
 * that comes back the next one goes out, those of one read in one write.
 */
final class EchoLoad {

	private final Load load;

	/** Times of sending, {@code depth} for each connection, used in turn. */
	private final long[] sentAt;

	/** For each connection, where the time of its oldest message stands. */
	private final int[] oldest;

	private final Histogram times = new Histogram();

	private long units;

	EchoLoad(Load load) {
		this.load = load;
		this.sentAt = new long[load.active() * load.depth()];
		this.oldest = new int[load.active()];
	}

	Sample run(Subject subject, Timing timing) throws IOException {
		try (Connections connections = new Connections(subject, this.load, this.load.connections())) {
			Window window = new Window(subject, timing);
			for (int i = 0; i < this.load.active(); i++) {
				for (int k = 0; k < this.load.depth(); k++) {
					this.sentAt[i * this.load.depth() + k] = System.nanoTime();
				}
				connections.get(i).send(this.load.depth());
			}
			while (window.advance(System.nanoTime())) {
				connections.poll((connection, messages) -> {
					record(connection.index(), messages, window.measuring());
					connection.send(messages);
				});
			}
			return Sample.of(window, this.units, this.times);
		}
	}

	private void record(int connection, int messages, boolean measuring) {
		long now = System.nanoTime();
		int depth = this.load.depth();
		for (int i = 0; i < messages; i++) {
			int at = connection * depth + this.oldest[connection];
			if (measuring) {
				this.times.record(now - this.sentAt[at]);
			}
			this.sentAt[at] = now;
			this.oldest[connection] = (this.oldest[connection] + 1) % depth;
		}
		if (measuring) {
			this.units += messages;
		}
	}

}
