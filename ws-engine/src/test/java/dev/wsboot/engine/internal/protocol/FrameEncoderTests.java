package dev.wsboot.engine.internal.protocol;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.SegmentQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What {@link FrameEncoder} leaves behind when memory runs out.
 */
class FrameEncoderTests {

	private final AtomicBoolean full = new AtomicBoolean();

	private final FrameEncoder encoder = new FrameEncoder(Side.CLIENT, () -> {
		if (this.full.get()) {
			throw new OutOfMemoryError("simulated");
		}
		return 0;
	});

	private final SegmentQueue queue = new SegmentQueue(new BufferPool(1024 * 1024));

	static Stream<String> texts() {
		return Stream.of("short", "a".repeat(1000), "\u00e4".repeat(1000), "a".repeat(200_000),
				"a".repeat(200_000) + "\u00e4");
	}

	@ParameterizedTest
	@MethodSource("texts")
	void leavesNothingOfAFrameThatItCannotFinish(String text) {
		this.encoder.text(this.queue, "before");
		long before = this.queue.size();
		this.full.set(true);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.encoder.text(this.queue, text));
		assertThat(this.queue.size()).isEqualTo(before);
		this.full.set(false);
		this.encoder.text(this.queue, "after");
		assertThat(this.queue.size()).isEqualTo(before + 6 + "after".length());
	}

}
