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
 * Specification of {@link KeptMessages}.
 */
class KeptMessagesTests {

	private final KeptMessages messages = new KeptMessages(1000, 100_000);

	private final FakeConnection first = new FakeConnection();

	private final FakeConnection second = new FakeConnection();

	private void connect(FakeConnection connection) {
		this.messages.connected(connection.connection);
	}

	@Nested
	class Keeping {

		@Test
		void handsMessagesToAConnectionAtOnce() {
			connect(KeptMessagesTests.this.first);
			assertThat(KeptMessagesTests.this.messages.send("a")).isTrue();
			assertThat(KeptMessagesTests.this.first.sent).containsExactly("a");
		}

		@Test
		void keepsMessagesInOrderUntilThereIsAConnection() {
			byte[] data = { 1 };
			WsMessage text = new WsMessage.Text("b").uncompressed();
			WsBroadcast broadcast = WsBroadcast.of("c");
			KeptMessagesTests.this.messages.send("a");
			KeptMessagesTests.this.messages.send(data);
			KeptMessagesTests.this.messages.send(text);
			KeptMessagesTests.this.messages.send(broadcast);
			connect(KeptMessagesTests.this.first);
			assertThat(KeptMessagesTests.this.first.sent).containsExactly("a", data, text, broadcast);
		}

		@Test
		void keepsItsOwnCopyOfBytes() {
			byte[] data = { 1 };
			KeptMessagesTests.this.messages.send(data);
			KeptMessagesTests.this.messages.send(new WsMessage.Binary(data, false));
			data[0] = 2;
			connect(KeptMessagesTests.this.first);
			assertThat(KeptMessagesTests.this.first.sent.get(0)).isEqualTo(new byte[] { 1 });
			assertThat(KeptMessagesTests.this.first.sent.get(1)).isInstanceOfSatisfying(WsMessage.Binary.class,
					(binary) -> {
						assertThat(binary.data()).containsExactly(1);
						assertThat(binary.compress()).isFalse();
					});
		}

		@Test
		void takesNoMoreFromTheLimitOn() {
			assertThat(KeptMessagesTests.this.messages.send(new byte[900])).isTrue();
			assertThat(KeptMessagesTests.this.messages.bufferedAmount()).isEqualTo(964);
			assertThat(KeptMessagesTests.this.messages.send("x".repeat(100))).isTrue();
			assertThat(KeptMessagesTests.this.messages.bufferedAmount()).isEqualTo(964 + 164);
			assertThat(KeptMessagesTests.this.messages.send("y")).isFalse();
			connect(KeptMessagesTests.this.first);
			assertThat(KeptMessagesTests.this.first.sent).hasSize(2);
			assertThat(KeptMessagesTests.this.messages.bufferedAmount()).isZero();
			assertThat(KeptMessagesTests.this.messages.send("z")).isTrue();
		}

		@Test
		void keepsNothingIfNothingIsToBeKept() {
			KeptMessages none = new KeptMessages(0, 100_000);
			assertThat(none.send("a")).isFalse();
			none.connected(KeptMessagesTests.this.first.connection);
			assertThat(none.send("b")).isTrue();
			KeptMessagesTests.this.first.state = WsReadyState.CLOSING;
			assertThat(none.send("c")).isFalse();
			assertThat(none.bufferedAmount()).isZero();
		}

	}

	@Nested
	class ABusyConnection {

		@Test
		void isGivenNoMoreUntilItHasDrained() {
			connect(KeptMessagesTests.this.first);
			KeptMessagesTests.this.first.buffered = 64 * 1024;
			assertThat(KeptMessagesTests.this.messages.send("a")).isTrue();
			KeptMessagesTests.this.first.drain(64 * 1024);
			assertThat(KeptMessagesTests.this.first.sent).isEmpty();
			KeptMessagesTests.this.first.drain(64 * 1024 - 1);
			assertThat(KeptMessagesTests.this.first.sent).containsExactly("a");
		}

		@Test
		void isNeverFilledUpToItsOwnLimit() {
			KeptMessages small = new KeptMessages(1000, 100);
			small.connected(KeptMessagesTests.this.first.connection);
			KeptMessagesTests.this.first.buffered = 100;
			small.send("a");
			assertThat(KeptMessagesTests.this.first.sent).isEmpty();
		}

		@Test
		void losesNothingThatItWasNotGiven() {
			connect(KeptMessagesTests.this.first);
			KeptMessagesTests.this.first.buffered = 64 * 1024;
			KeptMessagesTests.this.messages.send("a");
			KeptMessagesTests.this.messages.disconnected();
			KeptMessagesTests.this.messages.send("b");
			connect(KeptMessagesTests.this.second);
			assertThat(KeptMessagesTests.this.second.sent).containsExactly("a", "b");
		}

	}

	@Nested
	class AConnectionThatEnds {

