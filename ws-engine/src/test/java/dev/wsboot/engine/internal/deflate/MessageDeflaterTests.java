package dev.wsboot.engine.internal.deflate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import dev.wsboot.engine.testing.DeflateStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The compressor, judged by the JDK's inflater and by {@link DeflateStream}.
 */
class MessageDeflaterTests {

	private static final byte[] NOTHING = new byte[0];

	private final MessageDeflater deflater = new MessageDeflater();

	static IntStream levels() {
		return IntStream.rangeClosed(1, 9);
	}

	static IntStream windowBits() {
		return IntStream.rangeClosed(8, 15);
	}

	@Nested
	class Levels {

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.deflate.MessageDeflaterTests#levels")
		void comeBackAsTheyWere(int level) throws DataFormatException {
			for (int seed = 0; seed < 40; seed++) {
				for (int size : new int[] { 1, 2, 3, 4, 5, 8, 63, 300, 4096, 20_000 }) {
					requireReturn(level, Samples.mixed(seed, size + seed));
					requireReturn(level, Samples.json(seed, size + seed));
					requireReturn(level, Samples.noise(seed, size + seed));
					requireReturn(level, new byte[size + seed]);
				}
			}
		}

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.deflate.MessageDeflaterTests#levels")
		void comeBackWhenTheyTakeManyBlocks(int level) throws DataFormatException {
			requireReturn(level, Samples.mixed(level, 1_000_000));
			requireReturn(level, Samples.json(level, 1_000_000));
			requireReturn(level, new byte[10_000_000]);
		}

		@Test
		void higherOnesCompressBetter() {
			byte[] message = Samples.json(1, 16_384);
			int[] sizes = levels().map((level) -> compress(level, 15, null, message).length).toArray();
			assertThat(sizes[0]).isGreaterThan(sizes[1]);
			assertThat(sizes[1]).isGreaterThan(sizes[4]);
			assertThat(sizes[4]).isGreaterThan(sizes[5]);
			assertThat(sizes[5]).isGreaterThanOrEqualTo(sizes[8]);
		}

		private void requireReturn(int level, byte[] message) throws DataFormatException {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			boolean smaller = MessageDeflaterTests.this.deflater.deflate(level, 15, null, message, 0, message.length,
					out::write);
			if (smaller) {
				assertThat(out.size()).isLessThan(message.length);
			}
			if (smaller || message.length < 65_536) {
				assertThat(inflate(out.toByteArray(), NOTHING, message.length)).isEqualTo(message);
			}
		}

	}

	@Nested
	class Windows {

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.deflate.MessageDeflaterTests#windowBits")
		void noDistanceExceedsThem(int bits) {
			int largest = 0;
			for (int level : new int[] { 1, 2, 6 }) {
				for (int seed = 0; seed < 6; seed++) {
					byte[] message = Samples.mixed(seed, 70_000);
					DeflateStream stream = DeflateStream.ofMessage(compress(level, bits, null, message), NOTHING);
					assertThat(stream.decoded()).isEqualTo(message);
					largest = Math.max(largest, stream.maxDistance());
				}
			}
			assertThat(largest).isLessThanOrEqualTo(1 << bits).isGreaterThan((1 << bits) * 9 / 10);
		}

		@ParameterizedTest
		@MethodSource("dev.wsboot.engine.internal.deflate.MessageDeflaterTests#windowBits")
		void noDistanceExceedsThemWithContext(int bits) {
			SlidingWindow context = new SlidingWindow(1 << bits);
			byte[] history = NOTHING;
			Random random = new Random(bits);
			for (int i = 0; i < 40; i++) {
				byte[] message = (i % 5 == 4) ? Samples.mixed(i, random.nextInt(40_000)) : Samples.json(i, 40 + i * 20);
				byte[] payload = compress(1 + i % 9, bits, context, message);
				DeflateStream stream = DeflateStream.ofMessage(payload, history);
				assertThat(stream.decoded()).isEqualTo(message);
				assertThat(stream.maxDistance()).isLessThanOrEqualTo(1 << bits);
				context.append(message, 0, message.length);
				history = join(history, message);
			}
		}

