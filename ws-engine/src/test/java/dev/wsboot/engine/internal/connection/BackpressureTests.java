package dev.wsboot.engine.internal.connection;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.connection.Rig.Recorder;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.internal.transport.PollsOften;
import dev.wsboot.engine.testing.Frame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static dev.wsboot.engine.internal.connection.Rig.dispatched;
import static dev.wsboot.engine.internal.connection.Rig.inline;
import static dev.wsboot.engine.testing.Frame.binary;
import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that read too slowly, and handlers that handle too slowly.
 */
@ExtendWith(PollsOften.class)
class BackpressureTests {

	private final Recorder handler = new Recorder();

	private Rig rig;

	@AfterEach
	void nothingIsLeft() {
		this.rig.close();
		this.rig.isClosed();
	}

	@Nested
	class SlowPeer {

		@Test
		void whatItDoesNotTakeWaits() {
			Rig rig = stalled(inline());
			rig.does(() -> {
				assertThat(rig.connection.send("first")).isTrue();
				assertThat(rig.connection.send(new byte[] { 1 })).isTrue();
			});
			assertThat(rig.connection.bufferedAmount()).isEqualTo(7 + 3);
			rig.sent();
			rig.transport.takes(8);
			assertThat(rig.connection.bufferedAmount()).isEqualTo(2);
			rig.transport.takes(2);
			assertThat(rig.connection.bufferedAmount()).isZero();
			rig.sent("text first", "binary 01");
		}

		@Test
		void whatItTakesByteByByteIsWhole() {
			Rig rig = stalled(inline());
			rig.does(() -> {
				for (int i = 0; i < 20; i++) {
					rig.connection.send("message " + i);
				}
			});
			String[] expected = new String[20];
			for (int i = 0; i < 20; i++) {
				expected[i] = "text message " + i;
			}
			while (rig.connection.bufferedAmount() > 0) {
				rig.transport.takes(1);
			}
			rig.sent(expected);
		}

		@Test
		void sendsGoOnWhileItIsSlow() {
			Rig rig = stalled(inline());
			for (int i = 0; i < 100; i++) {
				rig.does(() -> rig.connection.send(new byte[1000]));
				rig.transport.takes(700);
			}
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(Frame.parse(rig.transport.takeWritten())).hasSize(100)
				.allMatch((frame) -> frame.payload().length == 1000);
		}

		@Test
		void transportMayTellThatItIsWritableBeforeTheWriterHasNoticed() {
			Rig rig = open(inline());
			rig.transport.stopsReading();
			rig.transport.takesAnew = 10;
			rig.does(() -> {
				for (int i = 0; i < 50; i++) {
					rig.connection.send(new byte[10_000]);
				}
			});
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(rig.connection.bufferedAmount()).isZero();
			assertThat(Frame.parse(rig.transport.takeWritten())).hasSize(50)
				.allMatch((frame) -> frame.payload().length == 10_000);
		}

		@Test
		void owesNoLargeSegmentForALittle() {
			Rig rig = stalled(inline());
			rig.does(() -> rig.connection.send(new byte[60_000]));
			rig.transport.takes(59_000);
			assertThat(rig.pool.idle()).isEqualTo(BufferPool.LARGE);
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(Frame.parse(rig.transport.takeWritten())).hasSize(1);
		}

		@Test
		void whatWaitsIsGoneWhenTheConnectionIs() {
			Rig rig = stalled(inline());
			rig.does(() -> rig.connection.send(new byte[1000]));
			rig.does(rig.connection::terminate);
			assertThat(rig.connection.bufferedAmount()).isZero();
			assertThat(rig.connection.send("late")).isFalse();
		}

	}

	@Nested
	class RepliesThatAreNotRead {

		@Test
		void stopTheReading() {
			// Or the answers to a peer that never reads would fill the heap.
			Rig rig = stalled(inline());
			byte[] pings = Frame.bytes(true, pings(100));
			int batches = 0;
			while (!rig.transport.paused) {
				rig.transport.sends(pings);
				batches++;
				assertThat(batches).as("batches of Pings taken").isLessThan(100);
			}
			assertThat(rig.connection.bufferedAmount()).isBetween(256 * 1024L, 300 * 1024L);
			rig.transport.takes(200 * 1024);
			assertThat(rig.transport.paused).isTrue();
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(rig.transport.paused).isFalse();
			rig.receives(ping("again"));
			assertThat(rig.connection.bufferedAmount()).isZero();
		}

