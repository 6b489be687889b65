package dev.wsboot.engine.internal.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/** Arrays that are written as they are, so that sockets may share them. Thread-safe. */
public final class ArraySource extends ByteSource {

	// Guarded by this.

	private final Queue<ByteBuffer> views = new ArrayDeque<>(1);

	private boolean dropped;

	/** Adds an array that is not changed any more. */
	public synchronized void add(byte[] bytes) {
		if (!this.dropped) {
			this.views.add(ByteBuffer.wrap(bytes));
		}
	}

	@Override
	protected @Nullable ByteBuffer take(int written) {
		ByteBuffer first = this.views.peek();
		while (first != null && !first.hasRemaining()) {
			this.views.remove();
			first = this.views.peek();
		}
		return first;
	}

	@Override
	protected void drop(boolean viewed) {
		this.dropped = true;
		this.views.clear();
	}

}
