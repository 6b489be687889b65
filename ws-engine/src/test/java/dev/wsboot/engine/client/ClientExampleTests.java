package dev.wsboot.engine.client;

import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.server.WsServerBuilder;
import dev.wsboot.engine.testing.ConnectProxy;
import dev.wsboot.engine.testing.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/client.md} shows, in its order.
 */
class ClientExampleTests {

	private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

	private final BlockingQueue<WsRequest> requests = new LinkedBlockingQueue<>();

	private final AtomicInteger tokens = new AtomicInteger();

	private WsClient client = WsClient.create();

	private WsServer server;

	@AfterEach
	void stop() {
		this.client.close(Duration.ofSeconds(5));
		if (this.server != null) {
			this.server.stop(Duration.ofSeconds(5));
		}
	}

	private void serve(WsServerBuilder builder) {
		WsOptions options = WsOptions.builder().subprotocols(List.of("prices.v2")).build();
		this.server = builder.host("localhost")
			.onHandshake((request, response) -> this.requests.add(request))
			.route("/prices", options, WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
			.start();
	}

	private String url(String scheme) {
		return scheme + "://localhost:" + this.server.port() + "/prices";
	}

	private Object next() throws InterruptedException {
		return this.received.poll(20, TimeUnit.SECONDS);
	}

	@Test
	void opensConnections() throws Exception {
		serve(WsServer.builder());
		WsConnection connection = open(url("ws"));
		assertThat(next()).isEqualTo("subscribe ACME");
		assertThat(next()).isEqualTo("subscribe WSBT");
		assertThat(this.client.connections()).containsExactly(connection);
		connection.close(1000, "enough");
		assertThat(next()).isEqualTo(1000);
	}

	private WsConnection open(String url) throws Exception {
		WsConnectFuture opening = this.client.connect(url, WsHandler.of((connection, request) -> {
			connection.onText((price) -> this.received.add(price));
			connection.onClose((close) -> this.received.add(close.code()));
		}));
		opening.connection().send("subscribe ACME");
		WsConnection opened = opening.get(20, TimeUnit.SECONDS);
		opened.send("subscribe WSBT");
		return opened;
	}

	@Test
	void takesAHandlerForManyConnections() throws Exception {
		serve(WsServer.builder());
		Prices prices = new Prices();
		WsConnection connection = this.client.connect(url("ws"), prices).get(20, TimeUnit.SECONDS);
		assertThat(prices.received.poll(20, TimeUnit.SECONDS)).isEqualTo("subscribe ACME");
		connection.close();
		assertThat(prices.received.poll(20, TimeUnit.SECONDS)).isEqualTo("1000");
	}

	static class Prices implements WsHandler {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@Override
		public void onOpen(WsConnection connection) {
			connection.send("subscribe ACME");
		}

		@Override
		public void onText(WsConnection connection, String price) {
			this.received.add(price);
		}

		@Override
		public void onClose(WsConnection connection, WsClose close) {
			this.received.add(String.valueOf(close.code()));
		}

	}

	@Test
	void asksForWhatOneConnectionNeeds() throws Exception {
		serve(WsServer.builder());
		WsOptions options = WsOptions.builder().perMessageDeflate(false).maxPayload(1024 * 1024).build();
		WsConnection connection = this.client.to(url("ws"))
			.options(options)
			.subprotocols("prices.v2", "prices.v1")
			.header("Authorization", "Bearer token")
			.origin("http://localhost:" + this.server.port())
			.connect(new Prices())
			.get(20, TimeUnit.SECONDS);
		assertThat(connection.subprotocol()).isEqualTo("prices.v2");
		assertThat(connection.extensions()).isEmpty();
		WsRequest request = this.requests.poll(20, TimeUnit.SECONDS);
		assertThat(request.header("Authorization")).isEqualTo("Bearer token");
		assertThat(request.header("Origin")).startsWith("http://localhost:");
	}

	@Test
	void isSetForAllConnections() throws Exception {
		serve(WsServer.builder());
		this.client.close();
		this.client = WsClient.builder()
			.header("X-Tenant", "blue")
			.options(WsOptions.builder().subprotocols(List.of("prices.v2")).build())
			.connectTimeout(Duration.ofSeconds(2))
			.handshakeTimeout(Duration.ofSeconds(5))
			.maxRedirects(3)
			.build();
		WsConnection connection = this.client.connect(url("ws"), new Prices()).get(20, TimeUnit.SECONDS);
		assertThat(connection.subprotocol()).isEqualTo("prices.v2");
		assertThat(this.requests.poll(20, TimeUnit.SECONDS).header("X-Tenant")).isEqualTo("blue");
	}

	@Test
	void speaksTls() throws Exception {
		serve(WsServer.builder().tls(TestCertificate.LOCALHOST.context()));
		SSLContext context = TestCertificate.LOCALHOST.trusting();
		this.client.close();
		this.client = WsClient.builder().tls(context).build();
		WsConnection connection = this.client.connect(url("wss"), new Prices()).get(20, TimeUnit.SECONDS);
		assertThat(connection.request().secure()).isTrue();
	}

	@Test
	void goesThroughAProxy() throws Exception {
		serve(WsServer.builder());
		try (ConnectProxy running = new ConnectProxy()) {
			this.client.close();
			int port = running.port();
			WsProxy proxy = WsProxy.of("localhost", port).credentials("ann", "secret").header("X-Site", "blue");
			this.client = WsClient.builder().proxy(proxy).build();
			this.client.connect(url("ws"), new Prices()).get(20, TimeUnit.SECONDS);
			assertThat(running.requests.poll(20, TimeUnit.SECONDS))
				.startsWith("CONNECT localhost:" + this.server.port() + " HTTP/1.1")
				.contains("Proxy-Authorization: Basic ", "X-Site: blue");
		}
	}

	@Test
	void saysWhyAConnectionWasRefused() throws Exception {
		this.server = WsServer.builder().host("localhost").onHandshake((request, response) -> {
			throw WsHandshakeException.refusal(401, "log in first");
		}).route("/prices", WsHandler.of((connection, request) -> {
		})).start();
		CompletableFuture<String> told = new CompletableFuture<>();
		this.client.connect(url("ws"), new Prices()).whenComplete((connection, failure) -> {
			if (failure instanceof WsHandshakeException refused) {
				told.complete(refused.status() + " " + refused.headers().first("Content-Type") + " " + refused.body());
			}
		});
		assertThat(told.get(20, TimeUnit.SECONDS)).startsWith("401 text/plain").contains("log in first");
		CompletableFuture<Integer> silence = new CompletableFuture<>();
		String gone = url("ws");
		this.server.close();
		this.client.connect(gone, new Prices())
			.whenComplete((connection, failure) -> silence.complete(((WsHandshakeException) failure).status()));
		assertThat(silence.get(20, TimeUnit.SECONDS)).isZero();
	}

	@Test
	void comesBack() throws Exception {
		serve(WsServer.builder());
		int port = this.server.port();
		WsLink prices = keep(url("ws"));
		assertThat(next()).isEqualTo("connected 0");
		assertThat(next()).isEqualTo("subscribe ACME");
		this.server.close();
		assertThat(next()).isEqualTo("lost 1001");
		assertThat(prices.send("subscribe WSBT")).isTrue();
		serve(WsServer.builder().port(port));
		assertThat(next()).isEqualTo("connected 1");
		assertThat(next()).isEqualTo("subscribe ACME");
		assertThat(next()).isEqualTo("subscribe WSBT");
		prices.close();
	}

	@Test
	void asksForATokenBeforeEveryAttempt() throws Exception {
		serve(WsServer.builder());
		try (WsLink link = keepWithToken(url("ws"))) {
			assertThat(this.requests.poll(20, TimeUnit.SECONDS).header("Authorization")).isEqualTo("Bearer 0");
			await().until(() -> link.readyState() == WsReadyState.OPEN);
			link.connection().terminate();
			assertThat(this.requests.poll(20, TimeUnit.SECONDS).header("Authorization")).isEqualTo("Bearer 1");
		}
	}

	private WsLink keepWithToken(String url) {
		return this.client.to(url)
			.header("Authorization", () -> "Bearer " + token())
			.keep(WsReconnect.DEFAULTS, new Prices());
	}

	private int token() {
		return this.tokens.getAndIncrement();
	}

	private WsLink keep(String url) {
		WsReconnect reconnect = WsReconnect.builder()
			.initialDelay(Duration.ofMillis(100))
			.maxDelay(Duration.ofSeconds(10))
			.listener(new Losses(this.received))
			.build();
		return this.client.to(url).keep(reconnect, WsHandler.of((connection, request) -> {
			connection.onText((price) -> this.received.add(price));
			connection.send("subscribe ACME");
		}));
	}

	record Losses(BlockingQueue<Object> told) implements WsReconnectListener {

		@Override
		public void onConnected(WsConnection connection, long reconnects) {
			this.told.add("connected " + reconnects);
		}

		@Override
		public void onDisconnected(WsClose close, Duration delay) {
			this.told.add("lost " + close.code());
		}

	}

	@Test
	void keepsConnectionsAlive() throws Exception {
		serve(WsServer.builder());
		WsOptions options = WsOptions.builder()
			.pingInterval(Duration.ofSeconds(10))
			.pingTimeout(Duration.ofSeconds(5))
			.build();
		WsConnection connection = this.client.to(url("ws"))
			.options(options)
			.connect(new Prices())
			.get(20, TimeUnit.SECONDS);
		connection.ping().thenAccept((roundTrip) -> this.received.add(roundTrip));
		assertThat((Duration) next()).isPositive();
	}

	@Test
	void streams() throws Exception {
		serve(WsServer.builder());
		CompletableFuture<List<String>> both = new CompletableFuture<>();
		WsConnection connection = this.client
			.connect(url("ws"), WsHandler.of((opened, request) -> opened.stream().subscribe(new Taking(2, both))))
			.get(20, TimeUnit.SECONDS);
		connection.send("ACME 42");
		connection.send("ACME 43");
		assertThat(both.get(20, TimeUnit.SECONDS)).containsExactly("ACME 42", "ACME 43");
	}

	@Test
	void sendsWhatIsLargerThanMemoryShouldHold() throws Exception {
		serve(WsServer.builder());
		WsConnection connection = this.client
			.connect(url("ws"),
					WsHandler.of((opened, request) -> opened.onText((text) -> this.received.add(text.length()))))
			.get(20, TimeUnit.SECONDS);
		try (Writer out = connection.sendWriter()) {
			for (int line = 0; line < 10_000; line++) {
				out.write("ACME 42\n");
			}
		}
		assertThat(next()).isEqualTo(80_000);
		assertThat(this.client.ledger().framesSent(Opcode.CONTINUATION)).isPositive();
	}

	/** Asks for messages one by one, and for no more than it wants. */
	static class Taking implements Flow.Subscriber<WsMessage> {

		private final List<String> taken = new ArrayList<>();

		private final int wanted;

		private final CompletableFuture<List<String>> done;

		private Flow.Subscription subscription;

		Taking(int wanted, CompletableFuture<List<String>> done) {
			this.wanted = wanted;
			this.done = done;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
			subscription.request(1);
		}

		@Override
		public void onNext(WsMessage message) {
			this.taken.add(((WsMessage.Text) message).text());
			if (this.taken.size() == this.wanted) {
				this.subscription.cancel();
				this.done.complete(this.taken);
			}
			else {
				this.subscription.request(1);
			}
		}

		@Override
		public void onError(Throwable error) {
			this.done.completeExceptionally(error);
		}

		@Override
		public void onComplete() {
			this.done.complete(this.taken);
		}

	}

}
