package dev.wsboot.engine.internal.connection;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import dev.wsboot.engine.internal.log.Log;

/**
 * Counts by key, of few keys. Tells listeners of every key exactly once, when its first
 * count can be read already. Thread-safe; counting a known key takes no lock.
 *
 * @param <K> the key
 */
final class Tally<K extends Comparable<K>> {

	private static final Log log = Log.of(Ledger.class);

	private final Map<K, LongAdder> counts = new ConcurrentHashMap<>();

	private final List<Consumer<? super K>> listeners = new CopyOnWriteArrayList<>();

	void increment(K key) {
		LongAdder count = this.counts.get(key);
		if (count != null) {
			count.increment();
		}
		else {
			first(key);
		}
	}

	/** Under the lock, so that a listener that comes meanwhile misses no key. */
	private synchronized void first(K key) {
		LongAdder added = new LongAdder();
		added.increment();
		LongAdder count = this.counts.putIfAbsent(key, added);
		if (count != null) {
			count.increment();
		}
		else {
			this.listeners.forEach((listener) -> tell(listener, key));
		}
	}

	private void tell(Consumer<? super K> listener, K key) {
		try {
			listener.accept(key);
		}
		catch (Throwable ex) {
			// Whoever counts is in the middle of ending a connection and has to go on.
			log.log(Level.WARNING, () -> "a listener threw at '" + key + "', which is counted all the same", ex);
		}
	}

	/**
	 * Calls the listener with every key, present and future.
	 * @return ends that; the listener is not called any more when it returns
	 */
	synchronized Runnable listen(Consumer<? super K> listener) {
		this.listeners.add(listener);
		this.counts.keySet().forEach((key) -> tell(listener, key));
		return () -> forget(listener);
	}

	private synchronized void forget(Consumer<? super K> listener) {
		this.listeners.remove(listener);
	}

	long get(K key) {
		LongAdder count = this.counts.get(key);
		return (count != null) ? count.sum() : 0;
	}

	Map<K, Long> copy() {
		Map<K, Long> copy = new TreeMap<>();
		this.counts.forEach((key, count) -> copy.put(key, count.sum()));
		return copy;
	}

}
