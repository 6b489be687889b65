package dev.wsboot.engine.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

import dev.wsboot.engine.Headers;

/**
 * Reads {@code Retry-After} (RFC 9110 section 10.2.3): how long a server that refuses
 * asks to be left alone.
 */
final class RetryAfter {

	private RetryAfter() {
	}

	/** The time asked for: zero if none is, or what is asked for makes no sense. */
	static Duration of(Headers headers, Instant now) {
		String value = headers.first("Retry-After");
		if (value == null) {
			return Duration.ZERO;
		}
		if (value.matches("\\d{1,18}")) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		try {
			Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
			return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
		}
		catch (DateTimeException ex) {
			return Duration.ZERO;
		}
	}

}
