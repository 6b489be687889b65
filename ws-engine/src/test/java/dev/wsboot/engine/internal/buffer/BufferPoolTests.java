package dev.wsboot.engine.internal.buffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.internal.buffer.BufferPool.LARGE;
import static dev.wsboot.engine.internal.buffer.BufferPool.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Segments that are lent and come back.
 */
class BufferPoolTests {

	private final BufferPool pool = new BufferPool(2 * LARGE);

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, SMALL - 1, SMALL })
	void smallSegmentIsLentForLittle(int expected) {
		assertThat(this.pool.borrow(expected).bytes).hasSize(SMALL);
	}

	@ParameterizedTest
	@ValueSource(ints = { SMALL + 1, LARGE, Integer.MAX_VALUE })
	void largeSegmentIsLentForMore(int expected) {
		assertThat(this.pool.borrow(expected).bytes).hasSize(LARGE);
	}

	@ParameterizedTest
	@ValueSource(ints = { SMALL, LARGE })
	void segmentThatCameBackIsLentAgainEmpty(int size) {
		Segment segment = this.pool.borrow(size);
		segment.end = 100;
		segment.view.position(50).limit(100);
		segment.next = new Segment(1);
		this.pool.release(segment);
		assertThat(this.pool.idle()).isEqualTo(size);
		assertThat(this.pool.borrow(size)).isSameAs(segment);
		assertThat(this.pool.idle()).isZero();
		assertThat(segment.end).isZero();
		assertThat(segment.free()).isEqualTo(size);
		assertThat(segment.next).isNull();
		assertThat(segment.view.position()).isZero();
		assertThat(segment.view.limit()).isEqualTo(size);
	}

	@Test
	void oneSegmentIsNotLentTwice() {
		assertThat(this.pool.borrow(1)).isNotSameAs(this.pool.borrow(1));
		this.pool.release(this.pool.borrow(1));
		assertThat(this.pool.borrow(1)).isNotSameAs(this.pool.borrow(1));
	}

	@Test
	void noMoreIsKeptThanAllowed() {
		Segment[] lent = new Segment[5];
		for (int i = 0; i < 5; i++) {
			lent[i] = this.pool.borrow(LARGE);
		}
		for (Segment segment : lent) {
			this.pool.release(segment);
		}
		assertThat(this.pool.idle()).isEqualTo(2 * LARGE);
	}

	@Test
	void sizesAreKeptApart() {
		this.pool.release(this.pool.borrow(SMALL));
		assertThat(this.pool.borrow(LARGE).bytes).hasSize(LARGE);
		assertThat(this.pool.idle()).isEqualTo(SMALL);
	}

	@Test
	void segmentOfAnotherSizeIsLeftToTheCollector() {
		this.pool.release(new Segment(100));
		assertThat(this.pool.idle()).isZero();
	}

}
