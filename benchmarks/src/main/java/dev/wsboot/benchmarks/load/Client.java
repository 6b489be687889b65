package dev.wsboot.benchmarks.load;

import java.nio.ByteBuffer;

/**
 * What the connections of one generator share. Not thread-safe.
 */
final class Client {

	private static final int READ_BUFFER = 256 * 1024;

	private final Load load;

	private final byte[] message;

	private final ByteBuffer copies;

	private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER);

	Client(Load load) {
		this.load = load;
		this.message = Frames.text(load.size(), load.compressed());
		int depth = Math.max(1, load.depth());
		this.copies = ByteBuffer.allocateDirect(this.message.length * depth);
		for (int i = 0; i < depth; i++) {
			this.copies.put(this.message);
		}
	}

	Load load() {
		return this.load;
	}

	byte[] message() {
		return this.message;
	}

	/**
	 * The message, as often as it may be in flight, so that all of them go out in one
	 * write.
	 * @return a direct buffer, to be cleared before use
	 */
	ByteBuffer copies() {
		return this.copies;
	}

	ByteBuffer readBuffer() {
		return this.readBuffer;
	}

}
