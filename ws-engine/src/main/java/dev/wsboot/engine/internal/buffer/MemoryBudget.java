package dev.wsboot.engine.internal.buffer;

import java.util.concurrent.atomic.AtomicLong;

/** A limit for what many connections hold all together. Thread-safe. */
public final class MemoryBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	public MemoryBudget(long limit) {
		this.limit = limit;
	}

	/** Uses up bytes; or nothing, and returns false, if there are not so many. */
	public boolean take(long bytes) {
		if (this.used.addAndGet(bytes) > this.limit) {
			giveBack(bytes);
			return false;
		}
		return true;
	}

	public void giveBack(long bytes) {
		this.used.addAndGet(-bytes);
	}

	public long used() {
		return this.used.get();
	}

	public long limit() {
		return this.limit;
	}

}