		@Test
		void leavesWhatItDidNotTakeToTheNextInOrder() {
			List.of("a", "b", "c").forEach(KeptMessagesTests.this.messages::send);
			KeptMessagesTests.this.first.room = 1;
			connect(KeptMessagesTests.this.first);
			assertThat(KeptMessagesTests.this.messages.send("d")).isTrue();
			KeptMessagesTests.this.messages.disconnected();
			connect(KeptMessagesTests.this.second);
			assertThat(KeptMessagesTests.this.first.sent).containsExactly("a");
			assertThat(KeptMessagesTests.this.second.sent).containsExactly("b", "c", "d");
		}

		@Test
		void inTheMiddleOfASendLeavesTheMessageToTheNext() {
			connect(KeptMessagesTests.this.first);
			KeptMessagesTests.this.first.whileSending = () -> {
				KeptMessagesTests.this.first.state = WsReadyState.CLOSED;
				KeptMessagesTests.this.messages.disconnected();
				KeptMessagesTests.this.messages.send("b");
				connect(KeptMessagesTests.this.second);
			};
			assertThat(KeptMessagesTests.this.messages.send("a")).isTrue();
			assertThat(KeptMessagesTests.this.first.sent).isEmpty();
			assertThat(KeptMessagesTests.this.second.sent).containsExactly("a", "b");
		}

		@Test
		void keepsWhatItTookToItself() {
			connect(KeptMessagesTests.this.first);
			KeptMessagesTests.this.messages.send("a");
			KeptMessagesTests.this.messages.disconnected();
			connect(KeptMessagesTests.this.second);
			assertThat(KeptMessagesTests.this.second.sent).isEmpty();
		}

	}

	@Nested
	class AMessageThatCannotBeEncoded {

		private int sends;

		@Test
		void isItsSendersAffairAlone() {
			connect(KeptMessagesTests.this.first);
			KeptMessagesTests.this.first.whileSending = () -> {
				if (this.sends++ == 0) {
					KeptMessagesTests.this.messages.send("b");
					throw new IllegalStateException("codec");
				}
			};
			assertThatIllegalStateException().isThrownBy(() -> KeptMessagesTests.this.messages.send("a"));
			assertThat(KeptMessagesTests.this.first.sent).containsExactly("b");
		}

		@Test
		void doesNotHoldUpWhatIsKeptBehindIt() {
			KeptMessagesTests.this.messages.send("a");
			KeptMessagesTests.this.messages.send("b");
			KeptMessagesTests.this.first.whileSending = () -> {
				if (this.sends++ == 0) {
					throw new IllegalStateException("codec");
				}
			};
			connect(KeptMessagesTests.this.first);
			assertThat(KeptMessagesTests.this.first.sent).containsExactly("b");
			assertThat(KeptMessagesTests.this.messages.bufferedAmount()).isZero();
		}

	}

	@Nested
	class Ending {

		private final Close close = new Close(1000, "done");

		@Test
		void closesTheConnectionBehindWhatIsKept() {
			connect(KeptMessagesTests.this.first);
			KeptMessagesTests.this.first.buffered = 64 * 1024;
			KeptMessagesTests.this.messages.send("a");
			KeptMessagesTests.this.messages.close(this.close);
			assertThat(KeptMessagesTests.this.messages.send("b")).isFalse();
			assertThat(KeptMessagesTests.this.first.done).isEmpty();
			KeptMessagesTests.this.first.drain(0);
			assertThat(KeptMessagesTests.this.first.sent).containsExactly("a");
			assertThat(KeptMessagesTests.this.first.done).containsExactly("close 1000 done");
		}

		@Test
		void closesTheConnectionWithoutWhatIsKeptIfThatTakesTooLong() {
			connect(KeptMessagesTests.this.first);
			KeptMessagesTests.this.first.buffered = 64 * 1024;
			KeptMessagesTests.this.messages.send("a");
			KeptMessagesTests.this.messages.close(this.close);
			KeptMessagesTests.this.messages.discard();
			assertThat(KeptMessagesTests.this.first.sent).isEmpty();
			assertThat(KeptMessagesTests.this.first.done).containsExactly("close 1000 done");
		}

		@Test
		void discardsWhatIsKept() {
			KeptMessagesTests.this.messages.send("a");
			KeptMessagesTests.this.messages.end();
			assertThat(KeptMessagesTests.this.messages.bufferedAmount()).isZero();
			assertThat(KeptMessagesTests.this.messages.send("b")).isFalse();
			connect(KeptMessagesTests.this.first);
			assertThat(KeptMessagesTests.this.first.sent).isEmpty();
		}

	}

	/** Threads that send while connections come and go. */
	@Nested
	class UnderLoad {

		private static final int THREADS = 4;

		private static final int MESSAGES = 20_000;

		@Test
		void sendsEveryMessageOnceAndInOrder() throws Exception {
			KeptMessages large = new KeptMessages(Long.MAX_VALUE, 100_000);
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
