package dev.wsboot.benchmarks.load;

import java.time.Duration;

/**
 * How long a run takes, in CPU time of the server.
 *
 * @param warmup load that is not measured, for the server's compiler
 * @param measured load that is
 */
public record Timing(Duration warmup, Duration measured) {

	/**
	 * Opening connections and compressing run through far more code than an echo does.
	 */
	private static final int MORE = 3;

	/**
	 * The timing of one load.
	 * @param load what is to be warmed up for
	 * @return three times the warm-up for connections that come and go, and for
	 * compressed echoes
	 */
	public Timing of(Load load) {
		boolean much = load.kind() == Load.Kind.CHURN || (load.kind() == Load.Kind.ECHO && load.compressed());
		return much ? new Timing(this.warmup.multipliedBy(MORE), this.measured) : this;
	}

}
