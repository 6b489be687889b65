package dev.wsboot.engine.internal.deflate;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 1951 section 3.2.2.
 */
class HuffmanCodeTests {

	@Test
	void theRfcsExample() {
		// Lengths 3,3,3,3,3,2,4,4 of A to H give 010 011 100 101 110 00 1110 1111.
		HuffmanCode code = code(15, 8, 8, 8, 8, 8, 16, 4, 4);
		assertThat(words(code)).containsExactly("010", "011", "100", "101", "110", "00", "1110", "1111");
	}

	@Test
	void fixedCodes() {
		// RFC 1951 section 3.2.6
		String[] literals = words(HuffmanCode.fixedLiterals());
		assertThat(literals[0]).isEqualTo("00110000");
		assertThat(literals[143]).isEqualTo("10111111");
		assertThat(literals[144]).isEqualTo("110010000");
		assertThat(literals[255]).isEqualTo("111111111");
		assertThat(literals[256]).isEqualTo("0000000");
		assertThat(literals[279]).isEqualTo("0010111");
		assertThat(literals[280]).isEqualTo("11000000");
		assertThat(literals[287]).isEqualTo("11000111");
		assertThat(words(HuffmanCode.fixedDistances())).startsWith("00000", "00001").endsWith("11111");
	}

	@Test
	void neverFewerThanTwoWords() {
		assertThat(words(code(15, 0, 0, 0, 0))).containsExactly("0", "1", "", "");
		assertThat(words(code(15, 0, 0, 7, 0))).containsExactly("0", "", "1", "");
	}

	@ParameterizedTest
	@ValueSource(ints = { 7, 9, 15 })
	void wordsAreNoLongerThanTheLimitAndUseUpAllThereIs(int limit) {
		int[] fibonacci = new int[24];
		for (int i = 0; i < fibonacci.length; i++) {
			fibonacci[i] = (i < 2) ? 1 : fibonacci[i - 1] + fibonacci[i - 2];
		}
		requireComplete(limit, fibonacci);
		Random random = new Random(limit);
		for (int round = 0; round < 500; round++) {
			int[] frequencies = new int[2 + random.nextInt((limit == 7) ? 17 : 284)];
			for (int i = 0; i < frequencies.length; i++) {
				frequencies[i] = 1 << random.nextInt(1 + random.nextInt(14));
			}
			requireComplete(limit, frequencies);
		}
	}

	private static void requireComplete(int limit, int... frequencies) {
		HuffmanCode code = code(limit, frequencies);
		long used = 0;
		for (int i = 0; i < frequencies.length; i++) {
			assertThat(code.length(i)).isBetween(1, limit);
			used += 1L << (limit - code.length(i));
			for (int j = 0; j < i; j++) {
				if (frequencies[i] > frequencies[j]) {
					assertThat(code.length(i)).as("the commoner is no longer").isLessThanOrEqualTo(code.length(j));
				}
			}
		}
		assertThat(used).isEqualTo(1L << limit);
	}

	private static HuffmanCode code(int limit, int... frequencies) {
		HuffmanCode code = new HuffmanCode(frequencies.length, limit);
		for (int symbol = 0; symbol < frequencies.length; symbol++) {
			for (int i = 0; i < frequencies[symbol]; i++) {
				code.count(symbol);
			}
		}
		code.build();
		return code;
	}

	/** Words as the RFC writes them, first bit first. */
	private static String[] words(HuffmanCode code) {
		String[] words = new String[code.words().length];
		for (int symbol = 0; symbol < words.length; symbol++) {
			StringBuilder word = new StringBuilder();
			for (int bit = 0; bit < code.length(symbol); bit++) {
				word.append(HuffmanCode.bits(code.words()[symbol]) >> bit & 1);
			}
			words[symbol] = word.toString();
		}
		return words;
	}

}
