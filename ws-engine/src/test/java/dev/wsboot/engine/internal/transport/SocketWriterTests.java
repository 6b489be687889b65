package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.wsboot.engine.internal.buffer.ArraySource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specification of {@link SocketWriter}. What another thread does in between is done here
 * in the middle of a call.
 */
class SocketWriterTests {

	private final ArraySource source = new ArraySource();

	private final Socket socket = new Socket();

	/** What another thread does when everything is written. */
	private Runnable whenDrained = () -> {
	};

	private final SocketWriter<ArraySource> writer = new SocketWriter<>(this.source) {

		@Override
		protected Transport transport() {
			return SocketWriterTests.this.socket;
		}

		@Override
		protected void stalled() {
			happened("stalled");
		}

		@Override
		protected void drained() {
			happened("drained");
			Runnable once = SocketWriterTests.this.whenDrained;
			SocketWriterTests.this.whenDrained = () -> {
			};
			once.run();
		}

		@Override
		protected void failed(IOException cause) {
			happened("failed: " + cause.getMessage());
		}

	};

	private final List<String> happened = new ArrayList<>();

	private void happened(String what) {
		this.happened.add(what);
	}

	/** Nothing but this happened since the last look. */
	private void expect(String... expected) {
		assertThat(this.happened).containsExactly(expected);
		this.happened.clear();
	}

	private void add(String text) {
		this.source.add(text.getBytes(StandardCharsets.US_ASCII));
	}

	private void send(String text) {
		add(text);
		this.writer.flush();
	}

	@Nested
	class Writing {

		@Test
		void goesOnUntilNothingIsLeft() {
			add("ab");
			send("c");
			expect("ab", "c", "drained");
			send("d");
			expect("d", "drained");
		}

		@Test
		void doesNothingWhenNothingWaits() {
			SocketWriterTests.this.writer.flush();
			expect();
		}

		@Test
		void belongsToOneThreadAtATime() {
			SocketWriterTests.this.socket.whileWriting = () -> {
				SocketWriterTests.this.socket.whileWriting = () -> {
				};
				send("b");
				expect("a");
			};
			send("a");
			expect("b", "drained");
		}

		@Test
		void waitsWhileTheSocketIsFull() {
			SocketWriterTests.this.socket.room = 2;
			send("abcd");
			send("e");
			expect("ab", "stalled");
			assertThat(SocketWriterTests.this.writer.isStalled()).isTrue();
			SocketWriterTests.this.socket.room = 10;
			SocketWriterTests.this.writer.writable();
			expect("cd", "e", "drained");
			assertThat(SocketWriterTests.this.writer.isStalled()).isFalse();
		}

		@Test
		void goesOnIfTheSocketIsWritableBeforeTheWriterWaits() {
			SocketWriterTests.this.socket.room = 2;
			SocketWriterTests.this.socket.whileWriting = () -> {
				SocketWriterTests.this.socket.whileWriting = () -> {
				};
				SocketWriterTests.this.socket.room = 10;
				SocketWriterTests.this.writer.writable();
			};
			send("abcd");
			expect("ab", "stalled", "cd", "drained");
		}

		@Test
		void isHeldUntilThereIsASocket() {
			SocketWriterTests.this.writer.hold();
			send("a");
			expect();
			SocketWriterTests.this.writer.writable();
			expect("a", "drained");
		}

		@Test
		void endsWithAFailedSocket() {
			SocketWriterTests.this.socket.failure = new IOException("broken pipe");
			send("a");
			expect("failed: broken pipe");
			SocketWriterTests.this.socket.failure = null;
			send("b");
			expect();
		}

		@Test
		void endsWithABrokenTransport() {
			SocketWriterTests.this.socket.failure = new StackOverflowError();
			send("a");
			expect("failed: socket could not be written");
		}

