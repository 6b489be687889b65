package dev.wsboot.benchmarks.micro;

import java.util.Objects;
import java.util.Random;

import dev.wsboot.engine.extension.Extension.Agreement;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.deflate.PerMessageDeflate;

/**
 * What the benchmarks of compression compress, and by what.
 */
final class Texts {

	/** The same text in every run. */
	private static final long SEED = 7692;

	private Texts() {
	}

	/**
	 * JSON of which each piece has values of its own.
	 * @param size length, all ASCII
	 */
	static String json(int size) {
		Random random = new Random(SEED);
		StringBuilder text = new StringBuilder();
		while (text.length() < size) {
			text.append("{\"type\":\"trade\",\"price\":").append(random.nextInt(100_000) / 100.0);
			text.append(",\"quantity\":").append(random.nextInt(10_000));
			text.append(",\"id\":").append(random.nextInt(1_000_000_000)).append("},");
		}
		return text.substring(0, size);
	}

	/**
	 * permessage-deflate as a server has it by default.
	 */
	static MessageCodec codec() {
		PerMessageDeflate extension = new PerMessageDeflate();
		Agreement agreement = extension.accept(extension.offers().get(0));
		return Objects.requireNonNull(agreement, "declined its own offer").codec();
	}

}
