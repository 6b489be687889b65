package dev.wsboot.engine.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.connection.Ledger;
import dev.wsboot.engine.internal.connection.ManualScheduler;
import dev.wsboot.engine.internal.transport.Scheduler;
import dev.wsboot.engine.internal.transport.Timer;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Specification of {@link WsLink}, on a clock that is moved by hand.
 */
class WsLinkTests {

	private static final WsClose LOST = new WsClose(1006, "", WsClose.Initiator.REMOTE);

	private final ManualScheduler scheduler = new ManualScheduler();

	/** Attempts so far. */
	private final List<Call> calls = new ArrayList<>();

	/** What the listener was told. */
	private final List<String> told = new ArrayList<>();

	private final List<WsLink> closed = new ArrayList<>();

	private final Ledger ledger = new Ledger();

	private Supplier<Headers> fields = () -> Headers.EMPTY;

	private final WsReconnectListener listener = new WsReconnectListener() {

		@Override
		public void onConnected(WsConnection connection, long reconnects) {
			WsLinkTests.this.told.add("connected " + reconnects);
		}

		@Override
		public void onDisconnected(WsClose close, Duration delay) {
			WsLinkTests.this.told.add("disconnected " + close.code() + " " + delay.toMillis());
		}

		@Override
		public void onRefused(WsHandshakeException refusal, Duration delay) {
			WsLinkTests.this.told.add("refused " + refusal.status() + " " + delay.toMillis());
		}

		@Override
		public void onGivenUp(RuntimeException cause) {
			WsLinkTests.this.told.add("given up: " + cause.getClass().getSimpleName() + " " + cause.getMessage());
		}

	};

	private final class Call {

		final FakeConnection fake = new FakeConnection();

		final WsConnectFuture future = new WsConnectFuture(this.fake.connection);

		final Headers fields;

		private final WsHandler handler;

		Call(Headers fields, UnaryOperator<WsHandler> following) {
			this.fields = fields;
			this.handler = following.apply(new WsHandler() {
			});
		}

		Call open() {
			tell((handler) -> handler.onOpen(this.fake.connection));
			this.future.complete(this.fake.connection);
			return this;
		}

		void end(WsClose close) {
			this.fake.state = WsReadyState.CLOSED;
			tell((handler) -> handler.onClose(this.fake.connection, close));
			WsLinkTests.this.scheduler.runTasks();
		}

		private void tell(ThrowingConsumer<WsHandler> call) {
			call.accept(this.handler);
		}

		void refuse(WsHandshakeException refusal) {
			this.fake.state = WsReadyState.CLOSED;
			this.future.completeExceptionally(refusal);
			WsLinkTests.this.scheduler.runTasks();
		}

	}

	private WsReconnect.Builder settings() {
		return WsReconnect.builder()
			.initialDelay(Duration.ofMillis(100))
			.maxDelay(Duration.ofSeconds(1))
			.jitter(0)
			.listener(this.listener);
	}

	private WsLink link(WsReconnect.Builder settings) {
		return link(settings, this.scheduler);
	}

	private WsLink link(WsReconnect.Builder settings, Scheduler scheduler) {
		WsOptions options = WsOptions.builder().closeTimeout(Duration.ofSeconds(3)).build();
		WsLink link = new WsLink(settings.build(), options, scheduler, Runnable::run, this.fields,
				(fields, following) -> {
					Call call = new Call(fields, following);
					this.calls.add(call);
					return call.future;
				}, this.ledger, this.closed::add);
		link.begin();
		return link;
	}

	private WsLink link() {
		return link(settings());
	}

	private Call last() {
		return this.calls.get(this.calls.size() - 1);
	}

	private void advance(long millis) {
		this.scheduler.advance(Duration.ofMillis(millis));
	}

	private static WsHandshakeException refusal(int status, String... retryAfter) {
		Headers.Builder headers = Headers.builder();
		for (String value : retryAfter) {
			headers.add("Retry-After", value);
		}
		return (status == 0) ? new WsHandshakeException("nobody listens", null)
				: new WsHandshakeException("refused", status, headers.build(), "");
	}

