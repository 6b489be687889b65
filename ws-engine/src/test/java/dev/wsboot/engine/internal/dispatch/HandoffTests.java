package dev.wsboot.engine.internal.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.internal.connection.ManualScheduler;
import dev.wsboot.engine.internal.transport.BlockingWork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the connections of a loop have for their handlers goes to the executor at the end
 * of a round, quick ones together.
 */
class HandoffTests {

	private static final long QUICK = TimeUnit.MICROSECONDS.toNanos(30);

	private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long SLOW = DispatchPolicy.MOST_GROUP_NANOS + 1;

	private final ManualScheduler scheduler = new ManualScheduler();

	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final Queue<Runnable> fallback = new ArrayDeque<>();

	private final List<String> done = new ArrayList<>();

	private final Handoff handoff = handoff(this.threads::add, false);

	private Handoff handoff(Executor executor, boolean mayOwn) {
		return new Handoff(executor, new FallbackExecutor(executor, this.fallback::add), this.scheduler, mayOwn);
	}

	private Handoff.Work work(String name) {
		return work(name, () -> {
		});
	}

	private Handoff.Work work(String name, Runnable meanwhile) {
		return new Handoff.Work() {

			@Override
			public void run() {
				meanwhile.run();
				HandoffTests.this.done.add(name);
			}

			@Override
			public void refused(Throwable cause) {
				HandoffTests.this.done.add(name + " refused");
			}

		};
	}

	private void runThreads() {
		for (Runnable thread; (thread = this.threads.poll()) != null;) {
			thread.run();
		}
	}

	private void passes(long nanos) {
		this.scheduler.advance(Duration.ofNanos(nanos));
	}

	@Nested
	class EndOfRound {

		@Test
		void quickOnesWaitForTheEndOfTheRoundAndShareAThread() {
			HandoffTests.this.handoff.add(work("a"), QUICK);
			HandoffTests.this.handoff.add(work("b"), QUICK);
			HandoffTests.this.handoff.add(work("c"), QUICK);
			assertThat(HandoffTests.this.threads).isEmpty();
			HandoffTests.this.handoff.flush();
			assertThat(HandoffTests.this.threads).hasSize(1);
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("a", "b", "c");
		}

		@Test
		void slowOneHasAThreadOfItsOwnAtOnce() {
			HandoffTests.this.handoff.add(work("quick"), QUICK);
			HandoffTests.this.handoff.add(work("slow"), SLOW);
			assertThat(HandoffTests.this.threads).hasSize(1);
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("slow");
			HandoffTests.this.handoff.flush();
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("slow", "quick");
		}

		@Test
		void groupIsFullOnceItsLastMemberWouldWaitTooLong() {
			for (int i = 0; i < 7; i++) {
				HandoffTests.this.handoff.add(work("w" + i), QUICK);
			}
			HandoffTests.this.handoff.flush();
			// Three times 30 of 100 microseconds.
			assertThat(HandoffTests.this.threads).hasSize(3);
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("w0", "w1", "w2", "w3", "w4", "w5", "w6");
		}

		@Test
		void nothingIsStartedTwice() {
			HandoffTests.this.handoff.add(work("a"), QUICK);
			HandoffTests.this.handoff.flush();
			HandoffTests.this.handoff.flush();
			assertThat(HandoffTests.this.threads).hasSize(1);
		}

	}

	@Nested
	class AMemberThatTakesItsTime {

		@Test
		void thoseBehindItGetAnotherThread() {
			HandoffTests.this.handoff.add(work("stuck", () -> {
				// It does not return while two milliseconds pass.
				assertThat(HandoffTests.this.threads).isEmpty();
				passes(DispatchPolicy.PATIENCE_NANOS);
				assertThat(HandoffTests.this.threads).isEmpty();
				passes(DispatchPolicy.PATIENCE_NANOS);
				assertThat(HandoffTests.this.threads).hasSize(1);
				runThreads();
				assertThat(HandoffTests.this.done).containsExactly("b", "c");
			}), QUICK);
			HandoffTests.this.handoff.add(work("b"), QUICK);
			HandoffTests.this.handoff.add(work("c"), QUICK);
			HandoffTests.this.handoff.flush();
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("b", "c", "stuck");
		}

