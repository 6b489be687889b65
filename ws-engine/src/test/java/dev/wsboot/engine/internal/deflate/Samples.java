package dev.wsboot.engine.internal.deflate;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Messages as they are in practice, the same in every run.
 */
public final class Samples {

	private static final String[] WORDS = { "alice", "bob", "carol", "price", "quantity", "symbol", "status", "active",
			"pending", "description", "the", "quick", "brown", "fox", "message", "röst", "дом", "水" };

	private Samples() {
	}

	/** JSON of about that many bytes. */
	public static byte[] json(long seed, int size) {
		Random random = new Random(seed);
		StringBuilder json = new StringBuilder("[");
		while (json.length() < size) {
			json.append("{\"id\":").append(random.nextInt(1_000_000)).append(",\"user\":\"").append(word(random));
			json.append("\",\"text\":\"");
			for (int i = random.nextInt(10); i >= 0; i--) {
				json.append(word(random)).append(' ');
			}
			json.append("\",\"price\":").append(random.nextInt(100_000) / 100.0).append("},");
		}
		return json.append("]").toString().getBytes(StandardCharsets.UTF_8);
	}

	/** Bytes that no compression shrinks. */
	public static byte[] noise(long seed, int size) {
		byte[] bytes = new byte[size];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	/** Short and long repetitions, near and far, among noise. */
	public static byte[] mixed(long seed, int size) {
		Random random = new Random(seed);
		byte[] bytes = new byte[size];
		int at = 0;
		while (at < size) {
			int length = Math.min(size - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 2000 : 60));
			if (at > 0 && random.nextInt(3) > 0) {
				int distance = 1 + random.nextInt(Math.min(at, 1 << (1 + random.nextInt(16))));
				for (int i = 0; i < length; i++) {
					bytes[at + i] = bytes[at + i - distance];
				}
			}
			else {
				for (int i = 0; i < length; i++) {
					bytes[at + i] = (byte) random.nextInt(random.nextBoolean() ? 256 : 16);
				}
			}
			at += length;
		}
		return bytes;
	}

	private static String word(Random random) {
		return WORDS[random.nextInt(WORDS.length)];
	}

}
