package dev.wsboot.engine.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.internal.connection.Rig.Recorder;
import dev.wsboot.engine.internal.dispatch.DispatchPolicy;
import dev.wsboot.engine.internal.dispatch.SendBatch;
import dev.wsboot.engine.internal.transport.PollsOften;
import dev.wsboot.engine.testing.Frame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static dev.wsboot.engine.internal.connection.Rig.dispatched;
import static dev.wsboot.engine.internal.connection.Rig.inline;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many writes the sends of handlers become.
 */
@ExtendWith(PollsOften.class)
class BatchTests {

	private final Recorder echo = new Recorder() {

		@Override
		public void onText(WsConnection connection, String text) {
			connection.send(text);
		}

	};

	private final SendBatch loopBatch = SendBatch.gathering();

	private Rig rig;

	@AfterEach
	void nothingIsLeft() {
		this.loopBatch.end();
		this.rig.close();
		this.rig.isClosed();
	}

	private static Frame[] texts(int count) {
		Frame[] frames = new Frame[count];
		for (int i = 0; i < count; i++) {
			frames[i] = text("message " + i);
		}
		return frames;
	}

	@Test
	void repliesOfAnInlineBatchAreOneWrite() {
		// The thread of an event loop is in a batch always.
		this.loopBatch.begin();
		this.rig = Rig.server(this.echo, inline());
		this.rig.receives(texts(50));
		assertThat(this.rig.transport.writes).hasSize(1);
		assertThat(Frame.parse(this.rig.transport.takeWritten())).hasSize(50);
	}

	@Test
	void pongsAreWrittenWithTheReplies() {
		this.loopBatch.begin();
		this.rig = Rig.server(this.echo, inline());
		this.rig.receives(text("a"), ping("p"), text("b")).sent("text a", "pong p", "text b");
		assertThat(this.rig.transport.writes).hasSize(1);
	}

	@Test
	void batchIsWrittenBeforeTheNextSocketIsServed() {
		this.loopBatch.begin();
		this.rig = Rig.server(this.echo, inline());
		this.rig.receives(text("a")).sent("text a").receives(text("b")).sent("text b");
		assertThat(this.rig.transport.writes).hasSize(2);
	}

