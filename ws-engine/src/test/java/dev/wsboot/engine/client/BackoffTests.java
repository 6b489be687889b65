package dev.wsboot.engine.client;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specification of {@link Backoff}.
 */
class BackoffTests {

	/** Close to where the clock's numbers wrap around. */
	private static final long NOW = Long.MAX_VALUE - 10;

	private double chance;

	private Backoff backoff(WsReconnect.Builder settings) {
		return new Backoff(settings.build(), () -> this.chance);
	}

	private static WsReconnect.Builder plain() {
		return WsReconnect.builder().initialDelay(Duration.ofMillis(100)).maxDelay(Duration.ofSeconds(2));
	}

	private static LongStream millis(Backoff backoff, int attempts) {
		return IntStream.range(0, attempts).mapToLong((i) -> backoff.next(NOW, Duration.ZERO).toMillis());
	}

	@Test
	void growsUpToTheLongestDelay() {
		assertThat(millis(backoff(plain()), 7)).containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
	}

	@Test
	void growsByItsFactor() {
		assertThat(millis(backoff(plain().factor(1.5)), 3)).containsExactly(100L, 150L, 225L);
		assertThat(millis(backoff(plain().factor(1)), 3)).containsExactly(100L, 100L, 100L);
	}

	@Test
	void neverOverflows() {
		Backoff backoff = backoff(plain().factor(Double.MAX_VALUE).maxDelay(Duration.ofDays(36_500)));
		assertThat(millis(backoff, 3000)).allMatch((delay) -> delay > 0 && delay <= Duration.ofDays(36_500).toMillis());
	}

	@Test
	void isShortenedByChance() {
		Backoff backoff = backoff(plain().jitter(0.5).factor(1));
		assertThat(millis(backoff, 1)).containsExactly(100L);
		this.chance = 0.5;
		assertThat(millis(backoff, 1)).containsExactly(75L);
		this.chance = Math.nextDown(1.0);
		assertThat(millis(backoff, 1)).containsExactly(50L);
	}

	@Test
	void isLongerIfTheServerAsksForIt() {
		Backoff backoff = backoff(plain());
		assertThat(backoff.next(NOW, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
		assertThat(backoff.next(NOW, Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(200));
	}

	@ParameterizedTest
	@ValueSource(longs = { 3, Long.MAX_VALUE })
	void isNeverLongerThanTheLongestDelayWhateverTheServerAsksFor(long seconds) {
		assertThat(backoff(plain()).next(NOW, Duration.ofSeconds(seconds))).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void startsAnewBehindAConnectionThatStood() {
		Backoff backoff = backoff(plain().steadyAfter(Duration.ofNanos(100)));
		assertThat(millis(backoff, 2)).containsExactly(100L, 200L);
		backoff.opened(NOW - 100);
		assertThat(millis(backoff, 2)).containsExactly(100L, 200L);
	}

	@Test
	void goesOnBehindAConnectionThatDidNotStand() {
		Backoff backoff = backoff(plain().steadyAfter(Duration.ofNanos(100)));
		backoff.opened(NOW - 99);
		assertThat(millis(backoff, 1)).containsExactly(100L);
		backoff.opened(NOW - 99);
		assertThat(millis(backoff, 1)).containsExactly(200L);
	}

	@Test
	void goesOnBehindAttemptsThatFailedHoweverLongAgoTheConnectionWas() {
		Backoff backoff = backoff(plain().steadyAfter(Duration.ofNanos(100)));
		backoff.opened(NOW - 100);
		assertThat(millis(backoff, 3)).containsExactly(100L, 200L, 400L);
	}

	@Test
	void endsWithTheLastAttempt() {
		Backoff backoff = backoff(plain().maxAttempts(2).steadyAfter(Duration.ofNanos(100)));
		assertThat(millis(backoff, 2)).hasSize(2);
		assertThat(backoff.next(NOW, Duration.ZERO)).isNull();
		backoff.opened(NOW - 100);
		assertThat(backoff.next(NOW, Duration.ZERO)).isNotNull();
		assertThat(backoff(plain().maxAttempts(0)).next(NOW, Duration.ZERO)).isNull();
	}

}
