package dev.wsboot.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens a connection, has one message echoed, closes it with the closing handshake (RFC
 * 6455 section 7.1.2) and waits for the server to close the TCP connection; again and
 * again, on as many threads as the load has connections.
 */
final class ChurnLoad {

	private static final long TICK_NANOS = 5_000_000;

	private final Load load;

	private final byte[] message;

	private final byte[] close = Frames.close(1000);

	private volatile boolean measuring;

	private volatile boolean over;

	ChurnLoad(Load load) {
		this.load = load;
		this.message = Frames.text(load.size(), load.compressed());
	}

	Sample run(Subject subject, Timing timing) throws IOException {
		ExecutorService threads = Executors.newFixedThreadPool(this.load.connections());
		try {
			List<Future<Tally>> tallies = new ArrayList<>();
			Window window = new Window(subject, timing);
			for (int i = 0; i < this.load.connections(); i++) {
				Callable<Tally> task = () -> repeat(subject);
				tallies.add(threads.submit(task));
			}
			while (window.advance(System.nanoTime())) {
				this.measuring = window.measuring();
				LockSupport.parkNanos(TICK_NANOS);
			}
			this.over = true;
			Tally sum = new Tally();
			for (Future<Tally> tally : tallies) {
				sum.add(tally.get());
			}
			return Sample.of(window, sum.connections, sum.times);
		}
		catch (ExecutionException ex) {
			throw new LoadException(String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			throw new LoadException("interrupted");
		}
		finally {
			this.over = true;
			threads.shutdownNow();
		}
	}

	private Tally repeat(Subject subject) throws IOException {
		Tally tally = new Tally();
		ByteBuffer buffer = ByteBuffer.allocate(1024);
		while (!this.over) {
			boolean counts = this.measuring;
			long from = System.nanoTime();
			once(subject, buffer);
			if (counts && !this.over) {
				tally.connections++;
				tally.times.record(System.nanoTime() - from);
			}
		}
		return tally;
	}

	private void once(Subject subject, ByteBuffer buffer) throws IOException {
		try (SocketChannel channel = Handshake.open(subject, this.load)) {
			MessageReader reader = new MessageReader(this.load);
			channel.write(ByteBuffer.wrap(this.message));
			int messages = 0;
			while (messages == 0) {
				if (channel.read(buffer.clear()) < 0) {
					throw new LoadException("closed before it answered");
				}
				messages = reader.accept(buffer.flip());
			}
			channel.write(ByteBuffer.wrap(this.close));
			while (channel.read(buffer.clear()) >= 0) {
				reader.accept(buffer.flip());
			}
			if (!reader.closed()) {
				throw new LoadException("closed without a Close frame");
			}
		}
	}

	/** What one thread did. */
	private static final class Tally {

		private final Histogram times = new Histogram();

		private long connections;

		void add(Tally other) {
			this.connections += other.connections;
			this.times.add(other.times);
		}

	}

}
