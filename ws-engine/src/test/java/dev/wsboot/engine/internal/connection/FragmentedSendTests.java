package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.ping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Specification of messages sent in fragments (RFC 6455 section 5.4).
 */
class FragmentedSendTests {

	private final Rig rig = Rig.server(new WsHandler() {
	}, Rig.inline().sendBufferLimit(50_000));

	@Test
	void aFragmentGoesOutWhenItIsFlushedAndTheLastWhenItIsClosed() throws IOException {
		OutputStream out = this.rig.connection.sendStream();
		out.write(1);
		this.rig.sent();
		out.flush();
		this.rig.sent("binary... 01");
		out.flush();
		this.rig.sent();
		out.write(new byte[] { 2, 3 });
		out.close();
		this.rig.sent("continuation " + (char) 2 + (char) 3);
		out.close();
		this.rig.sent();
	}

	@Test
	void aFragmentGoesOutWhenItHas16KiB() throws IOException {
		OutputStream out = this.rig.connection.sendStream();
		out.write(new byte[16 * 1024]);
		this.rig.sent();
		out.write(7);
		assertThat(Frame.parse(this.rig.transport.takeWritten())).singleElement()
			.satisfies((frame) -> assertThat(frame.describe()).startsWith("binary... 0000"));
	}

	@Test
	void textMayBeCutInTheMiddleOfACharacter() throws IOException {
		try (Writer out = this.rig.connection.sendWriter()) {
			out.write("Grüße, ");
			out.flush();
			out.write("日本");
		}
		List<Frame> frames = Frame.parse(this.rig.transport.takeWritten());
		assertThat(frames).extracting(Frame::describe)
			.startsWith("text... Grüße,")
			.element(1)
			.asString()
			.contains("日本");
		assertThat(frames.get(frames.size() - 1).describe()).startsWith("continuation").doesNotContain("...");
	}

	@Test
	void anEmptyMessageIsOneFrame() throws IOException {
		this.rig.connection.sendStream().close();
		this.rig.sent("binary");
	}

	@Test
	void otherMessagesWaitForTheLastFragmentAndPingsDoNot() throws IOException {
		OutputStream out = this.rig.connection.sendStream();
		out.write(1);
		out.flush();
		assertThat(this.rig.connection.send("a")).isTrue();
		assertThat(this.rig.connection.send(new byte[] { 5 })).isTrue();
		assertThat(this.rig.connection.send(WsBroadcast.of("b"))).isTrue();
		this.rig.connection.ping(new byte[] { 'p' });
		this.rig.sent("binary... 01", "ping p");
		assertThat(this.rig.connection.bufferedAmount()).isPositive();
		out.close();
		this.rig.sent("continuation", "text a", "binary 05", "text b");
		assertThat(this.rig.connection.bufferedAmount()).isZero();
	}

	@Test
	void whatWaitsIsBoundedByTheSendBuffer() throws IOException {
		this.rig.connection.sendStream().write(1);
		assertThat(this.rig.connection.send(new byte[60_000])).isTrue();
		assertThat(this.rig.connection.send("one too many")).isFalse();
		this.rig.sent("close 1008 send buffer full (send-buffer-limit)");
	}

	@Test
	void thereIsOneAtATime() throws IOException {
		OutputStream out = this.rig.connection.sendStream();
		assertThatIllegalStateException().isThrownBy(this.rig.connection::sendWriter).withMessageContaining("already");
		out.close();
		this.rig.connection.sendWriter().close();
		this.rig.sent("binary", "text");
	}

	@Test
	void writingToAClosedConnectionThrows() throws IOException {
		OutputStream out = this.rig.connection.sendStream();
		out.write(1);
		this.rig.connection.send("never sent");
		this.rig.does(this.rig.connection::close).sent("close 1000");
		assertThatIOException().isThrownBy(out::flush).withMessage("connection is closed");
		assertThatIOException().isThrownBy(() -> out.write(2)).withMessage("message is ended");
		this.rig.sent();
	}

