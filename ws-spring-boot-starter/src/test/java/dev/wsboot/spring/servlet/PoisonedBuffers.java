package dev.wsboot.spring.servlet;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A pool for Jetty that shows who uses a buffer that was given back: each is filled with
 * poison and rests before it is lent again. A reader finds the poison; what a writer has
 * changed is a breach. Thread-safe.
 */
final class PoisonedBuffers implements ByteBufferPool {

	private static final byte POISON = (byte) 0xEE;

	/** As Jetty's own pool rounds, so that TLS decrypts in place where it would. */
	private static final int STEP = 4096;

	private static final int RESTING = 16;

	private final Map<Kind, Queue<ByteBuffer>> resting = new HashMap<>();

	private final Set<Lent> lent = new LinkedHashSet<>();

	private final List<String> breaches = new ArrayList<>();

	private ByteBuffer poison = ByteBuffer.allocate(0);

	private int reuses;

	@Override
	public synchronized RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
		Kind kind = new Kind(Math.max(STEP, (size + STEP - 1) / STEP * STEP), direct);
		Queue<ByteBuffer> queue = this.resting.computeIfAbsent(kind, (key) -> new ArrayDeque<>());
		ByteBuffer buffer;
		if (queue.size() < RESTING) {
			buffer = direct ? ByteBuffer.allocateDirect(kind.capacity()) : ByteBuffer.allocate(kind.capacity());
		}
		else {
			buffer = queue.remove();
			examine(kind, buffer);
			this.reuses++;
		}
		Lent taken = new Lent(kind, buffer.limit(0));
		this.lent.add(taken);
		return taken;
	}

	@Override
	public synchronized void clear() {
		examineAll();
		this.resting.values().forEach(Queue::clear);
	}

	private synchronized void giveBack(Lent given) {
		this.lent.remove(given);
		ByteBuffer buffer = given.getByteBuffer();
		buffer.clear().put(poison(given.kind));
		this.resting.get(given.kind).add(buffer.clear().limit(0));
	}

	private synchronized void breach(String what) {
		this.breaches.add(what);
	}

	private void examine(Kind kind, ByteBuffer buffer) {
		if (buffer.position() != 0 || buffer.limit() != 0) {
			breach(kind + " moved after it was given back: " + buffer);
		}
		int written = buffer.clear().mismatch(poison(kind));
		if (written >= 0) {
			breach(kind + " written to at " + written + " after it was given back");
		}
	}

	private void examineAll() {
		this.resting.forEach((kind, queue) -> queue.forEach((buffer) -> {
			examine(kind, buffer);
			buffer.limit(0);
		}));
	}

	private ByteBuffer poison(Kind kind) {
		if (this.poison.capacity() < kind.capacity()) {
			byte[] more = new byte[kind.capacity()];
			Arrays.fill(more, POISON);
			this.poison = ByteBuffer.wrap(more);
		}
		return this.poison.slice(0, kind.capacity());
	}

	/** Where those were taken that have not been given back. */
	synchronized List<Throwable> lent() {
		return this.lent.stream().map((each) -> each.taken).toList();
	}

	/** What was done to buffers that had been given back. */
	synchronized List<String> breaches() {
		examineAll();
		return List.copyOf(this.breaches);
	}

	/** How often a buffer was lent that had been given back. */
	synchronized int reuses() {
		return this.reuses;
	}

	private record Kind(int capacity, boolean direct) {

	}

	private final class Lent extends RetainableByteBuffer.Pooled {

		private final Kind kind;

		private final Throwable taken = new Throwable("taken by " + Thread.currentThread().getName());

		private Lent(Kind kind, ByteBuffer buffer) {
			super(PoisonedBuffers.this, buffer);
			this.kind = kind;
		}

		@Override
		public boolean release() {
			boolean last;
			try {
				last = super.release();
			}
			catch (IllegalStateException ex) {
				breach(this.kind + " given back twice");
				throw ex;
			}
			if (last) {
				giveBack(this);
			}
			return last;
		}

	}

}
