package dev.wsboot.engine.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Payloads, the same ones in every run.
 */
final class Samples {

	private static final String[] WORDS = { "frame", "mask", "ping", "Zürich", "opcode", "close", "λόγος", "fragment",
			"peer", "窓", "stream", "octet" };

	private Samples() {
	}

	/** Text of one letter. */
	static String letters(int length) {
		return "w".repeat(length);
	}

	/** Bytes of one value that is not a letter. */
	static byte[] octets(int length) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) 0xFE);
		return bytes;
	}

	/** Bytes that cannot be compressed. */
	static byte[] noise(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

	/** Words in several scripts, in so many bytes of UTF-8. */
	static byte[] prose(int length, int seed) {
		Random random = new Random(seed);
		StringBuilder text = new StringBuilder();
		while (text.length() <= length) {
			text.append(WORDS[random.nextInt(WORDS.length)]).append((random.nextInt(9) == 0) ? ".\n" : " ");
		}
		return fit(text, length);
	}

	/** Records as programs exchange them. */
	static byte[] records(int length, int seed) {
		Random random = new Random(seed);
		StringBuilder text = new StringBuilder();
		while (text.length() <= length) {
			text.append("{\"id\":")
				.append(random.nextInt(1_000_000))
				.append(",\"kind\":\"")
				.append(WORDS[random.nextInt(4)])
				.append("\",\"value\":")
				.append(random.nextDouble())
				.append("}\n");
		}
		return fit(text, length);
	}

	/** Letters without any order. */
	static byte[] digits(int length, int seed) {
		Random random = new Random(seed);
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) ('0' + random.nextInt(75));
		}
		return bytes;
	}

	private static byte[] fit(StringBuilder text, int length) {
		byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
		int end = length;
		while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
			end--;
		}
		byte[] fitting = Arrays.copyOf(bytes, length);
		Arrays.fill(fitting, end, length, (byte) ' ');
		return fitting;
	}

}
