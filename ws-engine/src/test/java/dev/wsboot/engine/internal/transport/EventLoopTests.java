package dev.wsboot.engine.internal.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import dev.wsboot.engine.internal.buffer.MemoryBudget;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tasks, timers and the clock of an event loop.
 */
@ExtendWith(PollsOften.class)
class EventLoopTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final AtomicInteger rounds = new AtomicInteger();

	private final CompletableFuture<Thread> started = new CompletableFuture<>();

	private final EventLoop loop = new EventLoop("loop under test", new MemoryBudget(0));

	/** What the thread is to do at the end of its rounds. */
	private final Queue<BlockingWork> aside = new ConcurrentLinkedQueue<>();

	private EventLoopGroup group;

	@BeforeEach
	void start() {
		this.loop.onRounds(() -> this.started.complete(Thread.currentThread()), () -> {
			this.rounds.incrementAndGet();
			return this.aside.poll();
		});
		this.group = new EventLoopGroup(List.of(this.loop), 1_000_000, 10);
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.group.stop();
		this.started.join().join();
	}

	/** Waits until the loop has run all that was given to it before. */
	private void pass() {
		CompletableFuture<Void> passed = new CompletableFuture<>();
		this.loop.execute(() -> passed.complete(null));
		passed.join();
	}

	@Test
	void runsOnADaemonThreadOfItsName() {
		assertThat(this.started.join().getName()).isEqualTo("loop under test");
		assertThat(this.started.join().isDaemon()).isTrue();
	}

	@Test
	void tasksRunInOrderOnTheThread() {
		List<Integer> ran = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			this.loop.execute(() -> {
				assertThat(this.loop.isCurrent()).isTrue();
				ran.add(number);
			});
		}
		pass();
		assertThat(ran).hasSize(1000).isSorted();
		assertThat(this.loop.isCurrent()).isFalse();
	}

	@Test
	void tasksOfManyThreadsAllRun() throws InterruptedException {
		ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();
		Thread[] threads = new Thread[4];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				for (int task = 0; task < 5000; task++) {
					int number = task;
					this.loop.execute(() -> ran.add(number));
				}
			});
			threads[i].start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		pass();
		assertThat(ran).hasSize(20_000);
	}

	@Test
	void taskWakesASleepingLoop() {
		// Asleep without a timer, it would otherwise never look.
		for (int i = 0; i < 50; i++) {
			int before = this.rounds.get();
			pass();
			Awaitility.await().until(() -> this.rounds.get() > before);
		}
	}

	@Test
	void taskThatThrowsHurtsNobody() {
		Logger.getLogger(EventLoop.class.getName()).setLevel(Level.OFF);
		try {
			this.loop.execute(() -> {
				throw new IllegalStateException("deliberate");
			});
			this.loop.execute(() -> {
				throw new StackOverflowError("deliberate");
			});
			pass();
		}
		finally {
			Logger.getLogger(EventLoop.class.getName()).setLevel(null);
		}
	}

	@Test
	void timerExpiresOnTheThread() {
		CompletableFuture<Boolean> expired = new CompletableFuture<>();
		this.loop.execute(() -> this.loop.schedule(timer(() -> expired.complete(this.loop.isCurrent())),
				this.loop.now() + SECOND / 100));
		assertThat(expired.join()).isTrue();
	}

	@Test
	void timerDoesNotExpireEarly() {
		CompletableFuture<Long> expired = new CompletableFuture<>();
		long before = System.nanoTime();
		this.loop.execute(() -> this.loop.schedule(timer(() -> expired.complete(System.nanoTime())),
				System.nanoTime() + SECOND / 20));
		assertThat(expired.join() - before).isGreaterThanOrEqualTo(SECOND / 20);
	}

	@Test
	void cancelledTimerDoesNotExpire() {
		AtomicInteger expired = new AtomicInteger();
		CompletableFuture<Void> later = new CompletableFuture<>();
		this.loop.execute(() -> {
			Timer cancelled = timer(expired::incrementAndGet);
			this.loop.schedule(cancelled, this.loop.now() + SECOND / 200);
			this.loop.schedule(timer(() -> later.complete(null)), this.loop.now() + SECOND / 50);
			this.loop.cancel(cancelled);
		});
		later.join();
		assertThat(expired).hasValue(0);
	}

	@Test
	void otherThreadsAreToldTheTimeAsItIs() {
		// The loop sleeps: its own idea of the time stands still.
		pass();
		long earlier = this.loop.now();
		Awaitility.await().until(() -> this.loop.now() - earlier > SECOND / 50);
	}

	@Test
	void taskThatGoesOnDoesNotStarveTheRest() {
		CompletableFuture<Void> expired = new CompletableFuture<>();
		AtomicInteger runs = new AtomicInteger();
		Runnable greedy = new Runnable() {

			@Override
			public void run() {
				runs.incrementAndGet();
				if (!expired.isDone()) {
					EventLoopTests.this.loop.execute(this);
				}
			}

		};
		this.loop.execute(greedy);
		this.loop.execute(() -> this.loop.schedule(timer(() -> expired.complete(null)), this.loop.now() + SECOND / 50));
		expired.join();
		pass();
		assertThat(runs.get()).isPositive();
	}

	@Test
	void loopAtRestSleeps() {
		pass();
		int before = this.rounds.get();
		CompletableFuture<Void> later = CompletableFuture.runAsync(() -> {
		}, delayed(100));
		later.join();
		assertThat(this.rounds.get() - before).isLessThan(5);
	}

	@Test
	void stoppedLoopRunsWhatItHasAcceptedAndRefusesTheRest() throws InterruptedException {
		CountDownLatch inTask = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		AtomicInteger ran = new AtomicInteger();
		this.loop.execute(() -> {
			inTask.countDown();
			awaitUninterruptibly(goOn);
		});
		inTask.await();
		for (int i = 0; i < 10; i++) {
			this.loop.execute(ran::incrementAndGet);
		}
		this.loop.stop();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.loop.execute(ran::incrementAndGet));
		goOn.countDown();
		this.started.join().join();
		assertThat(ran).hasValue(10);
		assertThat(this.loop.sockets().isOpen()).isFalse();
	}

	@Test
	void everyTaskRunsOrIsRefusedWhileTheLoopStops() throws InterruptedException {
		AtomicInteger accepted = new AtomicInteger();
		AtomicInteger ran = new AtomicInteger();
		CountDownLatch going = new CountDownLatch(2);
		Thread[] threads = new Thread[2];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				try {
					while (true) {
						this.loop.execute(ran::incrementAndGet);
						accepted.incrementAndGet();
						going.countDown();
					}
				}
				catch (RejectedExecutionException ex) {
					// The end of it.
				}
			});
			threads[i].start();
		}
		going.await();
		this.loop.stop();
		for (Thread thread : threads) {
			thread.join();
		}
		this.started.join().join();
		assertThat(ran.get()).isEqualTo(accepted.get());
	}

	@Test
	void groupDealsItsLoopsInTurn() {
		List<EventLoop> loops = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			loops.add(new EventLoop("loop " + i, new MemoryBudget(0)));
		}
		EventLoopGroup group = new EventLoopGroup(loops, 1_000_000, 10);
		try {
			for (int i = 0; i < 7; i++) {
				assertThat(group.next()).isSameAs(loops.get(i % 3));
			}
			assertThat(group.isLoopThread()).isFalse();
			CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
			loops.get(2).execute(() -> onLoop.complete(group.isLoopThread()));
			assertThat(onLoop.join()).isTrue();
		}
		finally {
			group.stop();
		}
	}

	/**
	 * Whatever throws, and though not even the log can be told.
	 */
	@Nested
	class Mishaps {

		private final AtomicInteger lines = new AtomicInteger();

		private final Handler appender = new Handler() {

			@Override
			public void publish(LogRecord record) {
				Mishaps.this.lines.incrementAndGet();
				throw new StackOverflowError("deliberate");
			}

			@Override
			public void flush() {
			}

			@Override
			public void close() {
			}

		};

		@BeforeEach
		void breakTheLog() {
			Logger logger = Logger.getLogger(EventLoop.class.getName());
			logger.addHandler(this.appender);
			logger.setUseParentHandlers(false);
		}

		@AfterEach
		void repairTheLog() {
			Logger logger = Logger.getLogger(EventLoop.class.getName());
			logger.removeHandler(this.appender);
			logger.setUseParentHandlers(true);
		}

		/** It serves, and sleeps when there is nothing to serve. */
		private void goesOn(EventLoop loop, AtomicInteger rounds) {
			CompletableFuture<Void> expired = new CompletableFuture<>();
			loop.execute(() -> loop.schedule(timer(() -> expired.complete(null)), loop.now() + SECOND / 100));
			expired.join();
			int before = rounds.get();
			CompletableFuture.runAsync(() -> {
			}, delayed(100)).join();
			assertThat(rounds.get() - before).isLessThan(5);
			assertThat(this.lines).hasPositiveValue();
		}

		private static void fail() {
			throw new IllegalStateException("deliberate");
		}

		@Test
		void ofATaskDoNotKeepItFromSleeping() {
			loop.execute(Mishaps::fail);
			goesOn(loop, rounds);
		}

		@Test
		void ofATimerDoNotKeepItFromTheOthers() {
			CompletableFuture<Void> other = new CompletableFuture<>();
			loop.execute(() -> {
				loop.schedule(timer(Mishaps::fail), loop.now());
				loop.schedule(timer(() -> other.complete(null)), loop.now());
			});
			other.join();
			goesOn(loop, rounds);
		}

		@Test
		void atTheEndOfARoundDoNotEndIt() throws InterruptedException {
			AtomicInteger count = new AtomicInteger();
			EventLoop unlucky = new EventLoop("unlucky loop", new MemoryBudget(0));
			unlucky.onRounds(Mishaps::fail, () -> {
				count.incrementAndGet();
				throw new IllegalStateException("deliberate");
			});
			EventLoopGroup unluckyGroup = new EventLoopGroup(List.of(unlucky), 1_000_000, 10);
			try {
				goesOn(unlucky, count);
			}
			finally {
				unluckyGroup.stop();
			}
			Awaitility.await().until(() -> !unlucky.sockets().isOpen());
		}

		@Test
		void whenItsPlaceIsTakenLeaveItToTheNewThread() {
			CountDownLatch free = new CountDownLatch(1);
			CompletableFuture<Thread> overtaking = new CompletableFuture<>();
			aside.add(new BlockingWork() {

				@Override
				public boolean next() {
					awaitUninterruptibly(free);
					return false;
				}

				@Override
				public void overtaken() {
					overtaking.complete(Thread.currentThread());
					fail();
				}

			});
			pass();
			CompletableFuture<Thread> task = new CompletableFuture<>();
			loop.execute(() -> task.complete(Thread.currentThread()));
			assertThat(task.join()).isSameAs(overtaking.join());
			goesOn(loop, rounds);
			free.countDown();
		}

	}

	/**
	 * The thread may do work that blocks: then another one goes on with the loop.
	 */
	@Nested
	class BlockingSteps {

		private final CountDownLatch free = new CountDownLatch(1);

		private final CompletableFuture<Thread> successor = new CompletableFuture<>();

		private final Queue<String> done = new ConcurrentLinkedQueue<>();

		private BlockingWork work(Runnable... steps) {
			Queue<Runnable> left = new ConcurrentLinkedQueue<>(List.of(steps));
			return new BlockingWork() {

				@Override
				public boolean next() {
					Runnable step = left.poll();
					if (step != null) {
						step.run();
					}
					return step != null;
				}

				@Override
				public void overtaken() {
					BlockingSteps.this.successor.complete(Thread.currentThread());
				}

			};
		}

		/** Has the loop do it at the end of a round. */
		private void has(BlockingWork work) {
			aside.add(work);
			loop.execute(() -> {
			});
		}

		private void block() {
			awaitUninterruptibly(this.free);
		}

		@Test
		void areDoneByTheLoopsThreadThoughNotAsTheLoop() {
			CompletableFuture<Thread> task = new CompletableFuture<>();
			CompletableFuture<Boolean> current = new CompletableFuture<>();
			has(work(() -> current.complete(loop.isCurrent()), () -> {
				loop.execute(() -> {
					this.done.add("task");
					task.complete(Thread.currentThread());
				});
				this.done.add("step");
			}));
			assertThat(task.join().getName()).isEqualTo("loop under test");
			assertThat(current.join()).isFalse();
			assertThat(this.done).containsExactly("step", "task");
		}

		@Test
		void leaveTheLoopToAnotherThreadIfTheyBlock() throws InterruptedException {
			has(work(this::block, () -> this.done.add("behind it")));
			Thread other = this.successor.join();
			assertThat(other).isNotSameAs(started.join());
			assertThat(other.getName()).isEqualTo("loop under test");
			assertThat(other.isDaemon()).isTrue();
			CompletableFuture<Thread> task = new CompletableFuture<>();
			loop.execute(() -> task.complete(Thread.currentThread()));
			assertThat(task.join()).isSameAs(other);
			this.free.countDown();
			started.join().join();
			assertThat(this.done).as("done by the thread that was overtaken").containsExactly("behind it");
			pass();
		}

		@Test
		void mayBlockTimeAndAgain() {
			for (int i = 0; i < 20; i++) {
				CountDownLatch passed = new CountDownLatch(1);
				has(work(() -> awaitUninterruptibly(passed), () -> this.done.add("step")));
				pass();
				passed.countDown();
			}
			Awaitility.await().until(() -> this.done.size() == 20);
		}

		@Test
		void mayHaveTheLoopDoSomethingAndWaitForIt() {
			CompletableFuture<Void> timer = new CompletableFuture<>();
			has(work(() -> {
				loop.execute(() -> loop.schedule(timer(() -> timer.complete(null)), loop.now() + SECOND / 100));
				timer.join();
				this.done.add("step");
			}));
			Awaitility.await().until(() -> !this.done.isEmpty());
		}

		@Test
		void thatThrowHurtNobody() {
			Logger.getLogger(EventLoop.class.getName()).setLevel(Level.OFF);
			try {
				CompletableFuture<Void> last = new CompletableFuture<>();
				has(work(() -> {
					throw new IllegalStateException("deliberate");
				}, () -> last.complete(null)));
				last.join();
				pass();
			}
			finally {
				Logger.getLogger(EventLoop.class.getName()).setLevel(null);
			}
		}

		@Test
		void leaveNoInterruptToTheLoop() {
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			has(work(() -> {
				loop.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
				Thread.currentThread().interrupt();
			}));
			assertThat(interrupted.join()).isFalse();
		}

		@Test
		void doNotKeepTheLoopFromItsEnd() {
			has(work(this::block));
			this.successor.join();
			has(work(this::block));
			group.stop();
			Awaitility.await().until(() -> !loop.sockets().isOpen());
			this.free.countDown();
		}

		@Test
		void areStillDoneWhenTheLoopEnds() {
			loop.execute(() -> {
				aside.add(work(() -> this.done.add("step")));
				group.stop();
			});
			Awaitility.await().until(() -> !this.done.isEmpty());
		}

		@Test
		void areWatchedOnlyWhileThereAreAny() {
			Thread watching = group.watch().thread();
			has(work(this::block));
			this.successor.join();
			this.free.countDown();
			// Parked without a time: as long as nobody wakes it.
			Awaitility.await().until(() -> watching.getState() == Thread.State.WAITING);
			CountDownLatch again = new CountDownLatch(1);
			has(work(() -> awaitUninterruptibly(again)));
			pass();
			again.countDown();
			group.stop();
			Awaitility.await().until(() -> !watching.isAlive());
		}

	}

	private static Executor delayed(int millis) {
		return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Timer timer(Runnable action) {
		return new Timer() {

			@Override
			protected void expired() {
				action.run();
			}

		};
	}

}
