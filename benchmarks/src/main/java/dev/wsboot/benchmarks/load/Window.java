package dev.wsboot.benchmarks.load;

import java.time.Duration;

/**
 * The time of a run: first a warm-up, then the part that counts. Both are measured in CPU
 * time of the server, so that a busy machine makes a run longer and not worse. Not
 * thread-safe.
 */
final class Window {

	/**
	 * A server that has little to do is not waited for longer than this times as long.
	 */
	private static final int PATIENCE = 3;

	private static final long CHECK_NANOS = 20_000_000;

	private final Subject subject;

	private final Timing timing;

	private boolean measuring;

	private long nextCheck;

	private long startedAt;

	private long cpuAtStart;

	private long nanos;

	private long cpuNanos;

	Window(Subject subject, Timing timing) {
		this.subject = subject;
		this.timing = timing;
		start(System.nanoTime(), subject.cpuNanos());
	}

	/**
	 * Takes the time, and what is due at it.
	 * @param now of {@link System#nanoTime}
	 * @return false once the run is over
	 */
	boolean advance(long now) {
		if (now - this.nextCheck < 0) {
			return true;
		}
		this.nextCheck = now + CHECK_NANOS;
		long cpu = this.subject.cpuNanos();
		if (!hasPassed(this.measuring ? this.timing.measured() : this.timing.warmup(), now, cpu)) {
			return true;
		}
		if (this.measuring) {
			this.nanos = now - this.startedAt;
			this.cpuNanos = cpu - this.cpuAtStart;
			return false;
		}
		this.measuring = true;
		start(now, cpu);
		return true;
	}

	boolean measuring() {
		return this.measuring;
	}

	double seconds() {
		return this.nanos / 1e9;
	}

	double cpuSeconds() {
		return this.cpuNanos / 1e9;
	}

	private void start(long now, long cpu) {
		this.startedAt = now;
		this.cpuAtStart = cpu;
	}

	private boolean hasPassed(Duration duration, long now, long cpu) {
		return cpu - this.cpuAtStart >= duration.toNanos() || now - this.startedAt >= PATIENCE * duration.toNanos();
	}

}
