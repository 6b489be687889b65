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
import dev.wsboot.engine.client.WsConnectFuture;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.server.HttpAnswer;
import dev.wsboot.engine.server.WsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/coming-from.md} shows, section by section. Every call of its tables is
 * made in here or in another test that the build runs.
 */
class ComingFromTests {

	private static final Path PAGE = Path.of("../docs/coming-from.md");

	private static final Path TESTS = Path.of("src/test/java/dev/wsboot/engine");

	private static final Path SERVLET_TESTS = Path
		.of("../ws-spring-boot-starter/src/test/java/dev/wsboot/spring/servlet");

	private static final List<Path> SOURCES = List.of(TESTS.resolve("ComingFromTests.java"),
			TESTS.resolve("client/ClientExampleTests.java"), TESTS.resolve("server/ServerExampleTests.java"),
			TESTS.resolve("example/ChecksumExtensionTests.java"), SERVLET_TESTS.resolve("UpgradesTests.java"),
			SERVLET_TESTS.resolve("EventSourceTests.java"));

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
		return this.client.connect(url(path), WsHandler.of((socket, request) -> socket.onText(this.received::add)))
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
	void everyCallOfTheTablesIsMadeByATest(String call) throws IOException {
		StringBuilder sources = new StringBuilder();
		for (Path source : SOURCES) {
			sources.append(Files.readString(source));
		}
		assertThat(sources.toString().replaceAll("\\s", "").contains(call.replaceAll("\\s", ""))).as(call).isTrue();
	}

	@Nested
	class Browser {

		private final BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();