	@Nested
	class Reconnecting {

		@Test
		void beginsAtOnce() {
			WsLink link = link();
			assertThat(WsLinkTests.this.calls).hasSize(1);
			assertThat(link.readyState()).isEqualTo(WsReadyState.CONNECTING);
			assertThat(link.connection()).isNull();
			last().open();
			assertThat(link.readyState()).isEqualTo(WsReadyState.OPEN);
			assertThat(link.connection()).isSameAs(last().fake.connection);
			assertThat(link.reconnects()).isZero();
		}

		@Test
		void isCounted() {
			link();
			last().open();
			assertThat(WsLinkTests.this.ledger.reconnects()).as("the first connection is in nobody's place").isZero();
			for (int i = 1; i <= 3; i++) {
				last().end(LOST);
				advance(1000);
				last().refuse(refusal(503));
				assertThat(WsLinkTests.this.ledger.reconnects()).as("an attempt is no connection").isEqualTo(i - 1);
				advance(1000);
				last().open();
				assertThat(WsLinkTests.this.ledger.reconnects()).isEqualTo(i);
			}
		}

		@Test
		void followsALossAfterTheDelay() {
			WsLink link = link();
			last().open().end(LOST);
			assertThat(link.readyState()).isEqualTo(WsReadyState.CONNECTING);
			assertThat(link.connection()).isNull();
			advance(99);
			assertThat(WsLinkTests.this.calls).hasSize(1);
			advance(1);
			assertThat(WsLinkTests.this.calls).hasSize(2);
			last().open();
			assertThat(link.readyState()).isEqualTo(WsReadyState.OPEN);
			assertThat(link.connection()).isSameAs(last().fake.connection);
			assertThat(link.reconnects()).isEqualTo(1);
			assertThat(WsLinkTests.this.told).containsExactly("connected 0", "disconnected 1006 100", "connected 1");
		}

		@Test
		void waitsLongerFromAttemptToAttempt() {
			link();
			last().open().end(LOST);
			for (int delay : new int[] { 100, 200, 400, 800, 1000 }) {
				int before = WsLinkTests.this.calls.size();
				advance(delay - 1);
				assertThat(WsLinkTests.this.calls).hasSize(before);
				advance(1);
				assertThat(WsLinkTests.this.calls).hasSize(before + 1);
				last().refuse(refusal(0));
			}
		}

		@Test
		void waitsLongerForAServerThatAcceptsAndClosesAtOnce() {
			link();
			last().open().end(LOST);
			advance(100);
			last().open();
			advance(9999);
			last().end(LOST);
			assertThat(WsLinkTests.this.told).endsWith("disconnected 1006 200");
		}

		@Test
		void startsAnewBehindAConnectionThatStood() {
			link();
			last().open().end(LOST);
			advance(100);
			last().open();
			advance(10_000);
			last().end(LOST);
			assertThat(WsLinkTests.this.told).endsWith("disconnected 1006 100");
		}

		@Test
		void alsoFollowsAFirstAttemptThatFailed() {
			WsLink link = link();
			last().refuse(refusal(503));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CONNECTING);
			advance(100);
			last().open();
			assertThat(WsLinkTests.this.told).containsExactly("refused 503 100", "connected 0");
			assertThat(link.reconnects()).isZero();
		}

		@Test
		void waitsAsLongAsTheServerAsksForButNotLonger() {
			link(settings().maxDelay(Duration.ofSeconds(60)));
			last().refuse(refusal(429, "30"));
			advance(29_999);
			assertThat(WsLinkTests.this.calls).hasSize(1);
			advance(1);
			assertThat(WsLinkTests.this.calls).hasSize(2);
			last().refuse(refusal(503, "999999999999"));
			assertThat(WsLinkTests.this.told).containsExactly("refused 429 30000", "refused 503 60000");
		}

		@Test
		void asksForTheHeadersOfEachAttempt() {
			WsLinkTests.this.fields = () -> Headers.builder()
				.add("X-Attempt", String.valueOf(WsLinkTests.this.calls.size()))
				.build();
			link();
			assertThat(last().fields.first("X-Attempt")).isEqualTo("0");
			last().open().end(LOST);
			advance(100);
			assertThat(last().fields.first("X-Attempt")).isEqualTo("1");
		}

