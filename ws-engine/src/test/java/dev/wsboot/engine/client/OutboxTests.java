package dev.wsboot.engine.client;

import java.util.ArrayList;
import java.util.List;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.protocol.Close;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Specification of {@link Outbox}.
 */
class OutboxTests {

	private final Outbox outbox = new Outbox(1000, 100_000);

	private final FakeConnection first = new FakeConnection();

	private final FakeConnection second = new FakeConnection();

	private void connect(FakeConnection connection) {
		this.outbox.connected(connection.connection);
	}

	@Nested
	class Keeping {

		@Test
		void handsMessagesToAConnectionAtOnce() {
			connect(OutboxTests.this.first);
			assertThat(OutboxTests.this.outbox.send("a")).isTrue();
			assertThat(OutboxTests.this.first.sent).containsExactly("a");
		}

		@Test
		void keepsMessagesInOrderUntilThereIsAConnection() {
			byte[] data = { 1 };
			WsMessage text = new WsMessage.Text("b").uncompressed();
			WsBroadcast broadcast = WsBroadcast.of("c");
			OutboxTests.this.outbox.send("a");
			OutboxTests.this.outbox.send(data);
			OutboxTests.this.outbox.send(text);
			OutboxTests.this.outbox.send(broadcast);
			connect(OutboxTests.this.first);
			assertThat(OutboxTests.this.first.sent).containsExactly("a", data, text, broadcast);
		}

		@Test
		void keepsItsOwnCopyOfBytes() {
			byte[] data = { 1 };
			OutboxTests.this.outbox.send(data);
			OutboxTests.this.outbox.send(new WsMessage.Binary(data, false));
			data[0] = 2;
			connect(OutboxTests.this.first);
			assertThat(OutboxTests.this.first.sent.get(0)).isEqualTo(new byte[] { 1 });
			assertThat(OutboxTests.this.first.sent.get(1)).isInstanceOfSatisfying(WsMessage.Binary.class, (binary) -> {
				assertThat(binary.data()).containsExactly(1);
				assertThat(binary.compress()).isFalse();
			});
		}

		@Test
		void takesNoMoreFromTheLimitOn() {
			assertThat(OutboxTests.this.outbox.send(new byte[900])).isTrue();
			assertThat(OutboxTests.this.outbox.bufferedAmount()).isEqualTo(964);
			assertThat(OutboxTests.this.outbox.send("x".repeat(100))).isTrue();
			assertThat(OutboxTests.this.outbox.bufferedAmount()).isEqualTo(964 + 164);
			assertThat(OutboxTests.this.outbox.send("y")).isFalse();
			connect(OutboxTests.this.first);
			assertThat(OutboxTests.this.first.sent).hasSize(2);
			assertThat(OutboxTests.this.outbox.bufferedAmount()).isZero();
			assertThat(OutboxTests.this.outbox.send("z")).isTrue();
		}

		@Test
		void keepsNothingIfNothingIsToBeKept() {
			Outbox none = new Outbox(0, 100_000);
			assertThat(none.send("a")).isFalse();
			none.connected(OutboxTests.this.first.connection);
			assertThat(none.send("b")).isTrue();
			OutboxTests.this.first.state = WsReadyState.CLOSING;
			assertThat(none.send("c")).isFalse();
			assertThat(none.bufferedAmount()).isZero();
		}

	}

	@Nested
	class ABusyConnection {

		@Test
		void isGivenNoMoreUntilItHasDrained() {
			connect(OutboxTests.this.first);
			OutboxTests.this.first.buffered = 64 * 1024;
			assertThat(OutboxTests.this.outbox.send("a")).isTrue();
			OutboxTests.this.first.drain(64 * 1024);
			assertThat(OutboxTests.this.first.sent).isEmpty();
			OutboxTests.this.first.drain(64 * 1024 - 1);
			assertThat(OutboxTests.this.first.sent).containsExactly("a");
		}

		@Test
		void isNeverFilledUpToItsOwnLimit() {
			Outbox small = new Outbox(1000, 100);
			small.connected(OutboxTests.this.first.connection);
			OutboxTests.this.first.buffered = 100;
			small.send("a");
			assertThat(OutboxTests.this.first.sent).isEmpty();
		}

		@Test
		void losesNothingThatItWasNotGiven() {
			connect(OutboxTests.this.first);
			OutboxTests.this.first.buffered = 64 * 1024;
			OutboxTests.this.outbox.send("a");
			OutboxTests.this.outbox.disconnected();
			OutboxTests.this.outbox.send("b");
			connect(OutboxTests.this.second);
			assertThat(OutboxTests.this.second.sent).containsExactly("a", "b");
		}

	}

	@Nested
	class AConnectionThatEnds {

		@Test
		void leavesWhatItDidNotTakeToTheNextInOrder() {
			List.of("a", "b", "c").forEach(OutboxTests.this.outbox::send);
			OutboxTests.this.first.room = 1;
			connect(OutboxTests.this.first);
			assertThat(OutboxTests.this.outbox.send("d")).isTrue();
			OutboxTests.this.outbox.disconnected();
			connect(OutboxTests.this.second);
			assertThat(OutboxTests.this.first.sent).containsExactly("a");
			assertThat(OutboxTests.this.second.sent).containsExactly("b", "c", "d");
		}

