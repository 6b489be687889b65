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

	/** Keeps as many unused as can be at work at once; the rest goes to the disposer. */
	public LoanPool(Supplier<T> maker, Consumer<T> disposer) {
		this.idle = new AtomicReferenceArray<>(Math.max(2, Runtime.getRuntime().availableProcessors()));
		this.maker = maker;
		this.disposer = disposer;
	}

	/** Lends one, the caller's until given back. */
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

	/** Loans not given back, exactly so while nobody borrows or gives back. */
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
