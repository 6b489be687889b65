package dev.wsboot.benchmarks.load;

/**
 * The time of a run: first a warm-up, then the part that counts, with the server's CPU
 * time at both ends of that part.
 */
final class Window {

	private final Subject subject;

	private final long measureFrom;

	private final long end;

	private boolean measuring;

	private long startedAt;

	private long cpuAtStart;

	private long nanos;

	private long cpuNanos;

	Window(Subject subject, Timing timing) {
		this.subject = subject;
		this.measureFrom = System.nanoTime() + timing.warmup().toNanos();
		this.end = this.measureFrom + timing.measured().toNanos();
	}

	/**
	 * Takes the time, and what is due at it.
	 * @param now of {@link System#nanoTime}
	 * @return false once the run is over
	 */
	boolean advance(long now) {
		if (!this.measuring && now - this.measureFrom >= 0) {
			this.measuring = true;
			this.startedAt = now;
			this.cpuAtStart = this.subject.cpuNanos();
		}
		if (now - this.end < 0) {
			return true;
		}
		this.nanos = now - this.startedAt;
		this.cpuNanos = this.subject.cpuNanos() - this.cpuAtStart;
		return false;
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

}