		@Test
		void triesAgainIfTheHeadersCannotBeHad() {
			WsLinkTests.this.fields = () -> {
				if (!WsLinkTests.this.calls.isEmpty()) {
					throw new IllegalStateException("no token");
				}
				return Headers.EMPTY;
			};
			link();
			last().open().end(LOST);
			advance(100);
			assertThat(WsLinkTests.this.told).endsWith("disconnected 1006 100", "refused 0 200");
			assertThat(WsLinkTests.this.calls).hasSize(1);
			advance(200);
			assertThat(WsLinkTests.this.calls).hasSize(1);
			assertThat(WsLinkTests.this.told).endsWith("refused 0 400");
		}

		@Test
		void leavesNoTimersAndOneConnectionAtATime() {
			link();
			last().open().end(LOST);
			assertThat(WsLinkTests.this.scheduler.timers()).isEqualTo(1);
			advance(100);
			assertThat(WsLinkTests.this.scheduler.timers()).isZero();
			advance(60_000);
			assertThat(WsLinkTests.this.calls).hasSize(2);
		}

	}

	@Nested
	class GivingUp {

		@ParameterizedTest
		@ValueSource(ints = { 1001, 1005, 1006, 1011, 1012, 1013, 1014, 1015 })
		void isNotForTemporaryCloses(int code) {
			for (WsClose.Initiator initiator : WsClose.Initiator.values()) {
				WsLink link = link();
				last().open().end(new WsClose(code, "", initiator));
				assertThat(link.readyState()).isEqualTo(WsReadyState.CONNECTING);
			}
		}

		@ParameterizedTest
		@ValueSource(ints = { 1000, 1002, 1003, 1007, 1008, 1009, 1010, 3000, 4000, 4999 })
		void isForFinalCloses(int code) {
			WsLink link = link();
			last().open().end(new WsClose(code, "because", WsClose.Initiator.REMOTE));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
			assertThat(link.connection()).isNull();
			assertThat(link.send("late")).isFalse();
			assertThat(WsLinkTests.this.closed).containsExactly(link);
			assertThat(WsLinkTests.this.told).containsExactly("connected 0",
					"given up: WsClosedException connection was closed with " + code + ": because");
			advance(60_000);
			assertThat(WsLinkTests.this.calls).hasSize(1);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 408, 425, 429, 500, 502, 503, 504, 599 })
		void isNotForTemporaryRefusals(int status) {
			WsLink link = link();
			last().refuse(refusal(status));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CONNECTING);
			advance(100);
			assertThat(WsLinkTests.this.calls).hasSize(2);
		}

		@ParameterizedTest
		@ValueSource(ints = { 101, 200, 301, 400, 401, 403, 404, 407, 426 })
		void isForFinalRefusals(int status) {
			WsLink link = link();
			last().refuse(refusal(status));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
			assertThat(WsLinkTests.this.told).containsExactly("given up: WsHandshakeException refused");
		}

		@Test
		void isForTheApplicationToDecide() {
			WsLink link = link(
					settings().closes((close) -> close.code() == 4000).refusals((refusal) -> refusal.status() == 404));
			last().refuse(refusal(404));
			advance(100);
			last().open().end(new WsClose(4000, "", WsClose.Initiator.REMOTE));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CONNECTING);
			advance(200);
			last().open().end(LOST);
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
		}

		@Test
		void followsARuleThatThrows() {
			WsLink link = link(settings().closes((close) -> {
				throw new IllegalStateException("rule");
			}));
			last().open().end(LOST);
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
		}

		@Test
		void followsTheLastAttempt() {
			WsLink link = link(settings().maxAttempts(2));
			last().refuse(refusal(0));
			advance(100);
			last().refuse(refusal(0));
			advance(200);
			assertThat(WsLinkTests.this.calls).hasSize(3);
			last().refuse(refusal(0));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
			assertThat(WsLinkTests.this.told).endsWith("given up: WsHandshakeException nobody listens");
			assertThat(WsLinkTests.this.scheduler.timers()).isZero();
		}

		@Test
		void discardsWhatIsKept() {
			WsLink link = link();
			link.send("a");
			last().refuse(refusal(404));
			assertThat(link.bufferedAmount()).isZero();
		}

		@Test
		void followsTheEndOfTheEngine() {
			Scheduler stopped = new Scheduler() {

				@Override
				public void execute(Runnable task) {
					throw new RejectedExecutionException();
				}

				@Override
				public boolean isCurrent() {
					return false;
				}

				@Override
				public long now() {
					return 0;
				}

				@Override
				public void schedule(Timer timer, long deadline) {
					throw new UnsupportedOperationException();
				}

				@Override
				public void cancel(Timer timer) {
					throw new UnsupportedOperationException();
				}

			};
			WsLink link = link(settings(), stopped);
			last().open().end(LOST);
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
			assertThat(WsLinkTests.this.told).endsWith("given up: WsClosedException engine is closed");
		}

		@Test
		void isNotForAListenerThatThrows() {
			WsLink link = link(settings().listener(new WsReconnectListener() {

				@Override
				public void onConnected(WsConnection connection, long reconnects) {
					throw new IllegalStateException("connected");
				}

				@Override
				public void onDisconnected(WsClose close, Duration delay) {
					throw new IllegalStateException("disconnected");
				}

			}));
			last().open().end(LOST);
			advance(100);
			link.send("a");
			assertThat(last().open().fake.sent).containsExactly("a");
		}

	}

	@Nested
	class Messages {

		@Test
		void sentMeanwhileAreKeptInOrder() {
			WsLink link = link();
			assertThat(link.send("a")).isTrue();
			assertThat(link.bufferedAmount()).isEqualTo(65);
			Call first = last().open();
			assertThat(first.fake.sent).containsExactly("a");
			first.end(LOST);
			link.send("b");
			link.send("c");
			advance(100);
			link.send("d");
			assertThat(last().open().fake.sent).containsExactly("b", "c", "d");
			assertThat(first.fake.sent).containsExactly("a");
		}

		@Test
		void goOutWhenTheListenerHasBeenTold() {
			WsLink link = link(settings().listener(new WsReconnectListener() {

				@Override
				public void onConnected(WsConnection connection, long reconnects) {
					connection.send("subscribe " + reconnects);
				}

			}));
			link.send("a");
			assertThat(last().open().fake.sent).containsExactly("subscribe 0", "a");
			last().end(LOST);
			link.send("b");
			advance(100);
			assertThat(last().open().fake.sent).containsExactly("subscribe 1", "b");
		}

		@Test
		void areRefusedFromTheLimitOn() {
			WsLink link = link(settings().maxKeptBytes(100));
			assertThat(link.send("x".repeat(36))).isTrue();
			assertThat(link.send("y")).isFalse();
			last().open();
			assertThat(last().fake.sent).containsExactly("x".repeat(36));
		}

		@Test
		void areNeverNull() {
			WsLink link = link();
			assertThatNullPointerException().isThrownBy(() -> link.send((String) null)).withMessageContaining("'text'");
			assertThatNullPointerException().isThrownBy(() -> link.send((byte[]) null)).withMessageContaining("'data'");
		}

	}

	@Nested
	class Closing {

		@Test
		void closesTheConnection() {
			WsLink link = link();
			last().open();
			link.close(3000, "bye");
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSING);
			assertThat(last().fake.done).containsExactly("close 3000 bye");
			assertThat(link.send("late")).isFalse();
			last().end(new WsClose(1006, "", WsClose.Initiator.REMOTE));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
			assertThat(WsLinkTests.this.closed).containsExactly(link);
			assertThat(WsLinkTests.this.told).containsExactly("connected 0");
			assertThat(WsLinkTests.this.scheduler.timers()).isZero();
		}

		@Test
		void sendsWhatIsKeptBefore() {
			WsLink link = link();
			last().open().fake.buffered = 1_000_000;
			link.send("a");
			link.close();
			assertThat(last().fake.done).isEmpty();
			last().fake.drain(0);
			assertThat(last().fake.sent).containsExactly("a");
			assertThat(last().fake.done).containsExactly("close 1000 ");
		}

		@Test
		void doesNotWaitForeverForAServerThatDoesNotRead() {
			WsLink link = link();
			last().open().fake.buffered = 1_000_000;
			link.send("a");
			link.close();
			WsLinkTests.this.scheduler.runTasks();
			advance(2999);
			assertThat(last().fake.done).isEmpty();
			advance(1);
			assertThat(last().fake.done).containsExactly("close 1000 ");
			assertThat(last().fake.sent).isEmpty();
		}

		@Test
		void givesAnAttemptUp() {
			WsLink link = link();
			last().fake.state = WsReadyState.CONNECTING;
			link.send("a");
			link.close();
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
			assertThat(last().fake.done).containsExactly("terminate");
			last().refuse(refusal(0));
			advance(60_000);
			assertThat(WsLinkTests.this.calls).hasSize(1);
			assertThat(WsLinkTests.this.told).isEmpty();
			assertThat(link.bufferedAmount()).isZero();
		}

		@Test
		void closesAConnectionThatIsOpenThoughItsHandlerIsStillBeingTold() {
			WsLink link = link();
			link.close(1001, "bye");
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
			assertThat(last().fake.done).containsExactly("close 1001 bye");
			last().open().end(new WsClose(1001, "", WsClose.Initiator.LOCAL));
			assertThat(WsLinkTests.this.calls).hasSize(1);
			assertThat(WsLinkTests.this.told).isEmpty();
			assertThat(WsLinkTests.this.closed).containsExactly(link);
		}

		@Test
		void endsTheWaitForAnAttempt() {
			WsLink link = link();
			last().open().end(LOST);
			link.close();
			assertThat(link.readyState()).isEqualTo(WsReadyState.CLOSED);
			advance(60_000);
			assertThat(WsLinkTests.this.calls).hasSize(1);
			assertThat(WsLinkTests.this.scheduler.timers()).isZero();
			assertThat(WsLinkTests.this.closed).containsExactly(link);
		}

		@Test
		void isDoneOnce() {
			WsLink link = link();
			last().open();
			link.close();
			link.close(1001, "again");
			assertThat(last().fake.done).containsExactly("close 1000 ");
			last().end(LOST);
			link.close();
			assertThat(WsLinkTests.this.closed).hasSize(1);
		}

		@Test
		void byTheListenerIsHeeded() {
			WsLink[] link = new WsLink[1];
			link[0] = link(settings().listener(new WsReconnectListener() {

				@Override
				public void onDisconnected(WsClose close, Duration delay) {
					link[0].close();
				}

			}));
			last().open().end(LOST);
			advance(60_000);
			assertThat(WsLinkTests.this.calls).hasSize(1);
		}

		@Test
		void takesNoImpossibleCode() {
			WsLink link = link();
			assertThatIllegalArgumentException().isThrownBy(() -> link.close(1006, ""));
			assertThat(link.readyState()).isEqualTo(WsReadyState.CONNECTING);
		}

	}

	@Nested
	class Settings {

		@Test
		void arePossibleOnes() {
			WsReconnect.Builder builder = WsReconnect.builder();
			assertThatIllegalArgumentException().isThrownBy(() -> builder.initialDelay(Duration.ZERO))
				.withMessageContaining("'initialDelay'");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.maxDelay(Duration.ofMillis(-1)))
				.withMessageContaining("'maxDelay'");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.factor(0.9))
				.withMessageContaining("'factor'");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.factor(Double.NaN))
				.withMessageContaining("'factor'");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.jitter(1.1))
				.withMessageContaining("'jitter'");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.steadyAfter(Duration.ofMillis(-1)))
				.withMessageContaining("'steadyAfter'");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.maxAttempts(-1))
				.withMessageContaining("'maxAttempts'");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.maxKeptBytes(-1))
				.withMessageContaining("'maxKeptBytes'");
		}

	}

}