		@Test
		void groupThatGetsOnIsLeftToItsThread() {
			HandoffTests.this.handoff.add(work("a", () -> passes(DispatchPolicy.PATIENCE_NANOS)), QUICK);
			HandoffTests.this.handoff.add(work("b", () -> passes(DispatchPolicy.PATIENCE_NANOS)), QUICK);
			HandoffTests.this.handoff.add(work("c"), QUICK);
			HandoffTests.this.handoff.flush();
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("a", "b", "c");
			assertThat(HandoffTests.this.threads).isEmpty();
		}

		@Test
		void loopSleepsAgainWhenAllIsDone() {
			HandoffTests.this.handoff.add(work("a"), QUICK);
			HandoffTests.this.handoff.add(work("b"), QUICK);
			HandoffTests.this.handoff.flush();
			assertThat(HandoffTests.this.scheduler.timers()).isEqualTo(1);
			runThreads();
			passes(DispatchPolicy.PATIENCE_NANOS);
			assertThat(HandoffTests.this.scheduler.timers()).isZero();
		}

		@Test
		void oneAloneIsNotLookedAfter() {
			HandoffTests.this.handoff.add(work("a"), QUICK);
			HandoffTests.this.handoff.flush();
			assertThat(HandoffTests.this.scheduler.timers()).isZero();
		}

	}

	@Nested
	class ABusyLoop {

		private final Handoff busy = handoff(HandoffTests.this.threads::add, true);

		/** As many as make a loop busy, all done. */
		private void makeBusy() {
			for (int i = 0; i < DispatchPolicy.BUSY; i++) {
				this.busy.add(work("warm-up"), 0);
			}
			assertThat(this.busy.flush()).isNull();
			runThreads();
			passes(DispatchPolicy.PATIENCE_NANOS);
			HandoffTests.this.done.clear();
		}

		private void runs(BlockingWork own) {
			assertThat(own).isNotNull();
			while (own.next()) {
				continue;
			}
		}

		@Test
		void callsQuickHandlersItself() {
			makeBusy();
			this.busy.add(work("a"), QUICK);
			this.busy.add(work("b"), QUICK);
			runs(this.busy.flush());
			assertThat(HandoffTests.this.threads).isEmpty();
			assertThat(HandoffTests.this.done).containsExactly("a", "b");
			assertThat(HandoffTests.this.scheduler.timers()).isZero();
			assertThat(this.busy.flush()).isNull();
		}

		@Test
		void leavesSlowOnesToTheExecutor() {
			makeBusy();
			this.busy.add(work("slow"), SLOW);
			assertThat(HandoffTests.this.threads).hasSize(1);
			assertThat(this.busy.flush()).isNull();
		}

		@Test
		void leavesToTheExecutorWhatIsTooMuchForOneRound() {
			makeBusy();
			long own = DispatchPolicy.MOST_OWN_NANOS / QUICK;
			for (int i = 0; i < own + 2; i++) {
				this.busy.add(work("w"), QUICK);
			}
			BlockingWork rest = this.busy.flush();
			assertThat(HandoffTests.this.threads).hasSize(1);
			runThreads();
			assertThat(HandoffTests.this.done).hasSize(2);
			runs(rest);
			assertThat(HandoffTests.this.done).hasSize((int) own + 2);
		}

		@Test
		void isBusyNoMoreWhenLittleCame() {
			makeBusy();
			passes(DispatchPolicy.WINDOW_NANOS + 1);
			// Judged by the window before.
			this.busy.add(work("a"), QUICK);
			assertThat(this.busy.flush()).isNotNull();
			passes(DispatchPolicy.WINDOW_NANOS + 1);
			this.busy.add(work("b"), QUICK);
			assertThat(this.busy.flush()).isNull();
			assertThat(HandoffTests.this.threads).hasSize(1);
		}

		@Test
		void isNotBusyBehindALongRest() {
			makeBusy();
			passes(10 * DispatchPolicy.WINDOW_NANOS);
			this.busy.add(work("a"), QUICK);
			assertThat(this.busy.flush()).isNull();
		}

