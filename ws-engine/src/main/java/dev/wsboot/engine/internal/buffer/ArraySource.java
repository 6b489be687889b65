package dev.wsboot.engine.internal.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Arrays that are written as they are, so that sockets may share them. Thread-safe.
 */
public final class ArraySource extends ByteSource {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	// Guarded by this.

	private final Queue<byte[]> arrays = new ArrayDeque<>(1);

	private ByteBuffer view = NOTHING;

	private boolean dropped;

	/**
	 * Adds what is to be written behind the rest.
	 * @param bytes an array that is not changed any more
	 */
	public synchronized void add(byte[] bytes) {
		if (!this.dropped) {
			this.arrays.add(bytes);
		}
	}

	@Override
	protected @Nullable ByteBuffer take(int written) {
		while (!this.view.hasRemaining()) {
			byte[] first = this.arrays.poll();
			if (first == null) {
				this.view = NOTHING;
				return null;
			}
			this.view = ByteBuffer.wrap(first);
		}
		return this.view;
	}

	@Override
	protected void shrink(int written) {
	}

	@Override
	protected void drop(boolean viewed) {
		this.dropped = true;
		this.arrays.clear();
		this.view = NOTHING;
	}

}