		@Test
		void stopTheReadingOfAnEcho() {
			BackpressureTests.this.rig = Rig.server(new Recorder() {

				@Override
				public void onBinary(WsConnection connection, byte[] data) {
					connection.send(data);
				}

			}, inline());
			Rig rig = BackpressureTests.this.rig;
			rig.transport.stopsReading();
			int messages = 0;
			while (!rig.transport.paused && messages < 100) {
				rig.receives(binary(new byte[10_000]));
				messages++;
			}
			assertThat(messages).isEqualTo(27);
			assertThat(rig.connection.readyState()).isEqualTo(WsReadyState.OPEN);
		}

		@Test
		void stopTheDecodingInTheMiddleOfARead() {
			BackpressureTests.this.rig = Rig.server(new Recorder() {

				@Override
				public void onBinary(WsConnection connection, byte[] data) {
					connection.send(data);
				}

			}, inline());
			Rig rig = BackpressureTests.this.rig;
			rig.transport.stopsReading();
			Frame[] messages = new Frame[30];
			Arrays.fill(messages, binary(new byte[100_000]));
			rig.receives(messages);
			assertThat(rig.connection.bufferedAmount()).isBetween(256 * 1024L, 400 * 1024L);
			assertThat(rig.transport.paused).isTrue();
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(Frame.parse(rig.transport.takeWritten())).hasSize(30);
			assertThat(rig.transport.paused).isFalse();
		}

		@Test
		void stopTheReadingBelowTheSendBufferLimit() {
			Rig rig = stalled(inline().sendBufferLimit(1000));
			rig.receives(pings(10));
			assertThat(rig.transport.paused).isTrue();
			assertThat(rig.connection.readyState()).isEqualTo(WsReadyState.OPEN);
		}

		private Frame[] pings(int count) {
			Frame[] pings = new Frame[count];
			for (int i = 0; i < count; i++) {
				pings[i] = Frame.of(0x9, new byte[125]);
			}
			return pings;
		}

	}

	@Nested
	class Overflow {

		@Test
		void closesWith1008ByDefault() {
			Rig rig = stalled(inline().sendBufferLimit(100));
			rig.does(() -> {
				assertThat(rig.connection.send(new byte[98])).isTrue();
				assertThat(rig.connection.send("one more")).isFalse();
				assertThat(rig.connection.readyState()).isEqualTo(WsReadyState.CLOSING);
				assertThat(rig.connection.send("and more")).isFalse();
			});
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(Frame.parse(rig.transport.takeWritten())).map(Frame::opcode).containsExactly(2, 8);
			rig.receives(close(1008, ""));
			BackpressureTests.this.handler.was("open", "close 1008 LOCAL");
		}

		@Test
		void closesTheSocketOfAPeerThatNeverReads() {
			Rig rig = stalled(inline().sendBufferLimit(100));
			rig.does(() -> {
				rig.connection.send(new byte[98]);
				rig.connection.send("one more");
			});
			rig.passes(WsOptions.DEFAULTS.closeTimeout()).isClosed();
			BackpressureTests.this.handler.was("open", "close 1006 LOCAL close timeout");
		}

		@Test
		void limitIsReachedByTheBytesOfFrames() {
			Rig rig = stalled(inline().sendBufferLimit(100).overflow(WsOverflow.DROP));
			rig.does(() -> {
				assertThat(rig.connection.send(new byte[97])).isTrue();
				assertThat(rig.connection.send("still taken, whatever its size".repeat(10))).isTrue();
				assertThat(rig.connection.send("")).isFalse();
			});
		}

		@Test
		void dropsTheMessage() {
			Rig rig = stalled(inline().sendBufferLimit(100).overflow(WsOverflow.DROP));
			rig.does(() -> {
				assertThat(rig.connection.send(new byte[98])).isTrue();
				assertThat(rig.connection.send("dropped")).isFalse();
				assertThat(rig.connection.send(new byte[1])).isFalse();
			});
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(rig.connection.send("taken")).isTrue();
			assertThat(Frame.parse(rig.transport.takeWritten())).map(Frame::opcode).containsExactly(2, 1);
		}

		@Test
		void controlFramesAreNotDropped() {
			Rig rig = stalled(inline().sendBufferLimit(100).overflow(WsOverflow.DROP));
			rig.does(() -> rig.connection.send(new byte[98]));
			rig.does(() -> {
				rig.connection.ping();
				rig.connection.close();
			});
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(Frame.parse(rig.transport.takeWritten())).map(Frame::opcode).containsExactly(2, 0x9, 0x8);
		}

		@Test
		void doesNotApplyWhileTheSocketTakesAll() {
			Rig rig = open(inline().sendBufferLimit(1));
			rig.does(() -> {
				for (int i = 0; i < 100; i++) {
					assertThat(rig.connection.send(new byte[1000])).isTrue();
				}
			});
		}