		@Test
		void givesThoseBehindASlowOneToTheExecutor() {
			makeBusy();
			this.busy.add(work("stuck", () -> {
				this.own.overtaken();
				assertThat(HandoffTests.this.threads).hasSize(1);
				runThreads();
			}), QUICK);
			this.busy.add(work("b"), QUICK);
			this.own = this.busy.flush();
			runs(this.own);
			assertThat(HandoffTests.this.done).containsExactly("b", "stuck");
			assertThat(HandoffTests.this.scheduler.timers()).as("those behind it are looked after").isEqualTo(1);
		}

		@Test
		void leavesEverythingToTheExecutorIfSurprisedTooOften() {
			makeBusy();
			for (int i = 0; i < DispatchPolicy.MOST_SURPRISES; i++) {
				this.busy.add(work("surprise"), QUICK);
				BlockingWork surprise = this.busy.flush();
				assertThat(surprise.next()).isTrue();
				surprise.overtaken();
			}
			this.busy.add(work("a"), QUICK);
			assertThat(this.busy.flush()).isNull();
			runThreads();
			assertThat(HandoffTests.this.done).last().isEqualTo("a");
			passes(SECOND_NANOS + 1);
			makeBusy();
			this.busy.add(work("b"), QUICK);
			runs(this.busy.flush());
			assertThat(HandoffTests.this.threads).isEmpty();
		}

		private BlockingWork own;

	}

	@Nested
	class AStuckExecutor {

		private static final int LONG = 50;

		@Test
		void isGivenAGroupOnce() {
			HandoffTests.this.handoff.add(work("a"), QUICK);
			HandoffTests.this.handoff.add(work("b"), QUICK);
			HandoffTests.this.handoff.flush();
			passes(LONG * DispatchPolicy.PATIENCE_NANOS);
			assertThat(HandoffTests.this.threads).hasSize(1);
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("a", "b");
		}

		@Test
		void isGivenEachOfManyGroupsOnce() {
			for (int i = 0; i < LONG; i++) {
				HandoffTests.this.handoff.add(work("w"), QUICK);
				HandoffTests.this.handoff.add(work("w"), QUICK);
				HandoffTests.this.handoff.flush();
				passes(3 * DispatchPolicy.PATIENCE_NANOS);
			}
			assertThat(HandoffTests.this.threads).hasSize(LONG);
			runThreads();
			assertThat(HandoffTests.this.done).hasSize(2 * LONG);
		}

		@Test
		void isGivenOneHelperForThoseBehindASlowOne() {
			HandoffTests.this.handoff.add(work("stuck", () -> {
				passes(LONG * DispatchPolicy.PATIENCE_NANOS);
				assertThat(HandoffTests.this.threads).hasSize(1);
			}), QUICK);
			HandoffTests.this.handoff.add(work("b"), QUICK);
			HandoffTests.this.handoff.flush();
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("stuck", "b");
		}

		@Test
		void isGivenAnotherOnceThatIsStuckAsWell() {
			HandoffTests.this.handoff.add(work("stuck", () -> {
				passes(LONG * DispatchPolicy.PATIENCE_NANOS);
				runThreads();
			}), QUICK);
			HandoffTests.this.handoff.add(work("stuck as well", () -> {
				passes(LONG * DispatchPolicy.PATIENCE_NANOS);
				assertThat(HandoffTests.this.threads).hasSize(1);
				runThreads();
			}), QUICK);
			HandoffTests.this.handoff.add(work("c"), QUICK);
			HandoffTests.this.handoff.flush();
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("c", "stuck as well", "stuck");
		}

	}

	@Nested
	class ExecutorThatTakesNoMore {

		private @Nullable Throwable thrown = new RejectedExecutionException("full");

		private final Executor executor = (task) -> {
			if (this.thrown instanceof Error error) {
				throw error;
			}
			if (this.thrown instanceof RuntimeException exception) {
				throw exception;
			}
			HandoffTests.this.threads.add(task);
		};

		private final Handoff refusing = handoff(this.executor, false);

		static List<Throwable> whatever() {
			return List.of(new RejectedExecutionException("full"), new IllegalStateException("not ready"),
					new OutOfMemoryError("unable to create native thread"));
		}

		@ParameterizedTest
		@MethodSource("whatever")
		void everyMemberIsToldSo(Throwable thrown) {
			this.thrown = thrown;
			this.refusing.add(work("slow"), SLOW);
			this.refusing.add(work("a"), QUICK);
			this.refusing.flush();
			this.refusing.add(work("b"), QUICK);
			this.refusing.add(work("c"), QUICK);
			this.refusing.flush();
			assertThat(HandoffTests.this.done).containsExactly("slow refused", "a refused", "b refused", "c refused");
		}