		@Test
		void inTheMiddleOfASendLeavesTheMessageToTheNext() {
			connect(OutboxTests.this.first);
			OutboxTests.this.first.whileSending = () -> {
				OutboxTests.this.first.state = WsReadyState.CLOSED;
				OutboxTests.this.outbox.disconnected();
				OutboxTests.this.outbox.send("b");
				connect(OutboxTests.this.second);
			};
			assertThat(OutboxTests.this.outbox.send("a")).isTrue();
			assertThat(OutboxTests.this.first.sent).isEmpty();
			assertThat(OutboxTests.this.second.sent).containsExactly("a", "b");
		}

		@Test
		void keepsWhatItTookToItself() {
			connect(OutboxTests.this.first);
			OutboxTests.this.outbox.send("a");
			OutboxTests.this.outbox.disconnected();
			connect(OutboxTests.this.second);
			assertThat(OutboxTests.this.second.sent).isEmpty();
		}

	}

	@Nested
	class AMessageThatCannotBeEncoded {

		private int sends;

		@Test
		void isItsSendersAffairAlone() {
			connect(OutboxTests.this.first);
			OutboxTests.this.first.whileSending = () -> {
				if (this.sends++ == 0) {
					OutboxTests.this.outbox.send("b");
					throw new IllegalStateException("codec");
				}
			};
			assertThatIllegalStateException().isThrownBy(() -> OutboxTests.this.outbox.send("a"));
			assertThat(OutboxTests.this.first.sent).containsExactly("b");
		}

		@Test
		void doesNotHoldUpWhatIsKeptBehindIt() {
			OutboxTests.this.outbox.send("a");
			OutboxTests.this.outbox.send("b");
			OutboxTests.this.first.whileSending = () -> {
				if (this.sends++ == 0) {
					throw new IllegalStateException("codec");
				}
			};
			connect(OutboxTests.this.first);
			assertThat(OutboxTests.this.first.sent).containsExactly("b");
			assertThat(OutboxTests.this.outbox.bufferedAmount()).isZero();
		}

	}

	@Nested
	class Ending {

		private final Close close = new Close(1000, "done");

		@Test
		void closesTheConnectionBehindWhatIsKept() {
			connect(OutboxTests.this.first);
			OutboxTests.this.first.buffered = 64 * 1024;
			OutboxTests.this.outbox.send("a");
			OutboxTests.this.outbox.close(this.close);
			assertThat(OutboxTests.this.outbox.send("b")).isFalse();
			assertThat(OutboxTests.this.first.done).isEmpty();
			OutboxTests.this.first.drain(0);
			assertThat(OutboxTests.this.first.sent).containsExactly("a");
			assertThat(OutboxTests.this.first.done).containsExactly("close 1000 done");
		}

		@Test
		void closesTheConnectionWithoutWhatIsKeptIfThatTakesTooLong() {
			connect(OutboxTests.this.first);
			OutboxTests.this.first.buffered = 64 * 1024;
			OutboxTests.this.outbox.send("a");
			OutboxTests.this.outbox.close(this.close);
			OutboxTests.this.outbox.discard();
			assertThat(OutboxTests.this.first.sent).isEmpty();
			assertThat(OutboxTests.this.first.done).containsExactly("close 1000 done");
		}

		@Test
		void discardsWhatIsKept() {
			OutboxTests.this.outbox.send("a");
			OutboxTests.this.outbox.end();
			assertThat(OutboxTests.this.outbox.bufferedAmount()).isZero();
			assertThat(OutboxTests.this.outbox.send("b")).isFalse();
			connect(OutboxTests.this.first);
			assertThat(OutboxTests.this.first.sent).isEmpty();
		}

	}

	/** Threads that send while connections come and go. */
	@Nested
	class UnderLoad {

		private static final int THREADS = 4;

		private static final int MESSAGES = 20_000;

		@Test
		void sendsEveryMessageOnceAndInOrder() throws Exception {
			Outbox large = new Outbox(Long.MAX_VALUE, 100_000);
			List<Thread> senders = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				String name = i + " ";
				senders.add(new Thread(() -> {
					for (int n = 0; n < MESSAGES; n++) {
						large.send(name + n);
					}
				}));
			}
			senders.forEach(Thread::start);
			List<FakeConnection> connections = new ArrayList<>();
			while (senders.stream().anyMatch(Thread::isAlive)) {
				FakeConnection next = new FakeConnection();
				next.room = 100;
				connections.add(next);
				large.connected(next.connection);
				// Full, it takes no more, like a connection that has broken.
				large.disconnected();
			}
			for (Thread sender : senders) {
				sender.join();
			}
			FakeConnection last = new FakeConnection();
			connections.add(last);
			large.connected(last.connection);
			int[] next = new int[THREADS];
			for (FakeConnection connection : connections) {
				for (Object message : connection.sent) {
					String[] parts = message.toString().split(" ");
					assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
				}
			}
			assertThat(next).containsOnly(MESSAGES);
		}

	}

}