		@Test
		void exactlyTheWholeWindowIsUsed() {
			byte[] far = Samples.noise(1, 300);
			byte[] message = join(far, Samples.noise(2, 32_768 - 300), far);
			for (int level : new int[] { 1, 9 }) {
				assertThat(DeflateStream.ofMessage(compress(level, 15, null, message), NOTHING).maxDistance())
					.isEqualTo(32_768);
				assertThat(DeflateStream.ofMessage(compress(level, 14, null, message), NOTHING).maxDistance())
					.isLessThanOrEqualTo(16_384);
			}
		}

	}

	@Nested
	class Context {

		@ParameterizedTest
		@ValueSource(ints = { 1, 20, 1000, 32_768, 32_769, 65_536, 200_000 })
		void isReferredToByMessagesOfAnyLength(int size) throws DataFormatException {
			SlidingWindow context = new SlidingWindow(1 << 15);
			byte[] earlier = Samples.json(1, 50_000);
			context.append(earlier, 0, earlier.length);
			byte[] last = Arrays.copyOfRange(earlier, earlier.length - 32_768, earlier.length);
			byte[] message = Arrays.copyOf(join(last, Samples.mixed(2, 200_000)), size);
			for (int level = 1; level <= 9; level++) {
				byte[] payload = compress(level, 15, context, message);
				assertThat(inflate(payload, last, size)).isEqualTo(message);
			}
		}

		@Test
		void ofAnotherMessageIsNeverMistakenForItsOwn() throws DataFormatException {
			byte[] message = Samples.json(1, 2000);
			byte[] alone = compress(2, 15, null, message);
			SlidingWindow context = new SlidingWindow(1 << 15);
			context.append(message, 0, message.length);
			assertThat(compress(2, 15, context, message).length).isLessThan(alone.length / 4);
			assertThat(compress(2, 15, null, message)).isEqualTo(alone);
		}

	}

	@Nested
	class Positions {

		@Test
		void startAgainWhenTheyRunOut() throws DataFormatException {
			MessageDeflater old = new MessageDeflater(new MatchFinder(Integer.MAX_VALUE - 10_000));
			for (int i = 0; i < 20; i++) {
				byte[] message = Samples.json(i, 1500);
				ByteArrayOutputStream out = new ByteArrayOutputStream();
				assertThat(old.deflate(2, 15, null, message, 0, message.length, out::write)).isTrue();
				assertThat(inflate(out.toByteArray(), NOTHING, message.length)).isEqualTo(message);
				assertThat(out.toByteArray()).isEqualTo(compress(2, 15, null, message));
			}
		}

		@Test
		void messagesMayLieAnywhereInTheirArray() throws DataFormatException {
			byte[] message = Samples.json(1, 3000);
			for (int offset : new int[] { 0, 1, 7, 3000 }) {
				byte[] array = join(Arrays.copyOf(message, offset), message, message);
				ByteArrayOutputStream out = new ByteArrayOutputStream();
				MessageDeflaterTests.this.deflater.deflate(2, 15, null, array, offset, message.length, out::write);
				assertThat(out.toByteArray()).isEqualTo(compress(2, 15, null, message));
				assertThat(inflate(out.toByteArray(), NOTHING, message.length)).isEqualTo(message);
			}
		}

	}

	private byte[] compress(int level, int windowBits, @Nullable SlidingWindow context, byte[] message) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		this.deflater.deflate(level, windowBits, context, message, 0, message.length, out::write);
		return out.toByteArray();
	}

	private static byte[] inflate(byte[] payload, byte[] dictionary, int size) throws DataFormatException {
		Inflater inflater = new Inflater(true);
		try {
			if (dictionary.length > 0) {
				inflater.setDictionary(dictionary);
			}
			byte[] whole = join(payload, new byte[] { 0, 0, (byte) 0xFF, (byte) 0xFF });
			inflater.setInput(whole);
			byte[] message = new byte[size + 1];
			int length = 0;
			for (int count; (count = inflater.inflate(message, length, message.length - length)) > 0;) {
				length += count;
			}
			assertThat(inflater.getRemaining()).isZero();
			return Arrays.copyOf(message, length);
		}
		finally {
			inflater.end();
		}
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

}