		@Test
		void worksAsShown() throws Exception {
			WsOptions options = WsOptions.builder().subprotocols(List.of("chat")).build();
			server = WsServer.builder()
				.route("/echo", options, WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
				.start();
			WsConnection opened = open(client, url("/echo"));
			assertThat(next()).isEqualTo("Hello");
			assertThat(opened.readyState().code()).isEqualTo(1);
			assertThat(opened.subprotocol()).isEqualTo("chat");
			assertThat(opened.extensions()).singleElement().asString().startsWith("permessage-deflate");
			assertThat(opened.request().path()).isEqualTo("/echo");
			opened.send(new byte[] { 7 });
			assertThat(next()).isEqualTo(new byte[] { 7 });
			opened.close(1000, "bye");
			WsClose close = this.closes.poll(20, TimeUnit.SECONDS);
			assertThat(close.code()).isEqualTo(1000);
			assertThat(close.reason()).isEmpty();
			assertThat(close.isClean()).isTrue();
			assertThat(opened.readyState()).isEqualTo(WsReadyState.CLOSED);
		}

		private WsConnection open(WsClient client, String url) throws Exception {
			WsConnection opened = client.to(url).subprotocols("chat").connect(WsHandler.of((socket, request) -> {
				socket.onText(received::add);
				socket.onBinary(received::add);
				socket.onError(received::add);
				socket.onClose(this.closes::add);
				socket.send("Hello");
			})).get(20, TimeUnit.SECONDS);
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
			server = WsServer.builder().port(0).route("/ws", options, WsHandler.of((ws, request) -> {
				ws.onMessage((message) -> server.connections().forEach((each) -> each.send(message)));
				ws.ping().thenAccept(roundTrip::complete);
			})).start();
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
		void pausesAsShown() throws Exception {
			CompletableFuture<WsConnection> paused = new CompletableFuture<>();
			server = WsServer.builder().port(0).route("/ws", WsHandler.of((ws, request) -> {
				ws.pauseReading();
				ws.onText((text) -> received.add("server got " + text));
				paused.complete(ws);
			})).start();
			WsConnection ann = connect("/ws");
			WsConnection ws = paused.get(20, TimeUnit.SECONDS);
			ann.send("Hello");
			ws.send("paused");
			assertThat(next()).isEqualTo("paused");
			assertThat(received).isEmpty();
			ws.resumeReading();
			assertThat(next()).isEqualTo("server got Hello");
			ws.send("last");
			ws.drained().thenRun(() -> received.add("drained"));
			assertThat(List.of(next(), next())).containsExactlyInAnyOrder("last", "drained");
		}

		@Test
		void isSetAndAskedAsShown() throws Exception {
			WsOptions options = WsOptions.builder()
				.compression(
						PerMessageDeflateOptions.builder().level(6).threshold(1024).serverMaxWindowBits(10).build())
				.pingInterval(Duration.ofSeconds(30))
				.subprotocols(List.of("chat.v2", "chat.v1"))
				.build();
			server = WsServer.builder().host("localhost").port(0).backlog(511).onHandshake((request, response) -> {
				if (!isValid(request.header("Authorization"))) {
					throw WsHandshakeException.refusal(401, "log in first");
				}
				response.add("X-Room", "blue");
			})
				.onConnection((connection) -> received.add(connection.subprotocol()))
				.onError((error) -> received.add(error.getMessage()))
				.route("/ws", options, WsHandler.of((ws, request) -> ws.onMessage((message) -> {
					ws.send(message.uncompressed());
					ws.close(4000, "enough");
				})))
				.start();
			client.connect(url("/ws"), WsHandler.of((ws, request) -> {
			})).whenComplete((ws, failure) -> {
				if (failure instanceof WsHandshakeException refused) {
					received.add(refused.status());
				}
			});
			assertThat(List.of(next(), next())).containsExactlyInAnyOrder(401, "log in first");
			WsConnectFuture opening = client.to(url("/ws"))
				.header("Authorization", "Bearer token")
				.subprotocols("chat.v1", "chat.v2")
				.connect(WsHandler.of((ws, request) -> {
					ws.onText(received::add);
					ws.onClose((close) -> received.add(close.reason()));
				}));
			WsConnection ws = opening.get(20, TimeUnit.SECONDS);
			assertThat(next()).isEqualTo("chat.v2");
			assertThat(opening.responseHeaders().first("X-Room")).isEqualTo("blue");
			assertThat(server.endpoint("/ws").connections()).hasSize(1);
			assertThat(ws.extensions()).singleElement().asString().contains("server_max_window_bits=10");
			ws.send("x".repeat(2000));
			assertThat(next()).isEqualTo("x".repeat(2000));
			assertThat(next()).isEqualTo("enough");
		}

		@Test
		void choosesTheSubprotocolAsShown() throws Exception {
			WsOptions options = WsOptions.builder()
				.subprotocolChoice((offered, request) -> isOld(request) ? "chat.v1" : offered.get(0))
				.build();
			server = WsServer.builder()
				.route("/ws", options, WsHandler.of((ws, request) -> ws.send("" + ws.subprotocol())))
				.start();
			for (String version : List.of("1", "2")) {
				client.to(url("/ws"))
					.header("X-Version", version)
					.subprotocols("chat.v2", "chat.v1")
					.connect(WsHandler.of((ws, request) -> ws.onText(received::add)))
					.get(20, TimeUnit.SECONDS);
				assertThat(next()).isEqualTo("chat.v" + version);
			}
		}

		private static boolean isOld(WsRequest request) {
			return "1".equals(request.header("X-Version"));
		}

		private static boolean isValid(String authorization) {
			return "Bearer token".equals(authorization);
		}

		@Test
		void streams() throws Exception {
			server = WsServer.builder()
				.route("/ws", WsHandler.of((ws, request) -> ws.stream().subscribe(ws.stream())))
				.start();
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
				.route("/bayeux", options, WsHandler.of((ws, request) -> {
					ws.send(request.header("X-Token") + " speaks " + ws.subprotocol());
					ws.ping(new byte[] { 7 }).thenAccept((time) -> ws.send("pong"));
				}))
				.start();
			client.to(url("/bayeux"))
				.header("X-Token", "ann")
				.subprotocols("amqp", "irc")
				.connect(WsHandler.of((ws, request) -> ws.onText(received::add)))
				.get(20, TimeUnit.SECONDS);
			assertThat(List.of(next(), next())).containsExactly("ann speaks irc", "pong");
		}

	}

	@Nested
	class NodejsWebsocket {

		@Test
		void worksAsShown() throws Exception {
			server = WsServer.builder().route("/files/{name}", WsHandler.of((conn, request) -> {
				conn.onText((text) -> conn.send(text.toUpperCase() + "!!!"));
				conn.onBinary((data) -> conn.send(data));
				conn.send(request.path() + " " + request.pathVariable("name"));
			})).onListening((listening) -> received.add("listening")).start();
			assertThat(next()).isEqualTo("listening");
			WsConnection conn = connect("/files/a");
			conn.send("hello");
			assertThat(List.of(next(), next())).containsExactly("/files/a a", "HELLO!!!");
			assertThat(server.connections()).hasSize(1);
		}

		@Test
		void chatsByBroadcast() throws Exception {
			server = WsServer.builder().route("/chat", WsHandler.of((conn, request) -> {
				String name = request.header("X-Name");
				conn.onText((text) -> WsBroadcast.of(name + ": " + text).to(server.connections()));
			})).start();
			WsConnection ann = connect("/chat");
			WsConnection conn = client.to(url("/chat")).header("X-Name", "Bob").connect(WsHandler.of((bob, request) -> {
				bob.onText(received::add);
				bob.onPong((data) -> received.add(data[0]));
				bob.onError(received::add);
				bob.onClose((close) -> received.add(close.code() + close.reason()));
			})).get(20, TimeUnit.SECONDS);
			conn.send("hi");
			assertThat(List.of(next(), next())).containsExactly("Bob: hi", "Bob: hi");
			conn.ping(new byte[] { 7 });
			assertThat(next()).isEqualTo((byte) 7);
			ann.terminate();
			conn.close(4000, "bye");
			assertThat(next()).isEqualTo("4000");
		}

		@Test
		void sendsWhatIsLargerThanMemoryShouldHold() throws Exception {
			server = WsServer.builder().route("/files", WsHandler.of((conn, request) -> {
				try (OutputStream out = conn.sendStream()) {
					out.write(new byte[100_000]);
				}
			})).start();
			client.connect(url("/files"),
					WsHandler.of((conn, request) -> conn.onBinary((data) -> received.add(data.length))));
			assertThat(next()).isEqualTo(100_000);
		}

	}

	@Nested
	class Fibjs {

		@Test
		void worksAsShown() throws Exception {
			WsUpgrade chat = new WsUpgrade(WsHandler.of((conn, request) -> {
				conn.onMessage((message) -> conn.send(message));
				conn.send(new WsMessage.Text("welcome"));
			}));
			server = WsServer.builder().route("/ws", chat).start();
			WsConnection conn = connect("/ws");
			conn.send("Hello");
			assertThat(List.of(next(), next())).containsExactly("welcome", "Hello");
			assertThat(conn.readyState()).isEqualTo(WsReadyState.OPEN);
			assertThat(WsReadyState.OPEN.code()).isEqualTo(1);
			WsOptions options = WsOptions.builder().perMessageDeflate(false).maxPayload(64).build();
			client.to(url("/ws"))
				.options(options)
				.connect(WsHandler
					.of((socket, request) -> socket.onMessage((message) -> received.add(message.opcode()))))
				.get(20, TimeUnit.SECONDS)
				.send(new byte[1]);
			assertThat(List.of(next(), next())).containsExactly(1, 2);
			assertThat(List.of(Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY)).containsExactly(0, 1, 2);
			assertThat(List.of(Opcode.CLOSE, Opcode.PING, Opcode.PONG)).containsExactly(8, 9, 10);
		}

	}

}
