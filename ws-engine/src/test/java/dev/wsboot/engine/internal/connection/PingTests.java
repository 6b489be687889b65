package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.wsboot.engine.WsClosedException;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.internal.connection.Rig.Recorder;
import dev.wsboot.engine.internal.protocol.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.wsboot.engine.internal.connection.Rig.dispatched;
import static dev.wsboot.engine.internal.connection.Rig.inline;
import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.of;
import static dev.wsboot.engine.testing.Frame.pong;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * RFC 6455 sections 5.5.2 and 5.5.3: Pings of the application and their Pongs.
 */
@ParameterizedClass
@EnumSource(Side.class)
class PingTests {

	private final Recorder handler = new Recorder();

	private Rig rig;

	@Parameter
	Side side;

	@AfterEach
	void nothingIsLeft() {
		this.rig.close();
	}

	private WsConnection open() {
		this.rig = Rig.of(this.side, this.handler, inline());
		return this.rig.connection;
	}

	private static byte[] bytes(String text) {
		return text.getBytes();
	}

	@Test
	void pongCompletesItsPing() {
		long before = System.nanoTime();
		CompletableFuture<Duration> answered = open().ping(bytes("a"));
		this.rig.sent("ping a");
		assertThat(answered).isNotDone();
		this.rig.receives(pong("a"));
		assertThat(answered.join()).isBetween(Duration.ZERO, Duration.ofNanos(System.nanoTime() - before));
		this.handler.was("open", "pong a");
	}

	@Test
	void pingWithoutDataIsCompletedByAnEmptyPong() {
		CompletableFuture<Duration> answered = open().ping();
		this.rig.sent("ping").receives(pong(""));
		assertThat(answered).isCompleted();
	}

	@Test
	void otherPongsCompleteNothing() {
		CompletableFuture<Duration> answered = open().ping(bytes("a"));
		this.rig.receives(pong("b"), pong(""), text("a"));
		assertThat(answered).isNotDone();
	}

	@Test
	void pongsInOrderCompleteEachItsOwn() {
		CompletableFuture<Duration> first = open().ping(bytes("1"));
		CompletableFuture<Duration> second = this.rig.connection.ping(bytes("2"));
		this.rig.receives(pong("1"));
		assertThat(first).isCompleted();
		assertThat(second).isNotDone();
		this.rig.receives(pong("2"));
		assertThat(second).isCompleted();
	}

	@Test
	void pongOfALaterPingCompletesTheEarlierOnes() {
		// RFC 6455 section 5.5.3: a peer may answer the most recent Ping only.
		CompletableFuture<Duration> first = open().ping(bytes("1"));
		CompletableFuture<Duration> second = this.rig.connection.ping(bytes("2"));
		CompletableFuture<Duration> third = this.rig.connection.ping(bytes("3"));
		this.rig.receives(pong("2"));
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(third).isNotDone();
		this.rig.receives(pong("1"));
		assertThat(third).isNotDone();
	}

	@Test
	void equalPingsAreCompletedOneByOne() {
		CompletableFuture<Duration> first = open().ping(bytes("a"));
		CompletableFuture<Duration> second = this.rig.connection.ping(bytes("a"));
		this.rig.receives(pong("a"));
		assertThat(first).isCompleted();
		assertThat(second).isNotDone();
	}

	@Test
	void dataIsCopied() {
		byte[] data = bytes("a");
		CompletableFuture<Duration> answered = open().ping(data);
		data[0] = 'b';
		this.rig.receives(pong("a"));
		assertThat(answered).isCompleted();
	}

	@Test
	void longestDataIsTakenAndLongerIsNot() {
		CompletableFuture<Duration> answered = open().ping(new byte[125]);
		this.rig.receives(of(0xA, new byte[125]));
		assertThat(answered).isCompleted();
		assertThatIllegalArgumentException().isThrownBy(() -> this.rig.connection.ping(new byte[126]))
			.withMessage("ping data has 126 bytes, at most 125 fit a control frame (RFC 6455 section 5.5)");
	}

	@Test
	void futureIsCompletedBeforeTheHandlerIsCalled() {
		List<CompletableFuture<Duration>> answered = new ArrayList<>();
		Recorder looking = new Recorder() {

			@Override
			public void onPong(WsConnection connection, byte[] data) {
				add("completed " + answered.get(0).isDone());
			}

		};
		this.rig = Rig.of(this.side, looking, dispatched());
		answered.add(this.rig.connection.ping());
		this.rig.receives(pong("")).dispatch();
		looking.was("open", "completed true");
	}

	@Test
	void roundTripEndsWhenThePongArrivesAndNotWhenItIsHandled() {
		this.rig = Rig.of(this.side, this.handler, dispatched());
		long sent = System.nanoTime();
		CompletableFuture<Duration> answered = this.rig.connection.ping();
		this.rig.receives(pong(""));
		Duration atMost = Duration.ofNanos(System.nanoTime() - sent);
		this.rig.dispatch();
		assertThat(answered.join()).isLessThanOrEqualTo(atMost);
	}

	@Test
	void closeFailsWhatIsUnanswered() {
		CompletableFuture<Duration> answered = open().ping();
		this.rig.receives(close(1000, ""));
		this.rig.transport.close();
		assertFailed(answered);
	}

	@Test
	void lossOfTheSocketFailsWhatIsUnanswered() {
		CompletableFuture<Duration> answered = open().ping();
		this.rig.transport.resets();
		assertFailed(answered);
	}

	@Test
	void pingOnAClosingConnectionFailsAtOnce() {
		CompletableFuture<Duration> before = open().ping(bytes("before"));
		this.rig.does(this.rig.connection::close);
		CompletableFuture<Duration> behind = this.rig.connection.ping(bytes("behind"));
		assertFailed(behind);
		this.rig.sent("ping before", "close 1000");
		assertThat(before).isDone();
	}

	@Test
	void pingOnAClosedConnectionFailsAtOnce() {
		WsConnection connection = open();
		this.rig.transport.close();
		assertFailed(connection.ping());
		assertFailed(connection.ping());
	}

	@Test
	void deafPeerCannotPileUpPings() {
		WsConnection connection = open();
		List<CompletableFuture<Duration>> waiting = new ArrayList<>();
		for (int i = 0; i < 1024; i++) {
			waiting.add(connection.ping());
		}
		CompletableFuture<Duration> refused = connection.ping();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(refused::join)
			.withCauseInstanceOf(IllegalStateException.class)
			.withMessageContaining("1024 pings wait");
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
	}

	private static void assertFailed(CompletableFuture<Duration> answered) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(answered::join)
			.withCauseInstanceOf(WsClosedException.class);
	}

}