		@Test
		void leavesWhatIsDiscarded() {
			SocketWriterTests.this.socket.room = 1;
			send("ab");
			SocketWriterTests.this.source.discard();
			SocketWriterTests.this.socket.room = 10;
			SocketWriterTests.this.writer.writable();
			send("c");
			expect("a", "stalled", "drained");
		}

	}

	@Nested
	class WhatFollows {

		@Test
		void comesBehindTheLastByte() {
			add("bye");
			SocketWriterTests.this.writer.closeAfterwards();
			SocketWriterTests.this.writer.flush();
			expect("bye", "drained", "close");
			SocketWriterTests.this.writer.flush();
			expect();
		}

		@Test
		void comesAtOnceIfEverythingIsWritten() {
			send("bye");
			SocketWriterTests.this.writer.shutdownAfterwards();
			SocketWriterTests.this.writer.flush();
			expect("bye", "drained", "shutdownOutput");
		}

		@Test
		void waitsForAFullSocket() {
			SocketWriterTests.this.socket.room = 1;
			send("bye");
			SocketWriterTests.this.writer.closeAfterwards();
			SocketWriterTests.this.writer.flush();
			expect("b", "stalled");
			SocketWriterTests.this.socket.room = 10;
			SocketWriterTests.this.writer.writable();
			expect("ye", "drained", "close");
		}

		@Test
		void waitsForBytesThatTheTransportHolds() {
			// As of TLS: the bytes were taken, their ciphertext was not.
			SocketWriterTests.this.socket.holdsBack = true;
			send("bye");
			expect("bye", "stalled");
			SocketWriterTests.this.writer.closeAfterwards();
			SocketWriterTests.this.writer.flush();
			expect();
			SocketWriterTests.this.socket.holdsBack = false;
			SocketWriterTests.this.writer.writable();
			expect("drained", "close");
		}

		@Test
		void waitsForBytesThatCameWhenTheWriterThoughtItHadDone() {
			SocketWriterTests.this.whenDrained = () -> {
				add("bye");
				SocketWriterTests.this.writer.closeAfterwards();
				// And before it asks for the role:
			};
			send("last words");
			expect("last words", "drained");
			SocketWriterTests.this.writer.flush();
			expect("bye", "drained", "close");
		}

		@Test
		void waitsForAnotherWriter() {
			SocketWriterTests.this.socket.room = 11;
			SocketWriterTests.this.whenDrained = () -> {
				SocketWriterTests.this.writer.closeAfterwards();
				send("bye");
			};
			send("last words");
			expect("last words", "drained", "b", "stalled");
			SocketWriterTests.this.socket.room = 10;
			SocketWriterTests.this.writer.writable();
			expect("ye", "drained", "close");
		}

		@Test
		void doesNotComeOnceTheSocketHasFailed() {
			SocketWriterTests.this.socket.failure = new IOException("broken pipe");
			send("bye");
			SocketWriterTests.this.writer.closeAfterwards();
			SocketWriterTests.this.writer.flush();
			expect("failed: broken pipe");
		}

	}

	private final class Socket implements Transport {

		int room = Integer.MAX_VALUE;

		boolean holdsBack;

		Throwable failure;

		Runnable whileWriting = () -> {
		};

		@Override
		public void start() {
		}

		@Override
		public boolean write(ByteBuffer source) throws IOException {
			if (this.failure instanceof IOException broken) {
				throw broken;
			}
			if (this.failure instanceof Error error) {
				throw error;
			}
			byte[] taken = new byte[Math.min(this.room, source.remaining())];
			source.get(taken);
			this.room -= taken.length;
			happened(new String(taken, StandardCharsets.US_ASCII));
			this.whileWriting.run();
			return !source.hasRemaining() && !this.holdsBack;
		}

		@Override
		public void pauseReading() {
		}

		@Override
		public void resumeReading() {
		}

		@Override
		public void shutdownOutput() {
			happened("shutdownOutput");
		}

		@Override
		public void close() {
			happened("close");
		}

	}

}
