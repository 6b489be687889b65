package dev.wsboot.engine.internal.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import dev.wsboot.engine.internal.connection.ManualScheduler;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events of one connection go to its handler in order, one at a time, on a thread that
 * may block.
 */
class DispatcherTests {

	private static final int MESSAGE = 100;

	private final ManualScheduler scheduler = new ManualScheduler();

	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final Queue<Runnable> fallback = new ArrayDeque<>();

	private boolean refuses;

	private boolean takesAndThrows;

	private final Executor executor = (task) -> {
		if (this.refuses) {
			throw new RejectedExecutionException("full");
		}
		this.threads.add(task);
		if (this.takesAndThrows) {
			throw new OutOfMemoryError("unable to create native thread");
		}
	};

	private final Handoff handoff = new Handoff(this.executor, new FallbackExecutor(this.executor, this.fallback::add),
			this.scheduler, false);

	private final Connection connection = new Connection();

	private final Dispatcher dispatcher = new Dispatcher(this.connection, this.handoff, 4, 1_000_000);

	/** The connection opens, and its handler has heard of it. */
	private void open() {
		receives("open");
		runAll(this.threads);
		this.connection.was("open");
	}

	/** Messages arrive in one batch. */
	private void receives(String... events) {
		for (String event : events) {
			this.dispatcher.add(event, this.connection.isOwed(event) ? 0 : MESSAGE);
		}
		this.dispatcher.submit();
		this.handoff.flush();
	}

	/** The socket is closed. */
	private void ends() {
		this.connection.closed = true;
		receives("end");
	}

	private static void runAll(Queue<Runnable> tasks) {
		for (Runnable task; (task = tasks.poll()) != null;) {
			task.run();
		}
	}

	@Nested
	class Refused {

		@Test
		void connectionIsToldAndItsMessagesAreDropped() {
			open();
			DispatcherTests.this.refuses = true;
			receives("a", "b");
			DispatcherTests.this.connection.was("refused");
			DispatcherTests.this.refuses = false;
			receives("c");
			assertThat(DispatcherTests.this.threads).isEmpty();
			ends();
			runAll(DispatcherTests.this.threads);
			DispatcherTests.this.connection.was("end");
		}

		@Test
		void readingGoesOnSinceThePeerHasToAnswerTheClose() {
			open();
			DispatcherTests.this.refuses = true;
			receives("a", "b", "c", "d");
			DispatcherTests.this.connection.was("pause", "resume", "refused");
			receives("e", "f", "g", "h");
			DispatcherTests.this.connection.was();
		}

		@Test
		void openingIsToldBeforeTheEnd() {
			DispatcherTests.this.refuses = true;
			receives("open", "a");
			DispatcherTests.this.connection.was("refused");
			DispatcherTests.this.refuses = false;
			ends();
			runAll(DispatcherTests.this.threads);
			DispatcherTests.this.connection.was("open", "end");
		}

		@Test
		void endIsToldOnAnotherThread() {
			open();
			DispatcherTests.this.refuses = true;
			receives("a");
			DispatcherTests.this.connection.was("refused");
			ends();
			DispatcherTests.this.connection.was();
			runAll(DispatcherTests.this.fallback);
			DispatcherTests.this.connection.was("end");
			assertThat(DispatcherTests.this.threads).isEmpty();
		}

		@Test
		void endIsToldThoughNothingWasRefusedBefore() {
			open();
			DispatcherTests.this.refuses = true;
			ends();
			DispatcherTests.this.connection.was();
			runAll(DispatcherTests.this.fallback);
			DispatcherTests.this.connection.was("end");
		}

		@Test
		void executorThatTakesATaskAndThrowsRunsNothingTwice() {
			open();
			DispatcherTests.this.takesAndThrows = true;
			receives("a");
			DispatcherTests.this.connection.was("refused");
			runAll(DispatcherTests.this.threads);
			DispatcherTests.this.connection.was();
			ends();
			runAll(DispatcherTests.this.threads);
			runAll(DispatcherTests.this.fallback);
			DispatcherTests.this.connection.was("end");
		}

		@Test
		void executorThatRunsATaskAndThrowsHasNotRefused() {
			Executor running = (task) -> {
				task.run();
				throw new IllegalStateException("deliberate");
			};
			Connection other = new Connection();
			Dispatcher dispatcher = new Dispatcher(other,
					new Handoff(running, new FallbackExecutor(running), DispatcherTests.this.scheduler, false), 4, 100);
			dispatcher.add("a", MESSAGE);
			dispatcher.submit();
			other.was("pause", "a", "resume");
		}

	}

	/** What a handler leaves behind on its thread. */
	@Nested
	class Traces {

		@Test
		void interruptReachesNobodyElse() {
			open();
			DispatcherTests.this.connection.handler = (event) -> Thread.currentThread().interrupt();
			receives("a");
			runAll(DispatcherTests.this.threads);
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			DispatcherTests.this.connection.was("a");
		}

		@Test
		void interruptReachesNobodyElseThoughTheHandlerThrows() {
			open();
			DispatcherTests.this.connection.handler = (event) -> {
				Thread.currentThread().interrupt();
				throw new StackOverflowError("deliberate");
			};
			receives("a", "b");
			runAll(DispatcherTests.this.threads);
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			DispatcherTests.this.connection.was("a", "b");
		}

		@Test
		void batchEndsThoughTheHandlerThrows() {
			open();
			List<Boolean> inBatch = new ArrayList<>();
			DispatcherTests.this.connection.handler = (event) -> {
				inBatch.add(SendBatch.current() != null);
				throw new IllegalStateException("deliberate");
			};
			receives("a", "b");
			runAll(DispatcherTests.this.threads);
			assertThat(inBatch).containsExactly(true, true);
			assertThat(SendBatch.current()).isNull();
		}

		@Test
		void batchEndsThoughAConnectionCannotBeWritten() {
			List<String> written = new ArrayList<>();
			SendBatch batch = SendBatch.gathering();
			batch.begin();
			batch.add(member(() -> {
				throw new IllegalStateException("deliberate");
			}));
			batch.add(member(() -> written.add("other")));
			batch.end();
			assertThat(written).containsExactly("other");
			assertThat(SendBatch.current()).isNull();
		}

		private static SendBatch.Member member(Runnable write) {
			return new SendBatch.Member() {

				@Override
				protected void flush() {
					write.run();
				}

			};
		}

	}

	/** Remembers what happens to it. */
	private static final class Connection implements Dispatcher.Receiver {

		private final List<String> delivered = new ArrayList<>();

		private Consumer<Object> handler = (event) -> {
		};

		private boolean closed;

		/** Nothing but this happened since the last look. */
		void was(String... expected) {
			assertThat(this.delivered).containsExactly(expected);
			this.delivered.clear();
		}

		@Override
		public void deliver(Object event) {
			this.delivered.add((String) event);
			this.handler.accept(event);
		}

		@Override
		public void pause() {
			this.delivered.add("pause");
		}

		@Override
		public void resume() {
			this.delivered.add("resume");
		}

		@Override
		public boolean isClosed() {
			return this.closed;
		}

		@Override
		public boolean isOwed(Object event) {
			return event.equals("open") || event.equals("end");
		}

		@Override
		public void refused(Throwable cause) {
			this.delivered.add("refused");
		}

	}

}
