package dev.wsboot.engine.internal.protocol;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.IntSupplier;

/**
 * Masking keys from a strong source of entropy (RFC 6455 section 5.3: the key must not be
 * predictable), drawn many at a time because a draw costs far more than a frame.
 */
final class MaskingKeys implements IntSupplier {

	/** The keys that every client of the JVM shares. Thread-safe. */
	public static final IntSupplier SECURE = new MaskingKeys();

	private final SecureRandom random = new SecureRandom();

	private final byte[] drawn = new byte[1024];

	private final ByteBuffer keys = ByteBuffer.wrap(this.drawn).limit(0);

	private MaskingKeys() {
	}

	@Override
	public synchronized int getAsInt() {
		if (!this.keys.hasRemaining()) {
			this.random.nextBytes(this.drawn);
			this.keys.clear();
		}
		return this.keys.getInt();
	}

}
