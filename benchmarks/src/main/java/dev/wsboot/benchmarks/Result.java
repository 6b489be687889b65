package dev.wsboot.benchmarks;

import dev.wsboot.benchmarks.load.Load;
import dev.wsboot.benchmarks.load.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What a load showed of a server.
 *
 * @param contender the server
 * @param load the load
 * @param sample the figures, of the median round; null if it failed
 * @param resident memory of its process at the end, bytes
 * @param failure why there are no figures; null if there are
 */
record Result(Contender contender, Load load, @Nullable Sample sample, double resident, @Nullable String failure) {

	static Result of(Contender contender, Load load, Sample sample, double resident) {
		return new Result(contender, load, sample, resident, null);
	}

	static Result failed(Contender contender, Load load, String failure) {
		return new Result(contender, load, null, Double.NaN, failure);
	}

	/**
	 * The figure by which servers are compared on this load.
	 * @return CPU seconds per million, or bytes of heap per connection; NaN if it failed
	 */
	double figure() {
		if (this.sample == null) {
			return Double.NaN;
		}
		return (this.load.kind() == Load.Kind.IDLE) ? this.sample.heapPerConnection() : this.sample.cpuPerMillion();
	}

}
