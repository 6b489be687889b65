package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Messages there and back.
 */
interface MessagesContract extends UnderTest {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 65_535, 65_536, 1 << 20, 5_000_000 })
	default void messagesMayHaveAnySize(int size) throws Exception {
		byte[] message = UnderTest.random(size);
		try (RawClient client = open("/echo-inline")) {
			client.send(Frame.binary(message));
			assertThat(client.readFrame().payload()).isEqualTo(message);
		}
	}

	@Test
	default void messagesMayBeFragmentedWithAPingInBetween() throws Exception {
		try (RawClient client = open("/echo")) {
			client.send(Frame.text("Hel").unfinished());
			client.send(Frame.ping("p"));
			client.send(Frame.continuation("lo"));
			assertThat(client.readFrame()).extracting(Frame::opcode, Frame::text).containsExactly(Frame.PONG, "p");
			assertThat(client.readFrame()).extracting(Frame::opcode, Frame::text).containsExactly(Frame.TEXT, "Hello");
		}
	}

	@Test
	default void messagesMayArriveByteByByte() throws Exception {
		try (RawClient client = open("/echo")) {
			for (byte b : Frame.text("Hello").bytes(true)) {
				client.send(new byte[] { b });
			}
			assertThat(client.readFrame().text()).isEqualTo("Hello");
		}
	}

	@Test
	default void messagesMayStandRightBehindTheRequest() throws Exception {
		try (RawClient client = server().connect()) {
			client.send(RawClient.request("/echo"), Frame.text("one"), Frame.text("two"));
			assertThat(client.readHead()).startsWith("HTTP/1.1 101");
			assertThat(client.readFrame().text()).isEqualTo("one");
			assertThat(client.readFrame().text()).isEqualTo("two");
			client.send(Frame.text("three"));
			assertThat(client.readFrame().text()).isEqualTo("three");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	default void messagesAreNotReadWhileTheirRepliesAreNot(String path) throws Exception {
		int count = 128;
		byte[] message = UnderTest.random(256 * 1024);
		try (RawClient client = open(path)) {
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
				try {
					for (int i = 0; i < count; i++) {
						client.send(Frame.binary(message));
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			await().atMost(60, TimeUnit.SECONDS).until(() -> buffered(path) > 0);
			for (int i = 0; i < count; i++) {
				assertThat(buffered(path)).as("replies that wait").isLessThan(8 * 1024 * 1024);
				assertThat(client.readFrame().payload()).isEqualTo(message);
			}
			sent.get(20, TimeUnit.SECONDS);
		}
	}

	private long buffered(String path) {
		return endpoint(path).connections().stream().mapToLong(WsConnection::bufferedAmount).sum();
	}

	@Test
	default void messagesCanBeSentByAnInterruptedThread() throws Exception {
		try (RawClient client = open("/commands")) {
			client.send(Frame.text("interrupted"));
			assertThat(client.readFrame().text()).isEqualTo("sent");
			client.send(Frame.text("this"));
			assertThat(client.readFrame().text()).isEqualTo("what is this?");
		}
	}

}
