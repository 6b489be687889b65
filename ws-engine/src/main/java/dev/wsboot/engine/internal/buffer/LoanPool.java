package dev.wsboot.engine.internal.buffer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lends what is dear to make and too large to keep per connection. Lock-free; a thread
 * finds again what it gave back last, while that is still in its processor's cache.
 *
 * @param <T> what is lent
 */
public final class LoanPool<T> {

	private final AtomicReferenceArray<T> idle;

	private final Supplier<T> maker;

	private final Consumer<T> disposer;

	/** How many there are, lent or idle. */
	private final AtomicInteger made = new AtomicInteger();

	/**
	 * Creates a pool, which keeps as many unused as can be at work at once.
	 * @param maker makes one
	 * @param disposer takes one that is not kept
	 */
	public LoanPool(Supplier<T> maker, Consumer<T> disposer) {
		this.idle = new AtomicReferenceArray<>(Math.max(2, Runtime.getRuntime().availableProcessors()));
		this.maker = maker;
		this.disposer = disposer;
	}

	/**
	 * Lends one.
	 * @return one, the caller's until given back
	 */
	public T borrow() {
		int start = start();
		for (int i = 0; i < this.idle.length(); i++) {
			T found = this.idle.getAndSet((start + i) % this.idle.length(), null);
			if (found != null) {
				return found;
			}
		}
		T loan = this.maker.get();
		this.made.incrementAndGet();
		return loan;
	}

	/**
	 * Takes one back.
	 * @param loan not to be used by the caller any more
	 */
	public void giveBack(T loan) {
		int start = start();
		for (int i = 0; i < this.idle.length(); i++) {
			if (this.idle.compareAndSet((start + i) % this.idle.length(), null, loan)) {
				return;
			}
		}
		this.made.decrementAndGet();
		this.disposer.accept(loan);
	}

	/**
	 * Loans not given back, exactly so while nobody borrows or gives back.
	 * @return their number
	 */
	public long lent() {
		long lent = this.made.get();
		for (int i = 0; i < this.idle.length(); i++) {
			lent -= (this.idle.get(i) != null) ? 1 : 0;
		}
		return lent;
	}

	private int start() {
		return (int) (Thread.currentThread().getId() % this.idle.length());
	}

}
