package dev.wsboot.engine.internal.buffer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.internal.buffer.BufferPool.LARGE;
import static dev.wsboot.engine.internal.buffer.BufferPool.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Bytes on their way out.
 */
class SegmentQueueTests {

	private final BufferPool pool = new BufferPool(Integer.MAX_VALUE);

	private final SegmentQueue queue = new SegmentQueue(this.pool);

	@AfterEach
	void queueEndsWhole() {
		this.queue.clear();
		assertThat(this.queue.size()).isZero();
		assertThat(this.queue.next()).isNull();
	}

	private void append(byte[] bytes) {
		this.queue.append(bytes, 0, bytes.length);
	}

	/** Writes up to so many bytes of the next view. */
	private byte[] write(int most) {
		ByteBuffer view = this.queue.next();
		if (view == null) {
			return new byte[0];
		}
		byte[] taken = new byte[Math.min(most, view.remaining())];
		view.get(taken);
		this.queue.written(taken.length);
		return taken;
	}

	private byte[] writeAll(int step) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] taken; (taken = write(step)).length > 0;) {
			all.writeBytes(taken);
		}
		return all.toByteArray();
	}

	private static byte[] concat(byte[] one, byte[] other) {
		return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

	@Nested
	class Bytes {

		@ParameterizedTest
		@ValueSource(ints = { 1, 2, SMALL - 1, SMALL, SMALL + 1, LARGE - 1, LARGE, LARGE + 1, 200_000 })
		void comeOutAsTheyWentIn(int length) {
			append(random(length));
			assertThat(SegmentQueueTests.this.queue.size()).isEqualTo(length);
			assertThat(writeAll(1000)).isEqualTo(random(length));
			assertThat(SegmentQueueTests.this.queue.size()).isZero();
		}

		@Test
		void comeOutInOrderWhateverTheSizes() {
			Random random = new Random(42);
			ByteArrayOutputStream in = new ByteArrayOutputStream();
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			for (int i = 0; i < 3000; i++) {
				byte[] bytes = random((random.nextInt(10) == 0) ? random.nextInt(100_000) : random.nextInt(200));
				in.writeBytes(bytes);
				append(bytes);
				for (int writes = random.nextInt(4); writes > 0; writes--) {
					out.writeBytes(write(1 + random.nextInt(70_000)));
				}
				if (random.nextInt(3) == 0) {
					SegmentQueueTests.this.queue.shrink();
				}
				assertThat(SegmentQueueTests.this.queue.size()).isEqualTo(in.size() - out.size());
			}
			out.writeBytes(writeAll(Integer.MAX_VALUE));
			assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, SMALL, LARGE, 200_000 })
		void areTakenBack(int length) {
			SegmentQueue queue = SegmentQueueTests.this.queue;
			assertThat(queue.last()).isNull();
			append(random(length));
			queue.cutBehind(null, 0);
			assertThat(queue.size()).isZero();
			assertThat(queue.next()).isNull();

			append(random(3000));
			byte[] written = write(1000);
			Segment last = queue.last();
			int end = last.end;
			append(random(length));
			queue.cutBehind(last, end);
			assertThat(queue.size()).isEqualTo(2000);
			assertThat(queue.last()).isSameAs(last);
			append(new byte[] { 1, 2 });
			byte[] expected = Arrays.copyOf(random(3000), 3002);
			expected[3000] = 1;
			expected[3001] = 2;
			assertThat(concat(written, writeAll(Integer.MAX_VALUE))).isEqualTo(expected);
		}

		@Test
		void takenBackLeaveNoSegmentBehind() {
			append(random(200_000));
			SegmentQueueTests.this.queue.cutBehind(null, 0);
			assertThat(SegmentQueueTests.this.pool.idle()).isGreaterThanOrEqualTo(200_000);
		}

		@Test
		void areFilledIntoReservedRoom() {
			append(new byte[] { 1 });
			Segment segment = SegmentQueueTests.this.queue.reserve(3, 0);
			segment.bytes[segment.end] = 2;
			segment.bytes[segment.end + 1] = 3;
			SegmentQueueTests.this.queue.commit(2);
			append(new byte[] { 4 });
			assertThat(writeAll(10)).containsExactly(1, 2, 3, 4);
		}

		@Test
		void reservedRoomLiesInOnePiece() {
			append(new byte[SMALL - 10]);
			assertThat(SegmentQueueTests.this.queue.reserve(11, 0).free()).isGreaterThanOrEqualTo(11);
			assertThat(SegmentQueueTests.this.queue.reserve(LARGE, 0).free()).isEqualTo(LARGE);
		}

		@Test
		void reservedRoomMayBeLeftUnused() {
			append(new byte[] { 1 });
			SegmentQueueTests.this.queue.reserve(LARGE, 0);
			append(new byte[] { 2 });
			assertThat(writeAll(10)).containsExactly(1, 2);
		}

		@Test
		void cannotBeCommittedWithoutReserving() {
			assertThatIllegalStateException().isThrownBy(() -> SegmentQueueTests.this.queue.commit(1));
		}

		@Test
		void mayBeAppendedWhileAViewIsOut() {
			append(new byte[] { 1, 2, 3 });
			ByteBuffer view = SegmentQueueTests.this.queue.next();
			append(new byte[] { 4, 5 });
			assertThat(view.remaining()).isEqualTo(3);
			byte[] taken = new byte[3];
			view.get(taken);
			SegmentQueueTests.this.queue.written(3);
			assertThat(taken).containsExactly(1, 2, 3);
			assertThat(writeAll(10)).containsExactly(4, 5);
		}

		@Test
		void areWholeWhenAppendedByOtherThreads() throws InterruptedException {
			Object lock = new Object();
			AtomicBoolean done = new AtomicBoolean();
			byte[] bytes = random(1_000_003);
			Thread appender = new Thread(() -> {
				for (int at = 0; at < bytes.length; at += 777) {
					synchronized (lock) {
						SegmentQueueTests.this.queue.append(bytes, at, Math.min(777, bytes.length - at));
					}
				}
				done.set(true);
			});
			appender.start();
			ByteBuffer out = ByteBuffer.allocate(bytes.length);
			while (true) {
				boolean last = done.get();
				ByteBuffer view;
				synchronized (lock) {
					view = SegmentQueueTests.this.queue.next();
				}
				if (view == null) {
					if (last) {
						break;
					}
					Thread.onSpinWait();
					continue;
				}
				int count = Math.min(1500, view.remaining());
				out.put(view.slice().limit(count));
				view.position(view.position() + count);
				synchronized (lock) {
					SegmentQueueTests.this.queue.written(count);
				}
			}
			appender.join();
			assertThat(out.array()).isEqualTo(bytes);
		}

	}

	@Nested
	class Segments {

		private long lent(Runnable action) {
			long before = SegmentQueueTests.this.pool.idle();
			action.run();
			return before - SegmentQueueTests.this.pool.idle();
		}

		@Test
		void noneIsHeldAtRest() {
			append(new byte[300_000]);
			writeAll(10_000);
			// All that were lent lie in the pool, each once.
			long idle = SegmentQueueTests.this.pool.idle();
			assertThat(idle).isEqualTo(5 * LARGE);
			assertThat(lent(() -> {
				append(new byte[300_000]);
				writeAll(10_000);
			})).isZero();
		}

		@Test
		void noneIsLostOrGivenBackTwice() {
			Random random = new Random(7);
			for (int round = 0; round < 200; round++) {
				for (int i = random.nextInt(20); i > 0; i--) {
					append(new byte[random.nextInt(30_000)]);
				}
				for (int i = random.nextInt(20); i > 0; i--) {
					write(random.nextInt(40_000));
				}
				if (random.nextInt(4) == 0) {
					SegmentQueueTests.this.queue.clear();
				}
			}
			writeAll(Integer.MAX_VALUE);
			Set<Segment> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
			int borrowed = 0;
			for (int size : new int[] { SMALL, LARGE }) {
				long before;
				do {
					before = SegmentQueueTests.this.pool.idle();
					distinct.add(SegmentQueueTests.this.pool.borrow(size));
					borrowed++;
				}
				while (SegmentQueueTests.this.pool.idle() < before);
			}
			assertThat(distinct).as("segments that lay there twice").hasSize(borrowed);
			// More than a queue ever had at a time would have been lost and made anew.
			assertThat(borrowed).isLessThan(60);
		}

		@Test
		void shortMessagesTakeASmallOne() {
			append(new byte[100]);
			SegmentQueueTests.this.queue.clear();
			assertThat(SegmentQueueTests.this.pool.idle()).isEqualTo(SMALL);
		}

		@Test
		void clearGivesAllBack() {
			append(new byte[200_000]);
			SegmentQueueTests.this.queue.clear();
			assertThat(SegmentQueueTests.this.pool.idle()).isEqualTo(4 * LARGE);
		}

		@Test
		void forgetGivesNoneBack() {
			append(new byte[200_000]);
			SegmentQueueTests.this.queue.forget();
			assertThat(SegmentQueueTests.this.pool.idle()).isZero();
		}

	}

	@Nested
	class Shrinking {

		@Test
		void littleThatIsLeftMovesAndTheLargeSegmentGoesBack() {
			append(random(LARGE));
			write(LARGE - 100);
			SegmentQueueTests.this.queue.shrink();
			assertThat(SegmentQueueTests.this.pool.idle()).isEqualTo(LARGE);
			assertThat(SegmentQueueTests.this.queue.size()).isEqualTo(100);
			assertThat(writeAll(7)).isEqualTo(Arrays.copyOfRange(random(LARGE), LARGE - 100, LARGE));
			assertThat(SegmentQueueTests.this.pool.idle()).isEqualTo(LARGE);
		}

		@Test
		void muchStaysWhereItIs() {
			append(random(LARGE));
			write(LARGE - SMALL - 1);
			SegmentQueueTests.this.queue.shrink();
			assertThat(SegmentQueueTests.this.pool.idle()).isZero();
		}

		@Test
		void appendingGoesOnBehindIt() {
			append(random(LARGE));
			write(LARGE - 3);
			SegmentQueueTests.this.queue.shrink();
			append(new byte[] { 1, 2, 3 });
			byte[] rest = writeAll(10);
			assertThat(rest).hasSize(6).endsWith(1, 2, 3);
		}

		@Test
		void emptyQueueStaysEmpty() {
			SegmentQueueTests.this.queue.shrink();
			assertThat(SegmentQueueTests.this.queue.next()).isNull();
		}

		@Test
		void againDoesNothing() {
			append(random(LARGE));
			write(LARGE - 100);
			SegmentQueueTests.this.queue.shrink();
			SegmentQueueTests.this.queue.shrink();
			assertThat(writeAll(1000)).hasSize(100);
			assertThat(SegmentQueueTests.this.pool.idle()).isEqualTo(LARGE);
		}

	}

}
