package dev.wsboot.engine.internal.deflate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a connection remembers.
 */
class SlidingWindowTests {

	@Test
	void holdsTheLastBytesWhateverTheyCameIn() {
		Random random = new Random(1);
		for (int limit : new int[] { 1, 2, 256, 1000, 32_768 }) {
			SlidingWindow window = new SlidingWindow(limit);
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			for (int i = 0; i < 200; i++) {
				byte[] bytes = Samples.noise(i, random.nextInt(1 + random.nextInt(3 * limit)));
				int offset = random.nextInt(bytes.length + 1);
				window.append(bytes, offset, bytes.length - offset);
				all.write(bytes, offset, bytes.length - offset);
				byte[] held = new byte[window.size()];
				assertThat(window.copyTo(held)).isEqualTo(held.length).isEqualTo(Math.min(limit, all.size()));
				assertThat(held).isEqualTo(Arrays.copyOfRange(all.toByteArray(), all.size() - held.length, all.size()));
			}
		}
	}

	@Test
	void growsWithWhatItHolds() {
		SlidingWindow window = new SlidingWindow(32_768);
		assertThat(window.capacity()).isZero();
		window.append(new byte[100], 0, 100);
		assertThat(window.capacity()).isBetween(100, 256);
		for (int i = 0; i < 10; i++) {
			window.append(new byte[100], 0, 100);
		}
		assertThat(window.capacity()).isBetween(1100, 2200);
		window.append(new byte[100_000], 0, 100_000);
		assertThat(window.capacity()).isEqualTo(32_768);
	}

	@Test
	void givesUpItsMemory() {
		SlidingWindow window = new SlidingWindow(256);
		window.append(new byte[1000], 0, 1000);
		window.clear();
		assertThat(window.capacity()).isZero();
		assertThat(window.size()).isZero();
		window.append(new byte[] { 1, 2, 3 }, 0, 3);
		byte[] held = new byte[3];
		window.copyTo(held);
		assertThat(held).containsExactly(1, 2, 3);
	}

}
