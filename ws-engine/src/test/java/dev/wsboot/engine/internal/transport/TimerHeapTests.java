package dev.wsboot.engine.internal.transport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Timers in order of their deadlines.
 */
class TimerHeapTests {

	private final TimerHeap heap = new TimerHeap();

	private final List<Named> expired = new ArrayList<>();

	private final class Named extends Timer {

		private final int name;

		Named(int name) {
			this.name = name;
		}

		@Override
		protected void expired() {
			assertThat(isScheduled()).isFalse();
			TimerHeapTests.this.expired.add(this);
		}

		@Override
		public String toString() {
			return Integer.toString(this.name);
		}

	}

	@Test
	void emptyHeapHasNothingToWaitFor() {
		assertThat(this.heap.untilNext(5)).isEqualTo(-1);
		this.heap.expire(5);
		assertThat(this.heap.size()).isZero();
	}

	@Test
	void timersExpireInOrderAndNotBeforeTheirTime() {
		Named late = new Named(3);
		Named early = new Named(1);
		Named middle = new Named(2);
		this.heap.schedule(late, 30);
		this.heap.schedule(early, 10);
		this.heap.schedule(middle, 20);
		assertThat(this.heap.untilNext(4)).isEqualTo(6);
		this.heap.expire(9);
		assertThat(this.expired).isEmpty();
		this.heap.expire(20);
		assertThat(this.expired).containsExactly(early, middle);
		assertThat(late.isScheduled()).isTrue();
		assertThat(this.heap.untilNext(35)).isZero();
		this.heap.expire(35);
		assertThat(this.expired).containsExactly(early, middle, late);
	}

	@Test
	void timerThatIsScheduledMoves() {
		Named timer = new Named(1);
		this.heap.schedule(timer, 10);
		this.heap.schedule(timer, 20);
		assertThat(this.heap.size()).isOne();
		this.heap.expire(15);
		assertThat(this.expired).isEmpty();
		this.heap.schedule(timer, 5);
		this.heap.expire(15);
		assertThat(this.expired).containsExactly(timer);
	}

	@Test
	void cancelledTimerDoesNotExpire() {
		Named timer = new Named(1);
		this.heap.cancel(timer);
		this.heap.schedule(timer, 10);
		this.heap.cancel(timer);
		this.heap.cancel(timer);
		this.heap.expire(100);
		assertThat(this.expired).isEmpty();
		assertThat(this.heap.size()).isZero();
	}

	@Test
	void timerMayScheduleItselfAnew() {
		Timer[] timer = new Timer[1];
		int[] times = new int[1];
		timer[0] = new Timer() {

			@Override
			protected void expired() {
				times[0]++;
				TimerHeapTests.this.heap.schedule(this, times[0] * 10L);
			}

		};
		this.heap.schedule(timer[0], 0);
		this.heap.expire(35);
		assertThat(times[0]).isEqualTo(4);
		assertThat(this.heap.untilNext(35)).isEqualTo(5);
	}

	@Test
	void timerMayCancelAnotherThatIsDue() {
		Named other = new Named(2);
		Timer timer = new Timer() {

			@Override
			protected void expired() {
				TimerHeapTests.this.heap.cancel(other);
			}

		};
		this.heap.schedule(timer, 1);
		this.heap.schedule(other, 1);
		this.heap.schedule(new Named(3), 2);
		this.heap.expire(5);
		assertThat(this.expired).extracting(Object::toString).doesNotContain("2").contains("3");
	}

	@Test
	void clockMayWrapAround() {
		Named before = new Named(1);
		Named behind = new Named(2);
		this.heap.schedule(behind, Long.MIN_VALUE + 10);
		this.heap.schedule(before, Long.MAX_VALUE - 10);
		assertThat(this.heap.untilNext(Long.MAX_VALUE - 20)).isEqualTo(10);
		this.heap.expire(Long.MAX_VALUE);
		assertThat(this.expired).containsExactly(before);
		this.heap.expire(Long.MIN_VALUE + 10);
		assertThat(this.expired).containsExactly(before, behind);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void behavesLikeASortedList(long seed) {
		Random random = new Random(seed);
		Map<Named, Long> model = new HashMap<>();
		List<Named> timers = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			timers.add(new Named(i));
		}
		long now = 0;
		for (int step = 0; step < 6_000; step++) {
			Named timer = timers.get(random.nextInt(timers.size()));
			switch (random.nextInt(5)) {
				case 0, 1, 2 -> {
					long deadline = now + random.nextInt(1000);
					this.heap.schedule(timer, deadline);
					model.put(timer, deadline);
				}
				case 3 -> {
					this.heap.cancel(timer);
					model.remove(timer);
				}
				default -> {
					now += random.nextInt(20);
					expireBoth(model, now);
				}
			}
			assertThat(timer.isScheduled()).isEqualTo(model.containsKey(timer));
			assertThat(this.heap.size()).isEqualTo(model.size());
			long at = now;
			assertThat(this.heap.untilNext(now)).isEqualTo(
					model.values().stream().mapToLong((deadline) -> Math.max(0, deadline - at)).min().orElse(-1));
		}
		expireBoth(model, now + 2000);
		assertThat(this.heap.size()).isZero();
	}

	private void expireBoth(Map<Named, Long> model, long now) {
		this.expired.clear();
		this.heap.expire(now);
		List<Long> due = new ArrayList<>(model.values().stream().filter((deadline) -> deadline <= now).toList());
		due.sort(Comparator.naturalOrder());
		assertThat(this.expired.stream().map(model::get)).containsExactlyElementsOf(due);
		model.keySet().removeAll(this.expired);
	}

}
