package dev.wsboot.engine.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.client.WsConnectFuture;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.extension.SharedEncoder;
import dev.wsboot.engine.testing.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What {@code docs/standalone-server.md} shows, in its order.
 */
class ServerExampleTests {

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	private final WsClient client = WsClient.builder().tls(TestCertificate.LOCALHOST.trusting()).build();

	private WsServer server;

	@AfterEach
	void stop() {
		this.client.close(Duration.ofSeconds(5));
		this.server.stop(Duration.ofSeconds(5));
	}

	private String url(String scheme, String path) {
		return scheme + "://localhost:" + this.server.port() + path;
	}

	private WsConnectFuture connecting(String path) {
		return this.client.connect(url("ws", path),
				WsHandler.of((connection, request) -> connection.onText(this.received::add)));
	}

	private WsConnection connect(String path) throws Exception {
		return connecting(path).get(20, TimeUnit.SECONDS);
	}

	private String next() throws InterruptedException {
		return this.received.poll(20, TimeUnit.SECONDS);
	}

	@Test
	void servesRoutes() throws Exception {
		int port = 0;
		this.server = WsServer.builder()
			.host("localhost")
			.port(port)
			.route("/echo", WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
			.route("/chat/{room}", WsHandler.of((connection, request) -> connection.send(request.pathVariable("room"))))
			.route("/files/{*path}",
					WsHandler.of((connection, request) -> connection.send(request.pathVariable("path"))))
			.onListening((listening) -> this.received.add("listening on " + listening.port()))
			.start();
		assertThat(next()).isEqualTo("listening on " + this.server.port());
		connect("/chat/blue");
		assertThat(next()).isEqualTo("blue");
		connect("/files/a/b");
		assertThat(next()).contains("a/b");
		connect("/echo").send("Hello");
		assertThat(next()).isEqualTo("Hello");
	}

	@Test
	void speaksTls() throws Exception {
		SSLContext context = TestCertificate.LOCALHOST.context();
		this.server = WsServer.builder()
			.tls(context)
			.route("/echo", WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
			.start();
		WsConnection connection = this.client
			.connect(url("wss", "/echo"), WsHandler.of((opened, request) -> opened.onText(this.received::add)))
			.get(20, TimeUnit.SECONDS);
		connection.send("Hello");
		assertThat(next()).isEqualTo("Hello");
	}

	@Nested
	class Broadcasting {

		private final AtomicInteger encodings = new AtomicInteger();

		@Test
		void reachesARouteOrAllAndIsEncodedOnce() throws Exception {
			WsOptions options = WsOptions.builder()
				.perMessageDeflate(false)
				.extensions(List.of(new Counting(this.encodings)))
				.build();
			server = WsServer.builder().options(options).route("/chat/{room}", WsHandler.of((connection, request) -> {
			})).route("/news", WsHandler.of((connection, request) -> {
			})).start();
			for (String path : List.of("/chat/blue", "/chat/green", "/news")) {
				client.to(url("ws", path))
					.options(options)
					.connect(WsHandler
						.of((connection, request) -> connection.onText((text) -> received.add(path + " " + text))))
					.get(20, TimeUnit.SECONDS);
			}
			assertThat(toRoute(server)).isEqualTo(2);
			assertThat(List.of(next(), next())).containsExactlyInAnyOrder("/chat/blue tea", "/chat/green tea");
			assertThat(this.encodings).hasValue(1);
			assertThat(toAll(server)).isEqualTo(3);
			assertThat(List.of(next(), next(), next())).containsExactlyInAnyOrder("/chat/blue closing time",
					"/chat/green closing time", "/news closing time");
			assertThat(this.encodings).hasValue(2);
		}

		private int toRoute(WsServer server) {
			int told = WsBroadcast.of("tea").to(server.endpoint("/chat/{room}").connections());
			return told;
		}

		private int toAll(WsServer server) {
			int told = WsBroadcast.of("closing time").to(server.connections());
			return told;
		}

	}

	@Test
	void looksAtHandshakes() throws Exception {
		this.server = WsServer.builder().onHandshake((request, response) -> {
			if (!"token".equals(request.queryParameter("access"))) {
				throw WsHandshakeException.refusal(401, "log in first");
			}
			response.add("Set-Cookie", "seen=1; HttpOnly");
		}).onConnection((connection) -> this.received.add("connected")).onError((error) -> {
			this.received.add(error.getMessage());
		}).route("/chat", WsHandler.of((connection, request) -> {
		})).start();
		assertThatThrownBy(() -> connect("/chat")).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(WsHandshakeException.class)
			.hasMessageContaining("401");
		assertThat(next()).contains("log in first");
		WsConnectFuture connecting = connecting("/chat?access=token");
		connecting.get(20, TimeUnit.SECONDS);
		assertThat(connecting.responseHeaders().first("Set-Cookie")).isEqualTo("seen=1; HttpOnly");
		assertThat(next()).isEqualTo("connected");
		assertThat(this.server.connections()).hasSize(1);
	}

	@Test
	void limitsAndAnswersOthers() throws Exception {
		this.server = WsServer.builder()
			.backlog(4096)
			.maxConnections(10_000)
			.handshakeTimeout(Duration.ofSeconds(5))
			.maxHandshakeBytes(8 * 1024)
			.allowedOrigins("https://app.example")
			.options(WsOptions.builder().maxPayload(64 * 1024).idleTimeout(Duration.ofMinutes(10)).build())
			.onGet((request) -> page(request))
			.route("/chat", WsHandler.of((connection, request) -> {
			}))
			.start();
		HttpResponse<String> page = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(url("http", "/"))).build(), HttpResponse.BodyHandlers.ofString());
		assertThat(page.body()).isEqualTo("<h1>Hello</h1>");
		assertThat(this.server.endpoint("/chat").options().maxPayload()).isEqualTo(64 * 1024);
		assertThatThrownBy(() -> this.client.to(url("ws", "/chat"))
			.origin("https://evil.example")
			.connect(WsHandler.of((connection, request) -> {
			}))
			.get(20, TimeUnit.SECONDS)).hasMessageContaining("403");
	}

	private static HttpAnswer page(WsRequest request) {
		return request.path().equals("/") ? HttpAnswer.html("<h1>Hello</h1>") : HttpAnswer.text(404, "not here");
	}

	/** An extension that changes nothing but the reserved bit, and counts how often. */
	private record Counting(AtomicInteger encodings) implements Extension {

		private static final ExtensionElement ELEMENT = new ExtensionElement("x-counting", List.of());

		@Override
		public String name() {
			return ELEMENT.name();
		}

		@Override
		public int rsv() {
			return MessageCodec.RSV2;
		}

		@Override
		public List<ExtensionElement> offers() {
			return List.of(ELEMENT);
		}

		@Override
		public Agreement accept(ExtensionElement offer) {
			return new Agreement(ELEMENT, new Codec(this.encodings));
		}

		@Override
		public MessageCodec agree(ExtensionElement answer) {
			return new Codec(this.encodings);
		}

	}

	private record Codec(AtomicInteger encodings) implements MessageCodec {

		@Override
		public int rsv() {
			return RSV2;
		}

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			out.write(bytes, offset, length);
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			this.encodings.incrementAndGet();
			out.write(bytes, offset, length);
			return true;
		}

		@Override
		public SharedEncoder sharedEncoder() {
			return new Shared(this);
		}

		@Override
		public void close() {
		}

	}

	/** All codecs encode alike. */
	private record Shared(Codec codec) implements SharedEncoder {

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			return this.codec.encode(bytes, offset, length, out);
		}

	}

}
