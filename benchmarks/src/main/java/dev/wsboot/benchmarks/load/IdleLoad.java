package dev.wsboot.benchmarks.load;

import java.io.IOException;

/**
 * Opens connections, lets each have one message echoed, and then asks what the silent
 * connections cost in memory.
 */
final class IdleLoad {

	/** Opened and closed before, so that classes and pools are not counted. */
	private static final int FIRST = 200;

	private final Load load;

	IdleLoad(Load load) {
		this.load = load;
	}

	Sample run(Subject subject) throws IOException {
		try (Connections connections = new Connections(subject, this.load, FIRST)) {
			echo(connections, FIRST);
		}
		long heapBefore = subject.heapBytes();
		double residentBefore = subject.residentBytes();
		int count = this.load.connections();
		try (Connections connections = new Connections(subject, this.load, count)) {
			echo(connections, count);
			double resident = subject.residentBytes() - residentBefore;
			double heap = subject.heapBytes() - heapBefore;
			return Sample.ofMemory(heap / count, resident / count);
		}
	}

	private void echo(Connections connections, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			connections.get(i).send(1);
			if (i % FIRST == FIRST - 1) {
				await(connections, FIRST);
			}
		}
	}

	private static void await(Connections connections, int messages) throws IOException {
		int[] missing = { messages };
		while (missing[0] > 0) {
			connections.poll((connection, arrived) -> missing[0] -= arrived);
		}
	}

}
