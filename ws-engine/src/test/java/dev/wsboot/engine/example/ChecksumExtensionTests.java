package dev.wsboot.engine.example;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.server.WsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of the documentation at work, in both roles.
 */
class ChecksumExtensionTests {

	private static final WsOptions CHECKED = WsOptions.builder().extensions(List.of(new ChecksumExtension())).build();

	private final WsServer server = WsServer.builder()
		.host("localhost")
		.options(CHECKED)
		.route("/echo", WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
		.start();

	private final WsClient client = WsClient.create();

	private final BlockingQueue<WsMessage> received = new LinkedBlockingQueue<>();

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	private WsConnection connect(WsOptions options) throws Exception {
		return this.client.to("ws://localhost:" + this.server.port() + "/echo")
			.options(options)
			.connect(WsHandler.of((connection, request) -> connection.onMessage(this.received::add)))
			.get(20, TimeUnit.SECONDS);
	}

	private WsMessage echo(WsConnection connection, String text) throws InterruptedException {
		connection.send(text);
		return this.received.poll(20, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void isAppliedByBothSidesBesideCompression(boolean compressed) throws Exception {
		WsConnection connection = connect(CHECKED.toBuilder().perMessageDeflate(compressed).build());
		assertThat(connection.extensions()).last().isEqualTo("x-checksum");
		assertThat(connection.extensions()).hasSize(compressed ? 2 : 1);
		assertThat(echo(connection, "Hello")).isEqualTo(new WsMessage.Text("Hello"));
		// Four bytes more in each direction.
		assertThat(this.server.endpoint("/echo").ledger().bytesReceived(Opcode.TEXT)).isEqualTo(9);
		assertThat(echo(connection, "Hello ".repeat(1000))).isEqualTo(new WsMessage.Text("Hello ".repeat(1000)));
		assertThat(echo(connection, "")).isEqualTo(new WsMessage.Text(""));
	}

	@Test
	void isLeftOutWithAPeerThatDoesNotKnowIt() throws Exception {
		WsConnection connection = connect(WsOptions.DEFAULTS);
		assertThat(connection.extensions()).noneMatch((extension) -> extension.startsWith("x-checksum"));
		assertThat(echo(connection, "Hello")).isEqualTo(new WsMessage.Text("Hello"));
	}

	@Test
	void closesTheConnectionUponAMessageThatWasChanged() throws IOException {
		try (Socket socket = new Socket("localhost", this.server.port())) {
			socket.getOutputStream().write("""
					GET /echo HTTP/1.1\r
					Host: localhost\r
					Upgrade: websocket\r
					Connection: Upgrade\r
					Sec-WebSocket-Version: 13\r
					Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
					Sec-WebSocket-Extensions: x-checksum\r
					\r
					""".getBytes(StandardCharsets.US_ASCII));
			// Text with RSV2, masked with 0: "a" and a wrong checksum.
			socket.getOutputStream().write(new byte[] { (byte) 0xA1, (byte) 0x85, 0, 0, 0, 0, 'a', 1, 2, 3, 4 });
			byte[] answer = socket.getInputStream().readAllBytes();
			String text = new String(answer, StandardCharsets.ISO_8859_1);
			assertThat(text).contains("Sec-WebSocket-Extensions: x-checksum\r\n");
			assertThat(text.substring(text.indexOf("\r\n\r\n") + 4))
				.isEqualTo("\u0088\u0019\u0003\u00ef" + "checksum does not match");
		}
	}

}