		@ParameterizedTest
		@MethodSource("whatever")
		void helpRefusedIsNoHarm(Throwable thrown) {
			this.thrown = null;
			this.refusing.add(work("stuck", () -> {
				this.thrown = thrown;
				passes(3 * DispatchPolicy.PATIENCE_NANOS);
			}), QUICK);
			this.refusing.add(work("b"), QUICK);
			this.refusing.flush();
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("stuck", "b");
		}

		@Test
		void helpRefusedIsAskedForAgain() {
			this.thrown = null;
			this.refusing.add(work("stuck", () -> {
				this.thrown = new RejectedExecutionException("full");
				passes(3 * DispatchPolicy.PATIENCE_NANOS);
				this.thrown = null;
				passes(DispatchPolicy.PATIENCE_NANOS);
				runThreads();
			}), QUICK);
			this.refusing.add(work("b"), QUICK);
			this.refusing.flush();
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("b", "stuck");
		}

		@Test
		void memberThatCannotBeToldKeepsItFromNobody() {
			Handoff.Work broken = new Handoff.Work() {

				@Override
				public void run() {
				}

				@Override
				public void refused(Throwable cause) {
					throw new IllegalStateException("deliberate");
				}

			};
			this.refusing.add(broken, QUICK);
			this.refusing.add(work("b"), QUICK);
			this.refusing.flush();
			assertThat(HandoffTests.this.done).containsExactly("b refused");
		}

	}

	/** What must be run although it was refused. */
	@Nested
	class Insisting {

		private boolean refuses = true;

		private boolean fallbackRefuses;

		private final Executor executor = (task) -> take(HandoffTests.this.threads, this.refuses, task);

		private final Handoff insisting = new Handoff(this.executor,
				new FallbackExecutor(this.executor,
						(task) -> take(HandoffTests.this.fallback, this.fallbackRefuses, task)),
				HandoffTests.this.scheduler, false);

		private static void take(Queue<Runnable> queue, boolean refuses, Runnable task) {
			if (refuses) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			queue.add(task);
		}

		private void runFallback() {
			for (Runnable thread; (thread = HandoffTests.this.fallback.poll()) != null;) {
				thread.run();
			}
		}

		@Test
		void asksTheExecutorAgain() {
			this.refuses = false;
			this.insisting.insist(work("end"));
			assertThat(HandoffTests.this.fallback).isEmpty();
			runThreads();
			assertThat(HandoffTests.this.done).containsExactly("end");
		}

		@Test
		void hasOneThreadForWhatIsRefusedAgain() {
			this.insisting.insist(work("end", () -> {
				this.insisting.insist(work("other end"));
				assertThat(HandoffTests.this.fallback).as("threads").isEmpty();
			}));
			assertThat(HandoffTests.this.fallback).as("threads").hasSize(1);
			assertThat(HandoffTests.this.done).isEmpty();
			runFallback();
			assertThat(HandoffTests.this.done).containsExactly("end", "other end");
			this.insisting.insist(work("last end"));
			assertThat(HandoffTests.this.fallback).as("threads").hasSize(1);
			runFallback();
			assertThat(HandoffTests.this.done).endsWith("last end");
			assertThat(HandoffTests.this.scheduler.timers()).isZero();
		}

		@Test
		void triesAgainUntilThereIsAThread() {
			this.fallbackRefuses = true;
			this.insisting.insist(work("end"));
			this.insisting.insist(work("other end"));
			passes(3 * SECOND_NANOS);
			assertThat(HandoffTests.this.fallback).isEmpty();
			this.fallbackRefuses = false;
			passes(SECOND_NANOS);
			runFallback();
			assertThat(HandoffTests.this.done).containsExactly("end", "other end");
			assertThat(HandoffTests.this.scheduler.timers()).isZero();
		}

		@Test
		void survivesATaskThatThrows() {
			this.insisting.insist(work("broken", () -> {
				throw new IllegalStateException("deliberate");
			}));
			this.insisting.insist(work("end"));
			runFallback();
			assertThat(HandoffTests.this.done).containsExactly("end");
		}

	}

}
