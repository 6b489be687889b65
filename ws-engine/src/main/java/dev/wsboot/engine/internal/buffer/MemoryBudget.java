package dev.wsboot.engine.internal.buffer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit for what many connections hold all together. Thread-safe.
 */
public final class MemoryBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Creates a budget of which nothing is used.
	 * @param limit most bytes at a time
	 */
	public MemoryBudget(long limit) {
		this.limit = limit;
	}

	/**
	 * Uses up bytes.
	 * @param bytes how many more are wanted
	 * @return false if there are not so many: nothing is used up then
	 */
	public boolean take(long bytes) {
		if (this.used.addAndGet(bytes) > this.limit) {
			giveBack(bytes);
			return false;
		}
		return true;
	}

	/**
	 * Gives back what was taken.
	 * @param bytes how many of them
	 */
	public void giveBack(long bytes) {
		this.used.addAndGet(-bytes);
	}

	/**
	 * What is used now.
	 * @return bytes
	 */
	public long used() {
		return this.used.get();
	}

	/**
	 * Most bytes at a time.
	 * @return the limit
	 */
	public long limit() {
		return this.limit;
	}

}
