package dev.wsboot.engine.internal.transport;

import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Timers in order of their deadlines: a binary heap in which every timer knows its place,
 * so that the timer of a closed connection is removed without a search. Not thread-safe.
 */
public final class TimerHeap {

	private @Nullable Timer[] heap = new @Nullable Timer[64];

	private int size;

	/** Schedules a timer, or moves it if it is scheduled. */
	public void schedule(Timer timer, long deadline) {
		if (timer.isScheduled()) {
			cancel(timer);
		}
		if (this.size == this.heap.length) {
			this.heap = Arrays.copyOf(this.heap, this.size * 2);
		}
		timer.deadline = deadline;
		siftUp(this.size++, timer);
	}

	/** Removes a timer, or does nothing if it is not scheduled. */
	public void cancel(Timer timer) {
		int index = timer.index;
		if (index == Timer.UNSCHEDULED) {
			return;
		}
		timer.index = Timer.UNSCHEDULED;
		Timer last = at(--this.size);
		this.heap[this.size] = null;
		if (last != timer) {
			siftDown(index, last);
			if (last.index == index) {
				siftUp(index, last);
			}
		}
	}

	/** Nanoseconds until the first deadline: 0 if it is over, -1 if there is none. */
	public long untilNext(long now) {
		return (this.size == 0) ? -1 : Math.max(0, at(0).deadline - now);
	}

	/** Expires every timer that is due. */
	public void expire(long now) {
		while (this.size > 0 && at(0).deadline - now <= 0) {
			Timer due = at(0);
			cancel(due);
			due.expired();
		}
	}

	public int size() {
		return this.size;
	}

	private void siftUp(int from, Timer timer) {
		int index = from;
		while (index > 0) {
			int parent = (index - 1) >>> 1;
			Timer above = at(parent);
			if (above.deadline - timer.deadline <= 0) {
				break;
			}
			place(index, above);
			index = parent;
		}
		place(index, timer);
	}

	private void siftDown(int from, Timer timer) {
		int index = from;
		while (2 * index + 1 < this.size) {
			int child = 2 * index + 1;
			if (child + 1 < this.size && at(child + 1).deadline - at(child).deadline < 0) {
				child++;
			}
			if (timer.deadline - at(child).deadline <= 0) {
				break;
			}
			place(index, at(child));
			index = child;
		}
		place(index, timer);
	}

	private void place(int index, Timer timer) {
		this.heap[index] = timer;
		timer.index = index;
	}

	private Timer at(int index) {
		return Objects.requireNonNull(this.heap[index]);
	}

}
