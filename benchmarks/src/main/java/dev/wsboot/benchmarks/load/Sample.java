package dev.wsboot.benchmarks.load;

/**
 * What one run of a load on a server showed. A figure that the load does not have is NaN.
 *
 * @param perSecond messages, deliveries or connections in a second
 * @param cpuPerMillion CPU seconds that the server's process used for a million of them
 * @param p50 median of the round trips, microseconds; of a broadcast: until its last
 * receiver has it
 * @param p99 99th percentile, microseconds
 * @param p999 99.9th percentile, microseconds
 * @param heapPerConnection bytes of heap that a connection holds after a garbage
 * collection
 * @param residentPerConnection bytes by which a connection makes the process larger
 */
public record Sample(double perSecond, double cpuPerMillion, double p50, double p99, double p999,
		double heapPerConnection, double residentPerConnection) {

	static Sample of(Window window, long units, Histogram times) {
		if (units == 0) {
			throw new LoadException("nothing came back");
		}
		return new Sample(units / window.seconds(), window.cpuSeconds() * 1e6 / units, times.quantileMicros(0.5),
				times.quantileMicros(0.99), times.quantileMicros(0.999), Double.NaN, Double.NaN);
	}

	static Sample ofMemory(double heapPerConnection, double residentPerConnection) {
		return new Sample(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, heapPerConnection,
				residentPerConnection);
	}

}
