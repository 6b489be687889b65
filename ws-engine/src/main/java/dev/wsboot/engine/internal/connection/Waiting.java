package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Where those wait who drain. Thread-safe.
 */
final class Waiting {

	/** What is waited for may have come true. */
	synchronized void look() {
		notifyAll();
	}

	/**
	 * Waits until it has.
	 * @return false if the time is over, or the thread was interrupted
	 */
	synchronized boolean await(BooleanSupplier condition, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		try {
			while (!condition.getAsBoolean()) {
				long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
				if (left <= 0) {
					return false;
				}
				wait(left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