		@Test
		void makesRoomInTheMiddleOfABatch() {
			// The handler's replies are written when the batch ends, but the limit is not
			// reached by what nobody has tried to write.
			BackpressureTests.this.rig = Rig.server(new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) {
					for (int i = 0; i < 10; i++) {
						assertThat(connection.send(new byte[98])).isTrue();
					}
				}

			}, dispatched().sendBufferLimit(100));
			Rig rig = BackpressureTests.this.rig;
			rig.receives(text("a")).dispatch().receives(text("a"), text("b")).dispatch();
			assertThat(Frame.parse(rig.transport.takeWritten())).hasSize(30);
		}

	}

	@Nested
	class Blocking {

		@Test
		void senderWaitsForRoom() throws InterruptedException {
			Rig rig = stalled(inline().sendBufferLimit(100).overflow(WsOverflow.BLOCK));
			rig.connection.send(new byte[98]);
			AtomicBoolean taken = new AtomicBoolean();
			Thread sender = sender(() -> taken.set(rig.connection.send("waited")));
			awaitBlocked(sender);
			rig.transport.takes(50);
			sender.join();
			assertThat(taken).isTrue();
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(Frame.parse(rig.transport.takeWritten())).map(Frame::opcode).containsExactly(2, 1);
		}

		@Test
		void allSendersWaitAndNoneIsForgotten() throws InterruptedException {
			Rig rig = stalled(inline().sendBufferLimit(100).overflow(WsOverflow.BLOCK));
			rig.connection.send(new byte[98]);
			Thread[] senders = new Thread[8];
			for (int i = 0; i < senders.length; i++) {
				senders[i] = sender(() -> rig.connection.send(new byte[98]));
			}
			for (Thread sender : senders) {
				awaitBlocked(sender);
			}
			rig.transport.takes(Long.MAX_VALUE);
			for (Thread sender : senders) {
				sender.join();
			}
			Awaitility.await().until(() -> rig.connection.bufferedAmount() == 0);
			assertThat(Frame.parse(rig.transport.takeWritten())).hasSize(9);
		}

		@Test
		void closedConnectionReleasesTheSender() throws InterruptedException {
			Rig rig = stalled(inline().sendBufferLimit(100).overflow(WsOverflow.BLOCK));
			rig.connection.send(new byte[98]);
			AtomicBoolean taken = new AtomicBoolean(true);
			Thread sender = sender(() -> taken.set(rig.connection.send("waited")));
			awaitBlocked(sender);
			rig.does(rig.connection::terminate);
			sender.join();
			assertThat(taken).isFalse();
		}

		@Test
		void blockedHandlerDoesNotHoldBackWhatItSentToOthers() throws InterruptedException {
			CountDownLatch quick = new CountDownLatch(1);
			try (Rig other = Rig.server(BackpressureTests.this.handler, inline())) {
				BackpressureTests.this.rig = Rig.server(new Recorder() {

					@Override
					public void onText(WsConnection connection, String text) {
						if (text.equals("broadcast")) {
							other.connection.send("news");
							connection.send(new byte[98]);
							connection.send("news");
						}
					}

				}, dispatched().sendBufferLimit(100).overflow(WsOverflow.BLOCK));
				Rig rig = BackpressureTests.this.rig;
				// A quick batch before makes the next one collect its sends.
				rig.dispatch().receives(text("a"), text("b")).dispatch();
				rig.transport.stopsReading();
				rig.receives(text("c"), text("broadcast"));
				Thread handling = sender(() -> {
					rig.executor.runAll();
					quick.countDown();
				});
				awaitBlocked(handling);
				other.sent("text news");
				rig.transport.takes(Long.MAX_VALUE);
				handling.join();
			}
		}

		private static Thread sender(Runnable action) {
			Thread thread = new Thread(action, "sender");
			thread.setDaemon(true);
			thread.start();
			return thread;
		}

		private static void awaitBlocked(Thread thread) {
			Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
		}

	}

	@Nested
	class LaggingHandler {

		@Test
		void manyMessagesPauseTheReading() {
			Rig rig = open(dispatched().maxPendingMessages(4)).dispatch();
			rig.receives(text("1"), text("2"), text("3"));
			assertThat(rig.transport.paused).isFalse();
			rig.receives(text("4"));
			assertThat(rig.transport.paused).isTrue();
			rig.dispatch();
			assertThat(rig.transport.paused).isFalse();
			BackpressureTests.this.handler.was("open", "text 1", "text 2", "text 3", "text 4");
		}

		@Test
		void manyBytesPauseTheReading() {
			Rig rig = open(dispatched().maxPendingBytes(10_000)).dispatch();
			rig.receives(binary(new byte[5000]));
			assertThat(rig.transport.paused).isFalse();
			rig.receives(binary(new byte[5000]));
			assertThat(rig.transport.paused).isTrue();
			rig.dispatch();
			assertThat(rig.transport.paused).isFalse();
		}

		@Test
		void oneLargeMessageIsDeliveredAllTheSame() {
			Rig rig = open(dispatched().maxPendingBytes(10)).dispatch();
			rig.receives(text("longer than ten bytes"));
			assertThat(rig.transport.paused).isTrue();
			rig.dispatch();
			assertThat(rig.transport.paused).isFalse();
			BackpressureTests.this.handler.was("open", "text longer than ten bytes");
		}

		@Test
		void whatIsInOneReadWaitsUndecoded() {
			// 64 KiB of compressed messages may hold a thousand times as much.
			Rig rig = open(dispatched().maxPendingMessages(2)).dispatch();
			rig.receives(text("1"), text("2"), text("3"), text("4"), text("5"));
			assertThat(rig.transport.paused).isTrue();
			assertThat(rig.endpoint.ledger().framesReceived(Opcode.TEXT)).isEqualTo(2);
			rig.dispatch();
			assertThat(rig.endpoint.ledger().framesReceived(Opcode.TEXT)).isEqualTo(4);
			assertThat(rig.transport.paused).isTrue();
			rig.dispatch();
			assertThat(rig.transport.paused).isFalse();
			rig.dispatch();
			BackpressureTests.this.handler.was("open", "text 1", "text 2", "text 3", "text 4", "text 5");
		}

		@Test
		void whatWasReadBeforeTheTransportStoppedWaitsBehindIt() {
			Rig rig = open(dispatched().maxPendingMessages(1)).dispatch();
			rig.receives(text("1"), text("2"));
			// As a transport does whose thread was about to read.
			rig.connection.received(Frame.bytes(true, text("3"), close(1000, "")), 0, 7 + 8);
			rig.transport.endsInput();
			rig.dispatch().dispatch().dispatch().dispatch();
			BackpressureTests.this.handler.was("open", "text 1", "text 2", "text 3", "close 1000 REMOTE");
		}

		@Test
		void endOfInputWaitsBehindWhatIsUndecoded() {
			Rig rig = open(dispatched().maxPendingMessages(1)).dispatch();
			rig.receives(text("1"), text("2"));
			rig.transport.endsInput();
			assertThat(rig.transport.closed).isFalse();
			rig.dispatch().dispatch();
			assertThat(rig.transport.closed).isTrue();
			rig.dispatch();
			BackpressureTests.this.handler.was("open", "text 1", "text 2", "close 1006 REMOTE");
		}

		@Test
		void whatIsUndecodedIsGoneWhenTheConnectionIs() {
			Rig rig = open(dispatched().maxPendingMessages(1)).dispatch();
			rig.receives(text("1"), text("2"));
			rig.transport.resets();
			rig.dispatch().dispatch();
			assertThat(rig.endpoint.ledger().framesReceived(Opcode.TEXT)).isOne();
		}

		@Test
		void readingGoesOnWhenHalfIsLeft() {
			Rig[] inside = new Rig[1];
			BackpressureTests.this.rig = Rig.server(new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) {
					// The executor has taken all four: they count until they are done.
					assertThat(inside[0].transport.paused).isTrue();
				}

			}, dispatched().maxPendingMessages(4));
			Rig rig = BackpressureTests.this.rig;
			inside[0] = rig;
			rig.dispatch().receives(text("1"), text("2"), text("3"), text("4")).dispatch();
			assertThat(rig.transport.paused).isFalse();
			assertThat(rig.connection.readyState()).isEqualTo(WsReadyState.OPEN);
		}

		@Test
		void bothReasonsHaveToEnd() {
			BackpressureTests.this.rig = Rig.server(new Recorder() {

				@Override
				public void onText(WsConnection connection, String text) {
					connection.send(new byte[300_000]);
				}

			}, dispatched().maxPendingMessages(2));
			Rig rig = BackpressureTests.this.rig;
			rig.dispatch();
			rig.transport.stopsReading();
			rig.receives(text("1"), text("2"));
			assertThat(rig.transport.paused).isTrue();
			rig.dispatch();
			assertThat(rig.transport.paused).isTrue();
			rig.transport.takes(Long.MAX_VALUE);
			assertThat(rig.transport.paused).isFalse();
		}

		@Test
		void pongsCountToo() {
			Rig rig = open(dispatched().maxPendingMessages(2)).dispatch();
			rig.receives(Frame.pong("1"), Frame.pong("2"));
			assertThat(rig.transport.paused).isTrue();
			rig.dispatch();
			assertThat(rig.transport.paused).isFalse();
		}

	}

	private Rig open(WsOptions.Builder options) {
		this.rig = Rig.server(this.handler, options);
		return this.rig;
	}

	private Rig stalled(WsOptions.Builder options) {
		open(options).transport.stopsReading();
		return this.rig;
	}

}
