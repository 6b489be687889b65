package dev.wsboot.engine.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Says how long to wait for the next attempt: exponentially longer, less a part left to
 * chance. Not thread-safe.
 */
final class Backoff {

	private final WsReconnect settings;

	private final DoubleSupplier chance;

	/** Since a connection stood for long enough. */
	private long attempts;

	private boolean open;

	private long openedAt;

	/** Chance says numbers of at least 0 and less than 1. */
	Backoff(WsReconnect settings, DoubleSupplier chance) {
		this.settings = settings;
		this.chance = chance;
	}

	/** A connection came about, at a time in nanoseconds. */
	void opened(long now) {
		this.open = true;
		this.openedAt = now;
	}

	/**
	 * The attempt failed, or the connection ended, at a time in nanoseconds: says how
	 * long to wait, or null if there were attempts enough. {@code least} is what the
	 * server asked for, which the longest delay limits.
	 */
	@Nullable Duration next(long now, Duration least) {
		if (this.open && now - this.openedAt >= this.settings.steadyAfter.toNanos()) {
			this.attempts = 0;
		}
		this.open = false;
		if (this.attempts >= this.settings.maxAttempts) {
			return null;
		}
		double most = this.settings.maxDelay.toNanos();
		double grown = this.settings.initialDelay.toNanos() * Math.pow(this.settings.factor, this.attempts++);
		double shortened = Math.min(most, grown) * (1 - this.settings.jitter * this.chance.getAsDouble());
		Duration asked = (least.compareTo(this.settings.maxDelay) > 0) ? this.settings.maxDelay : least;
		return Duration.ofNanos(Math.max((long) shortened, asked.toNanos()));
	}

}
