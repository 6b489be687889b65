package dev.wsboot.engine.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A message for many connections: its payload, and what it becomes by each
 * {@link SharedEncoder} that occurs among them. Thread-safe.
 */
public final class SharedMessage {

	private final int opcode;

	private final byte[] payload;

	private final boolean compress;

	/** Guarded by itself. */
	private final Map<SharedEncoder, byte[]> encoded = new HashMap<>(2);

	private SharedMessage(int opcode, byte[] payload, boolean compress) {
		this.opcode = opcode;
		this.payload = payload;
		this.compress = compress;
	}

	/**
	 * A text message.
	 * @param text the text; unpaired surrogates become {@code ?}
	 * @param compress whether compression may be applied
	 * @return the message
	 */
	public static SharedMessage text(String text, boolean compress) {
		return new SharedMessage(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8), compress);
	}

	/**
	 * A binary message.
	 * @param data its payload, not to be changed any more
	 * @param compress whether compression may be applied
	 * @return the message
	 */
	public static SharedMessage binary(byte[] data, boolean compress) {
		return new SharedMessage(Opcode.BINARY, data, compress);
	}

	int opcode() {
		return this.opcode;
	}

	/** Not to be changed. */
	byte[] payload() {
		return this.payload;
	}

	boolean compress() {
		return this.compress;
	}

	/**
	 * The payload as the encoder makes it, once.
	 * @return the {@link #payload()} itself if it is to be sent as it is
	 */
	byte[] encoded(SharedEncoder encoder) {
		synchronized (this.encoded) {
			byte[] result = this.encoded.get(encoder);
			if (result == null) {
				ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(32, this.payload.length / 2));
				result = encoder.encode(this.payload, 0, this.payload.length, out::write) ? out.toByteArray()
						: this.payload;
				this.encoded.put(encoder, result);
			}
			return result;
		}
	}

}
