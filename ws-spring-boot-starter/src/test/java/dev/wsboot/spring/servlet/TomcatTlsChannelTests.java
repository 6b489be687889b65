package dev.wsboot.spring.servlet;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import dev.wsboot.engine.testing.TestCertificate;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a TLS connection that was taken over from Tomcat holds of encrypted bytes.
 */
@Timeout(120)
class TomcatTlsChannelTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Container.TOMCAT, true, ContractApplication.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void nothingAtRest() throws Exception {
		try (RawClient client = server.connect().open("/echo")) {
			TomcatTlsChannel channel = onlyChannel();
			for (int size : new int[] { 1, 1000, 16_384, 300_000 }) {
				byte[] message = UnderTest.random(size);
				client.send(Frame.binary(message));
				assertThat(client.readFrame().payload()).isEqualTo(message);
				awaitNone(channel);
			}
		}
	}

	@Test
	void theRecordThatHasArrivedInPart() throws Exception {
		try (CuttingSocket socket = new CuttingSocket(server.port())) {
			RawClient client = RawClient.secure(socket, TestCertificate.LOCALHOST.trusting()).open("/echo");
			TomcatTlsChannel channel = onlyChannel();
			for (int round = 0; round < 3; round++) {
				client.send(Frame.text("whole"));
				assertThat(client.readFrame().text()).isEqualTo("whole");
				awaitNone(channel);
				socket.cutNext();
				client.send(Frame.text("in two parts"));
				await().atMost(Duration.ofSeconds(20)).until(channel::holdsBuffers);
				try (RawClient other = server.connect().open("/echo")) {
					other.send(Frame.text("meanwhile"));
					assertThat(other.readFrame().text()).isEqualTo("meanwhile");
				}
				socket.sendRest();
				assertThat(client.readFrame().text()).isEqualTo("in two parts");
				awaitNone(channel);
			}
		}
	}

	@Test
	void theRecordThatTheSocketHasNotTaken() throws Exception {
		try (RawClient client = server.connect().open("/echo")) {
			TomcatTlsChannel channel = onlyChannel();
			int count = 100;
			byte[] message = UnderTest.random(256 * 1024);
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, message, count));
			await().atMost(Duration.ofSeconds(20)).until(() -> channel.getOutboundRemaining() > 0);
			for (int i = 0; i < count; i++) {
				assertThat(client.readFrame().payload()).isEqualTo(message);
			}
			sent.get(20, TimeUnit.SECONDS);
			awaitNone(channel);
		}
	}

	@Test
	void nothingOfAnother() throws Exception {
		List<CompletableFuture<Void>> conversations = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			conversations.add(CompletableFuture.runAsync(TomcatTlsChannelTests::converse));
		}
		for (CompletableFuture<Void> conversation : conversations) {
			conversation.get(60, TimeUnit.SECONDS);
		}
	}

	private static void converse() {
		try (RawClient client = server.connect().open("/echo")) {
			for (int i = 0; i < 40; i++) {
				byte[] message = UnderTest.random(1 + i * 1000);
				client.send(Frame.binary(message));
				assertThat(client.readFrame().payload()).isEqualTo(message);
			}
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void send(RawClient client, byte[] message, int times) {
		try {
			for (int i = 0; i < times; i++) {
				client.send(Frame.binary(message));
			}
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** The channel of the only connection, as soon as those before are closed. */
	private static TomcatTlsChannel onlyChannel() {
		await().atMost(Duration.ofSeconds(20)).until(() -> TomcatEndpoint.wrappers(server).size() == 1);
		SocketWrapperBase<?> wrapper = TomcatEndpoint.wrappers(server).get(0);
		assertThat(wrapper.getSocket()).isInstanceOf(TomcatTlsChannel.class);
		return (TomcatTlsChannel) wrapper.getSocket();
	}

	/** An answer can be read a moment before its writer gives the buffer back. */
	private static void awaitNone(TomcatTlsChannel channel) {
		await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(1)).until(() -> !channel.holdsBuffers());
	}

	/** Sends what is written in two parts, when it is told to. */
	private static final class CuttingSocket extends Socket {

		private volatile boolean cut;

		private byte[] rest = {};

		CuttingSocket(int port) throws IOException {
			super(InetAddress.getLoopbackAddress(), port);
			setTcpNoDelay(true);
		}

		void cutNext() {
			this.cut = true;
		}

		void sendRest() throws IOException {
			super.getOutputStream().write(this.rest);
		}

		@Override
		public OutputStream getOutputStream() throws IOException {
			return new FilterOutputStream(super.getOutputStream()) {

				@Override
				public void write(byte[] bytes, int offset, int length) throws IOException {
					int now = CuttingSocket.this.cut ? length / 2 : length;
					CuttingSocket.this.cut = false;
					CuttingSocket.this.rest = Arrays.copyOfRange(bytes, offset + now, offset + length);
					this.out.write(bytes, offset, now);
				}

			};
		}

	}

}
