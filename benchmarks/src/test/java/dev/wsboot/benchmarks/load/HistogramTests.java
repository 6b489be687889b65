package dev.wsboot.benchmarks.load;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistogramTests {

	private static final Percentage PRECISION = Percentage.withPercentage(4);

	private final Histogram histogram = new Histogram();

	@Test
	void findsQuantiles() {
		for (int micros = 1; micros <= 1000; micros++) {
			this.histogram.record(micros * 1000L);
		}
		assertThat(this.histogram.quantileMicros(0.5)).isCloseTo(500, PRECISION);
		assertThat(this.histogram.quantileMicros(0.99)).isCloseTo(990, PRECISION);
		assertThat(this.histogram.quantileMicros(0.999)).isCloseTo(999, PRECISION);
	}

	@Test
	void addsUp() {
		Histogram other = new Histogram();
		other.record(1_000_000_000_000L);
		this.histogram.record(1000);
		this.histogram.add(other);
		assertThat(this.histogram.quantileMicros(0.5)).isCloseTo(1, PRECISION);
		assertThat(this.histogram.quantileMicros(1)).isCloseTo(1e9, PRECISION);
	}

	@Test
	void hasNoQuantileOfNothing() {
		assertThat(this.histogram.quantileMicros(0.5)).isNaN();
	}

}