	@Test
	void broadcastIsWrittenWhenTheRoundEnds() {
		this.loopBatch.begin();
		try (Rig other = Rig.server(new Recorder(), inline())) {
			this.rig = Rig.server(new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) {
					other.connection.send(text);
				}

			}, inline());
			this.rig.receives(texts(20));
			assertThat(other.transport.writes).isEmpty();
			this.loopBatch.flush();
			assertThat(other.transport.writes).hasSize(1);
			assertThat(Frame.parse(other.transport.takeWritten())).hasSize(20);
			this.rig.receives(texts(3));
			this.loopBatch.flush();
			assertThat(Frame.parse(other.transport.takeWritten())).hasSize(3);
		}
	}

	@Test
	void broadcastOfTheOnlyMessageToManyIsWrittenAtOnce() {
		this.loopBatch.begin();
		List<Rig> receivers = new ArrayList<>();
		try {
			for (int i = 0; i <= DispatchPolicy.FEW; i++) {
				receivers.add(Rig.server(new Recorder(), inline()));
			}
			this.rig = Rig.server(new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) {
					receivers.forEach((receiver) -> receiver.connection.send(text));
				}

			}, inline());
			// A round shows how many messages to expect, the next makes use of it.
			this.rig.receives(texts(1));
			assertThat(written(receivers)).as("as nothing is known").isZero();
			this.loopBatch.endRound();
			assertThat(written(receivers)).isEqualTo(receivers.size());
			this.rig.receives(texts(1));
			assertThat(written(receivers)).as("behind a lone message").isEqualTo(receivers.size());
			this.loopBatch.endRound();
			assertThat(written(receivers)).isZero();
			this.rig.receives(texts(2));
			assertThat(written(receivers)).as("behind a lone message").isEqualTo(2 * receivers.size());
			this.loopBatch.endRound();
			this.rig.receives(texts(1));
			assertThat(written(receivers)).as("behind two messages").isZero();
			this.loopBatch.endRound();
			assertThat(written(receivers)).isEqualTo(receivers.size());
		}
		finally {
			receivers.forEach(Rig::close);
		}
	}

	@Test
	void broadcastOfTheOnlyMessageToFewIsWrittenWhenTheRoundEnds() {
		this.loopBatch.begin();
		try (Rig other = Rig.server(new Recorder(), inline())) {
			this.rig = Rig.server(new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) {
					other.connection.send(text);
					other.connection.send(text);
				}

			}, inline());
			this.rig.receives(texts(1));
			this.loopBatch.endRound();
			assertThat(other.transport.writes).hasSize(1);
			this.rig.receives(texts(1));
			assertThat(other.transport.writes).as("behind a lone message").hasSize(1);
			this.loopBatch.endRound();
			assertThat(other.transport.writes).hasSize(2);
		}
	}

	/** How many writes there were since the last look. */
	private static int written(List<Rig> receivers) {
		int writes = receivers.stream().mapToInt((receiver) -> receiver.transport.writes.size()).sum();
		receivers.forEach((receiver) -> receiver.transport.writes.clear());
		return writes;
	}

	@Test
	void repliesOfAQuickExecutorBatchAreOneWrite() {
		this.rig = Rig.server(this.echo, dispatched());
		// A batch shows whether the handler is quick, the next makes use of it.
		Awaitility.await().pollInSameThread().until(() -> {
			this.rig.transport.writes.clear();
			this.rig.receives(texts(50)).dispatch();
			assertThat(Frame.parse(this.rig.transport.takeWritten())).hasSize(50);
			return this.rig.transport.writes.size() == 1;
		});
	}

	@Test
	void slowHandlersRepliesAreWrittenOneByOne() {
		this.rig = Rig.server(slowEcho(), dispatched());
		this.rig.dispatch().receives(texts(3)).dispatch();
		this.rig.transport.writes.clear();
		this.rig.receives(texts(3)).dispatch();
		assertThat(this.rig.transport.writes).hasSize(3);
	}

	@Test
	void timeOfTheWritesDoesNotMakeAHandlerSlow() {
		// As a broadcast to a thousand connections.
		this.rig = Rig.server(this.echo, dispatched());
		this.rig.transport.whileWriting = BatchTests::takeTime;
		Awaitility.await().pollInSameThread().until(() -> {
			this.rig.transport.writes.clear();
			this.rig.receives(texts(5)).dispatch();
			assertThat(Frame.parse(this.rig.transport.takeWritten())).hasSize(5);
			return this.rig.transport.writes.size() == 1;
		});
	}

	@Test
	void handlerThatSendsToManyIsNotSlow() {
		int sends = 10_000;
		this.rig = Rig.server(new Recorder() {

			@Override
			public void onText(WsConnection connection, String text) {
				takeTime();
				for (int i = 0; i < sends; i++) {
					connection.send(text);
				}
			}

		}, dispatched());
		Awaitility.await().pollInSameThread().until(() -> {
			this.rig.transport.writes.clear();
			this.rig.receives(texts(2)).dispatch();
			int writes = this.rig.transport.writes.size();
			assertThat(Frame.parse(this.rig.transport.takeWritten())).hasSize(2 * sends);
			return writes < sends;
		});
	}

	@Test
	void handlerThatBecomesSlowIsNoticedInTheMiddleOfABatch() {
		int[] handled = new int[1];
		this.rig = Rig.server(new Recorder() {

			@Override
			public void onText(WsConnection connection, String text) {
				if (text.startsWith("slow")) {
					// What came before has been written already, but for the last.
					assertThat(connection.bufferedAmount()).isLessThanOrEqualTo(20L * handled[0]);
					takeTime();
					handled[0] = 1;
				}
				connection.send(text);
			}

		}, dispatched());
		this.rig.dispatch().receives(texts(100)).dispatch();
		this.rig.transport.takeWritten();
		handled[0] = 100;
		Frame[] frames = texts(10);
		for (int i = 5; i < 10; i++) {
			frames[i] = text("slow " + i);
		}
		this.rig.receives(frames).dispatch();
		assertThat(Frame.parse(this.rig.transport.takeWritten())).hasSize(10);
	}

	@Test
	void sendsOfOtherThreadsAreWrittenAtOnce() {
		this.rig = Rig.server(this.echo, inline());
		this.rig.connection.send("a");
		this.rig.connection.send("b");
		assertThat(this.rig.transport.writes).hasSize(2);
	}

	private static Recorder slowEcho() {
		return new Recorder() {

			@Override
			public void onText(WsConnection connection, String text) {
				takeTime();
				connection.send(text);
			}

		};
	}

	/** Longer than any batch may wait. */
	private static void takeTime() {
		long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
		while (System.nanoTime() - until < 0) {
			LockSupport.parkNanos(until - System.nanoTime());
		}
	}

}
