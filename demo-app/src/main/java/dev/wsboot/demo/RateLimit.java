package dev.wsboot.demo;

import java.util.function.LongSupplier;

/**
 * Lets a number of messages through at once, and from then on so many per second. For one
 * connection, whose handler is called serially: not for concurrent use.
 */
final class RateLimit {

	private final double burst;

	private final double perNano;

	private final LongSupplier nanoTime;

	private double left;

	private long last;

	/**
	 * Starts with all of the burst left.
	 * @param burst how many messages may come at once
	 * @param perSecond how many are allowed again every second
	 * @param nanoTime the clock, such as {@code System::nanoTime}
	 */
	RateLimit(int burst, int perSecond, LongSupplier nanoTime) {
		this.burst = burst;
		this.perNano = perSecond / 1e9;
		this.nanoTime = nanoTime;
		this.left = burst;
		this.last = nanoTime.getAsLong();
	}

	/**
	 * Counts a message.
	 * @return whether it is within the limit
	 */
	boolean allows() {
		long now = this.nanoTime.getAsLong();
		this.left = Math.min(this.burst, this.left + (now - this.last) * this.perNano);
		this.last = now;
		if (this.left < 1) {
			return false;
		}
		this.left--;
		return true;
	}

}