	@Test
	void writingWaitsForAPeerThatDoesNotRead() throws Exception {
		this.rig.transport.stopsReading();
		CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
			try (OutputStream out = this.rig.connection.sendStream()) {
				out.write(new byte[200_000]);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		await().until(() -> this.rig.connection.bufferedAmount() >= 50_000);
		assertThat(this.rig.connection.bufferedAmount()).isLessThan(70_000);
		assertThat(written).isNotDone();
		while (!written.isDone()) {
			this.rig.transport.takes(Long.MAX_VALUE);
		}
		written.get(20, TimeUnit.SECONDS);
		assertThat(Frame.parse(this.rig.transport.takeWritten())).hasSize(13);
	}

	@Nested
	class OneThatNeverEnds {

		@BeforeEach
		void begins() throws IOException {
			OutputStream out = FragmentedSendTests.this.rig.connection.sendStream();
			out.write(1);
			out.flush();
			FragmentedSendTests.this.rig.sent("binary... 01");
			assertThat(FragmentedSendTests.this.rig.connection.send("kept back")).isTrue();
		}

		@Test
		void doesNotKeepTheConnectionFromClosing() {
			FragmentedSendTests.this.rig.does(FragmentedSendTests.this.rig.connection::close)
				.sent("close 1000")
				.receives(close(1000, ""))
				.isClosed();
		}

		@Test
		void doesNotKeepThePeerFromClosing() {
			FragmentedSendTests.this.rig.receives(close(1001, "")).sent("close 1001").isClosed();
		}

		@Test
		void doesNotKeepPingsAndPongsBack() {
			FragmentedSendTests.this.rig.receives(ping("p")).sent("pong p");
			FragmentedSendTests.this.rig.passes(Duration.ofSeconds(30)).sent("ping keepalive");
		}

		@Test
		void doesNotHideAPeerThatVanishes() {
			FragmentedSendTests.this.rig.passes(Duration.ofSeconds(49))
				.isOpen()
				.passes(Duration.ofSeconds(1))
				.isClosed();
		}

		@ParameterizedTest
		@ValueSource(booleans = { true, false })
		void letsGoWhoWaitsForRoomWhenTheConnectionEnds(boolean clean) throws Exception {
			try (Rig blocking = Rig.server(new WsHandler() {
			}, Rig.inline().sendBufferLimit(1000).overflow(WsOverflow.BLOCK))) {
				blocking.connection.sendStream();
				assertThat(blocking.connection.send(new byte[2000])).isTrue();
				FutureTask<Boolean> sending = new FutureTask<>(() -> blocking.connection.send("one too many"));
				Thread sender = new Thread(sending);
				sender.start();
				await().until(() -> sender.getState() == Thread.State.WAITING);
				blocking.does(clean ? blocking.connection::close : blocking.connection::terminate);
				assertThat(sending.get(20, TimeUnit.SECONDS)).isFalse();
			}
		}

	}

	/** What is received holds the whole message; what is sent never does. */
	@Test
	void aMessageLargerThanTheSendBufferArrivesWhole() throws Exception {
		WsOptions small = WsOptions.builder().sendBufferLimit(64 * 1024).build();
		CompletableFuture<Integer> received = new CompletableFuture<>();
		try (WsServer server = WsServer.builder()
			.host("127.0.0.1")
			.route("/", small, WsHandler.of((connection, request) -> {
				try (Writer out = connection.sendWriter()) {
					for (int i = 0; i < 100_000; i++) {
						out.write("0123456789");
					}
				}
			}))
			.start(); WsClient client = WsClient.create()) {
			client.connect("ws://127.0.0.1:" + server.port() + "/", WsHandler
				.of((connection, request) -> connection.onText((text) -> received.complete(text.length()))));
			assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(1_000_000);
		}
	}

}
