package dev.wsboot.benchmarks.load;

/**
 * Counts durations in buckets, 32 to each power of two, so that a quantile is wrong by
 * about 3 % at most. Not thread-safe.
 */
final class Histogram {

	private static final int SUB_BITS = 5;

	private static final int SUB = 1 << SUB_BITS;

	private final long[] counts = new long[64 << SUB_BITS];

	private long total;

	void record(long nanos) {
		this.counts[index(Math.max(0, nanos))]++;
		this.total++;
	}

	void add(Histogram other) {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] += other.counts[i];
		}
		this.total += other.total;
	}

	/**
	 * The duration that the given share of all does not exceed.
	 * @param share from 0 to 1
	 * @return microseconds, NaN if nothing was recorded
	 */
	double quantileMicros(double share) {
		long wanted = (long) Math.ceil(share * this.total);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= wanted && seen > 0) {
				return middle(i) / 1000.0;
			}
		}
		return Double.NaN;
	}

	private static int index(long nanos) {
		if (nanos < SUB) {
			return (int) nanos;
		}
		int shift = 63 - Long.numberOfLeadingZeros(nanos) - SUB_BITS;
		return ((shift + 1) << SUB_BITS) + (int) (nanos >>> shift) - SUB;
	}

	private static double middle(int index) {
		if (index < SUB) {
			return index;
		}
		int shift = (index >> SUB_BITS) - 1;
		long low = (long) (SUB + (index & (SUB - 1))) << shift;
		return low + (1L << shift) / 2.0;
	}

}
