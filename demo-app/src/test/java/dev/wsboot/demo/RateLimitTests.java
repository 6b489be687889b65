package dev.wsboot.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitTests {

	// A clock of this kind may be about to overflow
	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

	private final RateLimit limit = new RateLimit(3, 2, this.nanoTime::get);

	@Test
	void allowsABurst() {
		assertThat(allowed()).isEqualTo(3);
	}

	@Test
	void allowsSoManyPerSecond() {
		allowed();
		this.nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(499));
		assertThat(allowed()).isZero();
		this.nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(501));
		assertThat(allowed()).isEqualTo(2);
	}

	@Test
	void savesNoMoreThanABurst() {
		this.nanoTime.addAndGet(TimeUnit.HOURS.toNanos(1));
		assertThat(allowed()).isEqualTo(3);
	}

	private int allowed() {
		int allowed = 0;
		while (allowed < 100 && this.limit.allows()) {
			allowed++;
		}
		return allowed;
	}

}
