package dev.wsboot.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.protocol.Opcode;
import dev.wsboot.engine.server.HttpAnswer;
import dev.wsboot.engine.server.WsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/coming-from.md} shows, section by section. Every call of its tables
 * stands in here.
 */
class ComingFromTests {

	private static final Path PAGE = Path.of("../docs/coming-from.md");

	private static final Path SOURCE = Path.of("src/test/java/dev/wsboot/engine/ComingFromTests.java");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

	private final WsClient client = WsClient.create();

	private WsServer server;

	@AfterEach
	void stop() {
		this.client.close(Duration.ofSeconds(5));
		if (this.server != null) {
			this.server.stop(Duration.ofSeconds(5));
		}
	}

	private String url(String path) {
		return "ws://localhost:" + this.server.port() + path;
	}

	private Object next() throws InterruptedException {
		return this.received.poll(20, TimeUnit.SECONDS);
	}

	/** A client that keeps what it receives. */
	private WsConnection connect(String path) throws Exception {
		return this.client.connect(url(path), (socket, request) -> socket.onText(this.received::add))
			.get(20, TimeUnit.SECONDS);
	}

	/** The second column of every table. */
	static Stream<String> calls() throws IOException {
		return Files.readAllLines(PAGE)
			.stream()
			.filter((line) -> line.startsWith("| `"))
			.flatMap((line) -> CODE.matcher(line.split("(?<!\\\\)\\|")[2]).results())
			.map((code) -> code.group(1));
	}

	@ParameterizedTest
	@MethodSource("calls")
	void everyCallOfTheTablesIsMadeHere(String call) throws IOException {
		assertThat(Files.readString(SOURCE).replaceAll("\\s", "")).contains(call.replaceAll("\\s", ""));
	}

	@Nested
	class Browser {

		@Test
		void worksAsShown() throws Exception {
			BlockingQueue<Object> codes = new LinkedBlockingQueue<>();
			server = WsServer.builder()
				.route("/echo", (connection, request) -> connection.onMessage(connection::send))
				.start();
			WsConnection opened = open(client, url("/echo"), codes);
			assertThat(next()).isEqualTo("Hello");
			assertThat(opened.readyState().code()).isEqualTo(1);
			assertThat(opened.subprotocol()).isNull();
			opened.close(1000, "bye");
			assertThat(codes.poll(20, TimeUnit.SECONDS)).isEqualTo(1000);
		}

		private WsConnection open(WsClient client, String url, BlockingQueue<Object> codes) throws Exception {
			WsConnection opened = client.connect(url, (socket, request) -> {
				socket.onText(received::add);
				socket.onBinary(received::add);
				socket.onError(received::add);
				socket.onClose((close) -> codes.add(close.code()));
				socket.send("Hello");
			}).get(20, TimeUnit.SECONDS);
			assertThat(opened.bufferedAmount()).isNotNegative();
			return opened;
		}

	}

	@Nested
	class NpmWs {

		@Test
		void worksAsShown() throws Exception {
			CompletableFuture<Duration> roundTrip = new CompletableFuture<>();
			WsOptions options = WsOptions.builder().perMessageDeflate(false).maxPayload(1024).build();
			server = WsServer.builder().port(0).route("/ws", options, (ws, request) -> {
				ws.onMessage((message) -> server.connections().forEach((each) -> each.send(message)));
				ws.ping().thenAccept(roundTrip::complete);
			}).start();
			WsConnection ann = connect("/ws");
			connect("/ws");
			ann.send("Hello");
			assertThat(List.of(next(), next())).containsExactly("Hello", "Hello");
			int reached = WsBroadcast.of("news").to(server.connections());
			assertThat(reached).isEqualTo(2);
			assertThat(List.of(next(), next())).containsExactly("news", "news");
			assertThat(roundTrip.get(20, TimeUnit.SECONDS)).isPositive();
			ann.terminate();
		}

		@Test
		void streams() throws Exception {
			server = WsServer.builder().route("/ws", (ws, request) -> ws.stream().subscribe(ws.stream())).start();
			connect("/ws").send("Hello");
			assertThat(next()).isEqualTo("Hello");
		}

	}

	@Nested
	class Faye {

		@Test
		void worksAsShown() throws Exception {
			WsOptions options = WsOptions.builder()
				.subprotocols(List.of("irc", "amqp"))
				.pingInterval(Duration.ofSeconds(10))
				.build();
			server = WsServer.builder()
				.onGet((request) -> HttpAnswer.html("<h1>Hello</h1>"))
				.route("/bayeux", options, (ws, request) -> {
					ws.send(request.header("X-Token") + " speaks " + ws.subprotocol());
					ws.ping(new byte[] { 7 }).thenAccept((time) -> ws.send("pong"));
				})
				.start();
			client.to(url("/bayeux"))
				.header("X-Token", "ann")
				.subprotocols("amqp", "irc")
				.connect((ws, request) -> ws.onText(received::add))
				.get(20, TimeUnit.SECONDS);
			assertThat(List.of(next(), next())).containsExactly("ann speaks irc", "pong");
		}

	}

	@Nested
	class NodejsWebsocket {

		@Test
		void worksAsShown() throws Exception {
			server = WsServer.builder().route("/files/{name}", (conn, request) -> {
				conn.onText((text) -> conn.send(text.toUpperCase() + "!!!"));
				conn.onBinary((data) -> conn.send(data));
				conn.send(request.path() + " " + request.pathVariable("name"));
			}).onListening((listening) -> received.add("listening")).start();
			assertThat(next()).isEqualTo("listening");
			WsConnection conn = connect("/files/a");
			conn.send("hello");
			assertThat(List.of(next(), next())).containsExactly("/files/a a", "HELLO!!!");
			assertThat(server.connections()).hasSize(1);
		}

		@Test
		void sendsWhatIsLargerThanMemoryShouldHold() throws Exception {
			server = WsServer.builder().route("/files", (conn, request) -> {
				try (OutputStream out = conn.sendStream()) {
					out.write(new byte[100_000]);
				}
			}).start();
			client.connect(url("/files"), (conn, request) -> conn.onBinary((data) -> received.add(data.length)));
			assertThat(next()).isEqualTo(100_000);
		}

	}

	@Nested
	class Fibjs {

		@Test
		void worksAsShown() throws Exception {
			WsUpgrade chat = Ws.upgrade((conn, request) -> {
				conn.onMessage((message) -> conn.send(message));
				conn.send(new WsMessage.Text("welcome"));
			});
			server = WsServer.builder().route("/ws", chat).start();
			WsConnection conn = connect("/ws");
			conn.send("Hello");
			assertThat(List.of(next(), next())).containsExactly("welcome", "Hello");
			assertThat(conn.readyState()).isEqualTo(WsReadyState.OPEN);
			assertThat(WsReadyState.OPEN.code()).isEqualTo(1);
			assertThat(List.of(Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY)).containsExactly(0, 1, 2);
			assertThat(List.of(Opcode.CLOSE, Opcode.PING, Opcode.PONG)).containsExactly(8, 9, 10);
		}

	}

}
