package dev.wsboot.engine.client;

import java.time.Duration;
import java.time.Instant;

import dev.wsboot.engine.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 9110 section 10.2.3.
 */
class RetryAfterTests {

	private static final Instant NOW = Instant.parse("2024-02-29T12:00:00Z");

	private static Duration read(String value) {
		return RetryAfter.of(Headers.builder().add("retry-after", value).build(), NOW);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "120 | PT2M", "0 | PT0S", "Thu, 29 Feb 2024 12:00:30 GMT | PT30S",
			"Thu, 29 Feb 2024 11:59:59 GMT | PT0S" })
	void isSecondsOrADate(String value, Duration expected) {
		assertThat(read(value)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "-1", "1.5", "99999999999999999999", "Fri, 29 Feb 2024 12:00:30 GMT" })
	void isIgnoredIfItMakesNoSense(String value) {
		assertThat(read(value)).isZero();
	}

	@Test
	void mayBeLongerThanAnybodyWaits() {
		assertThat(read("999999999999999999")).isEqualTo(Duration.ofSeconds(999_999_999_999_999_999L));
	}

	@Test
	void mayBeMissing() {
		assertThat(RetryAfter.of(Headers.EMPTY, NOW)).isZero();
	}

}
