package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.connection.Rig.Recorder;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.wsboot.engine.internal.connection.Rig.dispatched;
import static dev.wsboot.engine.internal.connection.Rig.inline;
import static dev.wsboot.engine.testing.Frame.continuation;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.pong;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Keepalive Pings and the idle timeout, under a clock of the test's own.
 */
@ParameterizedClass
@EnumSource(Side.class)
class KeepAliveTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final Recorder handler = new Recorder();

	private Rig rig;

	@Parameter
	Side side;

	@AfterEach
	void nothingIsLeft() {
		this.rig.close();
	}

	private Rig open(WsOptions.Builder options) {
		this.rig = Rig.of(this.side, this.handler, options);
		return this.rig;
	}

	private static Duration seconds(int seconds) {
		return Duration.ofSeconds(seconds);
	}

	@Nested
	class Ping {

		@Test
		void isSentAfterThirtySecondsOfSilence() {
			open(inline()).passes(seconds(29)).sent().passes(SECOND).sent("ping keepalive");
		}

		@Test
		void isSentAgainAndAgainToAPeerThatAnswers() {
			open(inline());
			for (int minutes = 0; minutes < 5; minutes++) {
				KeepAliveTests.this.rig.passes(seconds(30))
					.sent("ping keepalive")
					.passes(SECOND)
					.receives(pong("keepalive"));
			}
			KeepAliveTests.this.rig.isOpen();
		}

		@Test
		void isPostponedByWhateverThePeerSends() {
			open(inline());
			for (int times = 0; times < 10; times++) {
				KeepAliveTests.this.rig.passes(seconds(29)).sent().receives(text("a").unfinished());
				KeepAliveTests.this.rig.passes(seconds(29)).sent().receives(ping("p")).sent("pong p");
				KeepAliveTests.this.rig.passes(seconds(29)).sent().receives(continuation(""));
			}
		}

		@Test
		void isNotPostponedByWhatWeSend() {
			open(inline()).passes(seconds(20)).does(() -> KeepAliveTests.this.rig.connection.send("a")).sent("text a");
			KeepAliveTests.this.rig.passes(seconds(10)).sent("ping keepalive");
		}

		@Test
		void intervalIsAnOption() {
			open(inline().pingInterval(Duration.ofMillis(700))).passes(Duration.ofMillis(699))
				.sent()
				.passes(Duration.ofMillis(1))
				.sent("ping keepalive");
		}

		@Test
		void intervalMayBeShorterThanTheTimeout() {
			open(inline().pingInterval(seconds(2)).pingTimeout(seconds(20)));
			for (int pings = 0; pings < 20; pings++) {
				KeepAliveTests.this.rig.passes(seconds(2)).sent("ping keepalive").receives(pong("keepalive"));
			}
			KeepAliveTests.this.rig.passes(seconds(2)).sent("ping keepalive");
			KeepAliveTests.this.rig.passes(seconds(19)).sent().isOpen().passes(SECOND).isClosed();
		}

		@Test
		void zeroIntervalSendsNone() {
			open(inline().pingInterval(Duration.ZERO)).passes(Duration.ofDays(3)).sent().isOpen();
			assertThat(KeepAliveTests.this.rig.scheduler.timers()).isZero();
		}

		@Test
		void isNotSentWhileClosing() {
			open(inline().closeTimeout(seconds(100))).does(KeepAliveTests.this.rig.connection::close)
				.sent("close 1000");
			KeepAliveTests.this.rig.passes(seconds(60)).sent().isOpen();
		}

		@Test
		void itsPongAnswersNoPingOfTheApplication() {
			open(inline()).passes(seconds(30)).sent("ping keepalive");
			CompletableFuture<Duration> answered = KeepAliveTests.this.rig.connection.ping();
			KeepAliveTests.this.rig.receives(pong("keepalive"));
			assertThat(answered).isNotDone();
			KeepAliveTests.this.rig.receives(pong(""));
			assertThat(answered).isCompleted();
		}

	}

	@Nested
	class PeerThatVanishes {

		@Test
		void isGivenUpAfterIntervalAndTimeout() {
			open(inline()).passes(seconds(49)).isOpen().passes(SECOND).isClosed();
			KeepAliveTests.this.handler.was("open", "close 1006 REMOTE no answer to ping");
		}

		@Test
		void isGivenUpCountingFromItsLastByte() {
			open(inline()).passes(seconds(45)).receives(text("a")).passes(seconds(49)).isOpen();
			KeepAliveTests.this.rig.passes(SECOND).isClosed();
			KeepAliveTests.this.handler.was("open", "text a", "close 1006 REMOTE no answer to ping");
		}

		@Test
		void anyByteAnswersThePing() {
			open(inline()).passes(seconds(31)).receives(text("a")).passes(seconds(29)).isOpen().sent("ping keepalive");
			KeepAliveTests.this.rig.passes(SECOND).sent("ping keepalive").isOpen();
		}

		@Test
		void timeoutIsAnOption() {
			open(inline().pingInterval(seconds(5)).pingTimeout(seconds(2))).passes(Duration.ofMillis(6999)).isOpen();
			KeepAliveTests.this.rig.passes(Duration.ofMillis(1)).isClosed();
		}

		@Test
		void timeoutMayBeLongerThanTheInterval() {
			open(inline().pingInterval(seconds(5)).pingTimeout(seconds(60))).passes(seconds(64))
				.sent("ping keepalive")
				.isOpen();
			KeepAliveTests.this.rig.passes(SECOND).isClosed();
		}

	}

	@Nested
	class PausedReading {

		private Rig lagging() {
			return open(dispatched().maxPendingMessages(2)).receives(text("a"), text("b"), text("c"));
		}

		private Rig demandingNothing() {
			KeepAliveTests.this.rig = Rig.of(KeepAliveTests.this.side, WsHandler.of((connection, request) -> {
				connection.stream().subscribe(new Undemanding());
				connection.onClose((close) -> KeepAliveTests.this.handler.add("close " + close.code()));
			}), inline());
			assertThat(KeepAliveTests.this.rig.transport.paused).isTrue();
			return KeepAliveTests.this.rig;
		}

		@Test
		void doesNotBlameThePeerForALaggingHandler() {
			lagging();
			assertThat(KeepAliveTests.this.rig.transport.paused).isTrue();
			KeepAliveTests.this.rig.passes(Duration.ofHours(5)).isOpen();
		}

		@Test
		void doesNotBlameThePeerForASubscriberWithoutDemand() {
			demandingNothing().passes(Duration.ofHours(5)).isOpen();
		}

		@Test
		void doesNotBlameThePeerInTheMomentBetweenTwoPauses() {
			Frame[] many = new Frame[20];
			Arrays.fill(many, text("a"));
			open(dispatched().maxPendingMessages(2)).receives(many);
			for (int looks = 0; looks < 3; looks++) {
				// The handler has caught up, and what was read before comes first.
				KeepAliveTests.this.rig.executor.runAll();
				KeepAliveTests.this.rig.passes(seconds(30)).isOpen();
			}
		}

		@Test
		void letsPingsBeSentAllTheSame() {
			lagging().passes(seconds(29)).sent();
			for (int times = 0; times < 5; times++) {
				KeepAliveTests.this.rig.passes(SECOND).sent("ping keepalive").passes(seconds(29)).sent();
			}
		}

		@Test
		void letsAPingUnderWayBeWithoutAnswer() {
			open(dispatched().maxPendingMessages(2)).passes(seconds(30)).sent("ping keepalive");
			KeepAliveTests.this.rig.receives(text("a"), text("b"), text("c")).passes(Duration.ofHours(1)).isOpen();
		}

		@Test
		void doesNotHideAPeerThatIsGoneFromALaggingHandler() {
			lagging().transport.broken = true;
			KeepAliveTests.this.rig.passes(seconds(29)).isOpen().passes(SECOND).isClosed();
			KeepAliveTests.this.rig.dispatch();
			KeepAliveTests.this.handler.was("open", "text a", "error connection lost: broken pipe",
					"close 1006 REMOTE");
		}

		@Test
		void doesNotHideAPeerThatIsGoneFromASubscriberWithoutDemand() {
			demandingNothing().transport.broken = true;
			KeepAliveTests.this.rig.passes(seconds(29)).isOpen().passes(SECOND).isClosed();
			KeepAliveTests.this.handler.was("close 1006");
		}

		@Test
		void isFollowedByAPingAndItsTimeout() {
			lagging().passes(Duration.ofHours(5)).dispatch().dispatch().dispatch();
			assertThat(KeepAliveTests.this.rig.transport.paused).isFalse();
			KeepAliveTests.this.rig.transport.takeWritten();
			KeepAliveTests.this.rig.passes(seconds(30)).sent("ping keepalive").passes(seconds(20)).isClosed();
		}

		@Test
		void doesNotHideAPeerThatIsGoneFromARealSocket() {
			Endpoint endpoint = new Endpoint("/test",
					WsHandler.of((connection, request) -> connection.stream().subscribe(new Undemanding())),
					inline().pingInterval(Duration.ofMillis(10)).build());
			open(inline());
			try (Engine engine = Engine.of(WsEngine.builder().eventLoops(1).build());
					LivePair pair = new LivePair(engine, endpoint)) {
				pair.sends(text("not read")).reads("ping keepalive", "ping keepalive", "ping keepalive");
				assertThat(pair.connection.readyState()).isEqualTo(WsReadyState.OPEN);
				pair.close();
				await().until(() -> pair.connection.readyState() == WsReadyState.CLOSED);
			}
		}

		@Test
		void doesNotHideAPeerThatTakesNothing() {
			// The handler lags because the peer, which does not read, fills the buffer.
			lagging();
			KeepAliveTests.this.rig.transport.stopsReading();
			KeepAliveTests.this.rig.does(() -> KeepAliveTests.this.rig.connection.send("a"));
			KeepAliveTests.this.rig.passes(seconds(30 + 20 + 30)).isClosed();
		}

	}

	@Nested
	class SlowPeer {

		private void stall(int bytes) {
			open(inline());
			KeepAliveTests.this.rig.transport.stopsReading();
			KeepAliveTests.this.rig.does(() -> KeepAliveTests.this.rig.connection.send(new byte[bytes]));
		}

		@Test
		void isAliveWhileItTakesBytes() {
			// A Ping would have to wait behind the backlog, and its Pong longer.
			stall(10_000_000);
			for (int minutes = 0; minutes < 30; minutes++) {
				KeepAliveTests.this.rig.passes(seconds(20)).isOpen();
				KeepAliveTests.this.rig.transport.takes(100_000);
			}
		}

		@Test
		void isGivenUpWhenItTakesNothing() {
			stall(10_000_000);
			KeepAliveTests.this.rig.passes(seconds(49)).isOpen().passes(SECOND).isClosed();
			KeepAliveTests.this.handler.was("open", "close 1006 REMOTE no answer to ping");
		}

		@Test
		void isGivenUpLikewiseWithALittleBacklog() {
			stall(10);
			KeepAliveTests.this.rig.passes(seconds(49)).isOpen().passes(SECOND).isClosed();
		}

	}

	@Nested
	class IdleTimeout {

		private Rig idling() {
			return open(inline().idleTimeout(seconds(60)).pingInterval(Duration.ZERO));
		}

		@Test
		void isOffByDefault() {
			open(inline().pingInterval(Duration.ZERO)).passes(Duration.ofDays(1000)).isOpen();
		}

		@Test
		void closesWith1001() {
			idling().passes(seconds(59)).sent().passes(SECOND).sent("close 1001 idle timeout");
			KeepAliveTests.this.rig.passes(seconds(10)).isClosed();
			KeepAliveTests.this.handler.was("open", "close 1006 LOCAL close timeout");
		}

		@Test
		void isPostponedByMessagesOfThePeer() {
			idling();
			for (int times = 0; times < 5; times++) {
				KeepAliveTests.this.rig.passes(seconds(59)).receives(text("a"));
			}
			KeepAliveTests.this.rig.passes(seconds(59)).sent().passes(SECOND).sent("close 1001 idle timeout");
		}

		@Test
		void isPostponedByMessagesOfOurs() {
			idling();
			for (int times = 0; times < 5; times++) {
				KeepAliveTests.this.rig.passes(seconds(59))
					.does(() -> KeepAliveTests.this.rig.connection.send("a"))
					.sent("text a");
			}
			KeepAliveTests.this.rig.passes(seconds(59)).sent().passes(SECOND).sent("close 1001 idle timeout");
		}

		@Test
		void isNotPostponedByControlFrames() {
			idling().passes(seconds(30)).receives(ping("p"), pong("")).sent("pong p");
			KeepAliveTests.this.rig.passes(seconds(30)).sent("close 1001 idle timeout");
		}

		@Test
		void goesTogetherWithKeepAlive() {
			open(inline().idleTimeout(seconds(75))).passes(seconds(30)).sent("ping keepalive");
			KeepAliveTests.this.rig.receives(pong("keepalive")).passes(seconds(30)).sent("ping keepalive");
			KeepAliveTests.this.rig.receives(pong("keepalive")).passes(seconds(15)).sent("close 1001 idle timeout");
		}

	}

	@Nested
	class Options {

		@Test
		void timesAreBounded() {
			KeepAliveTests.this.rig = open(inline());
			assertThatIllegalArgumentException().isThrownBy(() -> inline().pingInterval(Duration.ofSeconds(-1)))
				.withMessage("'pingInterval' must not be negative, but is PT-1S");
			assertThatIllegalArgumentException().isThrownBy(() -> inline().pingTimeout(Duration.ZERO))
				.withMessage("'pingTimeout' must be more than zero");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> inline().closeTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
				.withMessageStartingWith("'closeTimeout' must be at most 36500 days, but is");
		}

		@Test
		void longestTimesNeverComeToPass() {
			open(inline().pingInterval(WsOptions.LONGEST_TIME)
				.pingTimeout(WsOptions.LONGEST_TIME)
				.idleTimeout(WsOptions.LONGEST_TIME)
				.closeTimeout(WsOptions.LONGEST_TIME)).passes(Duration.ofDays(30_000)).isOpen().sent();
		}

	}

	/** Takes nothing of a stream. */
	private static final class Undemanding implements Flow.Subscriber<WsMessage> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
		}

		@Override
		public void onNext(WsMessage message) {
			throw new IllegalStateException("nothing was demanded");
		}

		@Override
		public void onError(Throwable error) {
		}

		@Override
		public void onComplete() {
		}

	}

}
