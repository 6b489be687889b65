package dev.wsboot.spring.actuate;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.client.WsReconnect;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.connection.Ledger;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.WsRoutes.Route;
import dev.wsboot.spring.actuate.RouteDescriptor.CloseDescriptor;
import dev.wsboot.spring.actuate.RouteDescriptor.FramesDescriptor;
import dev.wsboot.spring.actuate.RouteDescriptor.OptionsDescriptor;
import dev.wsboot.spring.actuate.WebSocketsEndpoint.WebSocketsDescriptor;
import dev.wsboot.spring.metrics.Loopback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

class WebSocketsEndpointTests {

	private final Endpoint chat = new Endpoint("/chat/{room}", new WsHandler() {
	}, WsOptions.DEFAULTS);

	private final Endpoint echo = new Endpoint("/echo",
			WsHandler.of((connection, request) -> connection.onMessage(connection::send)),
			WsOptions.builder().maxPayload(1024).build());

	private final BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();

	private final Endpoint clients = new Endpoint("client", new WsHandler() {
		@Override
		public void onClose(WsConnection connection, WsClose close) {
			WebSocketsEndpointTests.this.closes.add(close);
		}
	}, WsOptions.DEFAULTS);

	private final WebSocketsEndpoint endpoint = new WebSocketsEndpoint(
			new WsRoutes(() -> List.of(new Route(this.chat, List.of(), "chatHandler"),
					new Route(this.echo, List.of("https://app.example"), "echoHandler"))),
			null);

	private Loopback loopback;

	@BeforeEach
	void open() throws Exception {
		this.loopback = new Loopback();
	}

	@AfterEach
	void close() throws Exception {
		this.loopback.close();
	}

	@Nested
	class Routes {

		@Test
		void haveTheCountsOfTheirLedgers() throws Exception {
			WsConnection connection = connect(echo);
			connection.send("hello");
			connection.ping(new byte[3]).get(10, TimeUnit.SECONDS);
			connection.close(4000, "");
			connect(echo);
			echo.ledger().rejected("origin");
			await().until(() -> echo.ledger().closedCount() == 1);
			RouteDescriptor route = show().routes().get("/echo");
			assertThat(route.active()).isEqualTo(1);
			assertThat(route.opened()).isEqualTo(2);
			assertThat(route.closed()).isEqualTo(1);
			assertThat(route.closes()).containsExactly(new CloseDescriptor("4xxx", "remote", 1));
			assertThat(route.openTime()).hasNanos(echo.ledger().closedNanos()).isPositive();
			assertThat(route.rejections()).containsOnly(entry("origin", 1L));
			assertThat(route.received()).contains(entry("text", new FramesDescriptor(1, 5)),
					entry("ping", new FramesDescriptor(1, 3)), entry("close", new FramesDescriptor(1, 2)),
					entry("binary", new FramesDescriptor(0, 0)));
			assertThat(route.sent()).contains(entry("text", new FramesDescriptor(1, 5)),
					entry("pong", new FramesDescriptor(1, 3)), entry("close", new FramesDescriptor(1, 2)));
		}

		@Test
		void haveTheirEffectiveOptions() {
			assertThat(show().routes().get("/echo").options().maxPayload()).isEqualTo(1024);
			assertThat(show().routes().get("/chat/{room}").options().maxPayload()).isEqualTo(64 * 1024 * 1024);
		}

		@Test
		void haveTheirHandlerAndOrigins() {
			RouteDescriptor route = show().routes().get("/echo");
			assertThat(route.handler()).isEqualTo("echoHandler");
			assertThat(route.allowedOrigins()).containsExactly("https://app.example");
		}

		@Test
		void haveEveryOptionThereIs() {
			// A function cannot be shown.
			List<String> hidden = List.of("subprotocolChoice", "toBuilder", "hashCode", "toString");
			List<String> options = Arrays.stream(WsOptions.class.getMethods())
				.filter((method) -> method.getDeclaringClass() == WsOptions.class)
				.filter((method) -> method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers()))
				.map(Method::getName)
				.filter((name) -> !hidden.contains(name))
				.toList();
			assertThat(OptionsDescriptor.class.getRecordComponents()).as("options shown")
				.extracting(RecordComponent::getName)
				.containsExactlyInAnyOrderElementsOf(options);
		}

		@Test
		void canBeAskedForOneByOne() throws Exception {
			connect(echo);
			connect(chat);
			WebSocketsDescriptor shown = Objects.requireNonNull(endpoint.webSockets("/echo", null, null, null));
			assertThat(shown.routes()).containsOnlyKeys("/echo");
			assertThat(shown.connections().page()).singleElement()
				.extracting(ConnectionDescriptor::route)
				.isEqualTo("/echo");
			assertThat(endpoint.webSockets("/unknown", null, null, null)).isNull();
		}

	}

	@Nested
	class Connections {

		@Test
		void areShownWithoutAnythingOfTheRequestThatMayBeSecret() throws Exception {
			Instant before = Instant.now().minusMillis(1);
			connect(echo);
			WsConnection there = echo.connections().iterator().next();
			ConnectionDescriptor shown = Objects.requireNonNull(endpoint.connection(there.id()));
			assertThat(shown.id()).isEqualTo(there.id());
			assertThat(shown.route()).isEqualTo("/echo");
			assertThat(shown.remoteAddress()).matches("127\\.0\\.0\\.1:\\d+");
			assertThat(shown.secure()).isFalse();
			assertThat(shown.since()).isBetween(before, Instant.now());
			assertThat(shown.readyState()).isEqualTo("open");
			assertThat(shown.bufferedAmount()).isZero();
			assertThat(shown.subprotocol()).isNull();
			assertThat(shown.extensions()).isEmpty();
			assertThat(shown.principal()).isNull();
			assertThat(show().toString()).doesNotContain("secret").doesNotContain("ignored");
		}

		@Test
		void areAtMostAHundredUnlessAskedForOtherwise() throws Exception {
			for (int i = 0; i < 103; i++) {
				connect(echo);
			}
			assertThat(show().connections().total()).isEqualTo(103);
			assertThat(show().connections().page()).hasSize(100);
			assertThat(page(0, 200)).hasSize(103);
			assertThat(page(100, 50)).hasSize(3);
			assertThat(page(103, 50)).isEmpty();
		}

		@Test
		void arePagedWithoutGapOrOverlapOldestFirst() throws Exception {
			for (int i = 0; i < 10; i++) {
				connect((i % 2 == 0) ? echo : chat);
			}
			List<ConnectionDescriptor> paged = new ArrayList<>();
			for (int offset = 0; offset < 10; offset += 3) {
				paged.addAll(page(offset, 3));
			}
			assertThat(paged).isEqualTo(page(0, 10)).hasSize(10).doesNotHaveDuplicates();
			assertThat(paged).extracting(ConnectionDescriptor::since).isSorted();
		}

		@Test
		void areRefusedOutOfRange() {
			assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> page(0, 1001))
				.withMessage("'limit' must be 0 to 1000, not 1001");
			assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> page(-1, 10))
				.withMessageStartingWith("'offset' must be 0 to");
		}

		@Test
		void thatAreUnknownAreNull() {
			assertThat(endpoint.connection("unknown")).isNull();
		}

	}

	@Nested
	class Clients {

		private final WsServer server = WsServer.builder()
			.host("127.0.0.1")
			.route("/prices", WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
			.start();

		private final WsClient idle = WsClient.create();

		private final WsClient client = WsClient.builder()
			.options(WsOptions.builder().maxPayload(1024).build())
			.build();

		private final URI url = URI.create("ws://ann:secret@127.0.0.1:" + this.server.port() + "/prices?token=secret");

		private final WebSocketsEndpoint endpoint = new WebSocketsEndpoint(
				new WsRoutes(() -> List.of(new Route(echo, List.of(), "echoHandler"))),
				new WsClients(Map.of("prices", new WsClients.Configured(this.client, this.url, WsReconnect.DEFAULTS),
						"idle", new WsClients.Configured(this.idle, URI.create("wss://[::1]"), WsReconnect.DEFAULTS))));

		@AfterEach
		void close() {
			this.idle.close();
			this.client.close();
			this.server.close();
		}

		private WsConnection open(BlockingQueue<String> texts) throws Exception {
			return this.client.connect(this.url.toString(), WsHandler.of((connection, request) -> {
				connection.onText(texts::add);
				connection.onClose(closes::add);
			})).get(10, TimeUnit.SECONDS);
		}

		private WebSocketsDescriptor show(String route, String client) {
			return Objects.requireNonNull(this.endpoint.webSockets(route, client, null, null));
		}

		@Test
		void haveTheCountsOfTheirLedgers() throws Exception {
			BlockingQueue<String> texts = new LinkedBlockingQueue<>();
			open(texts).send("hello");
			assertThat(texts.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
			open(texts).close(4000, "");
			assertThat(closes.poll(10, TimeUnit.SECONDS)).isNotNull();
			Ledger ledger = (Ledger) this.client.ledger();
			ledger.rejected("status");
			ledger.reconnected();
			ClientDescriptor shown = show(null, null).clients().get("prices");
			assertThat(shown.active()).isEqualTo(1);
			assertThat(shown.opened()).isEqualTo(2);
			assertThat(shown.reconnects()).isEqualTo(1);
			assertThat(shown.closed()).isEqualTo(1);
			assertThat(shown.closes()).containsExactly(new CloseDescriptor("4xxx", "local", 1));
			assertThat(shown.openTime()).hasNanos(this.client.ledger().closedNanos()).isPositive();
			assertThat(shown.rejections()).containsOnly(entry("status", 1L));
			assertThat(shown.sent()).contains(entry("text", new FramesDescriptor(1, 5)));
			assertThat(shown.received()).contains(entry("text", new FramesDescriptor(1, 5)));
			assertThat(shown.options().maxPayload()).isEqualTo(1024);
		}

		@Test
		void showTheirUrlWithoutUserAndQuery() {
			assertThat(show(null, null).clients().get("prices").url())
				.isEqualTo("ws://127.0.0.1:" + this.server.port() + "/prices");
			assertThat(show(null, null).clients().get("idle").url()).isEqualTo("wss://[::1]");
		}

		@Test
		void haveConnectionsThatNameTheClientInPlaceOfARoute() throws Exception {
			WsConnection connection = open(new LinkedBlockingQueue<>());
			ConnectionDescriptor shown = Objects.requireNonNull(this.endpoint.connection(connection.id()));
			assertThat(shown.client()).isEqualTo("prices");
			assertThat(shown.route()).isNull();
			assertThat(shown.remoteAddress()).isEqualTo("127.0.0.1:" + this.server.port());
			assertThat(shown.readyState()).isEqualTo("open");
			assertThat(show(null, null).connections().page()).containsExactly(shown);
			assertThat(show(null, null).toString()).doesNotContain("secret");
		}

		@Test
		void canBeAskedForOneByOne() throws Exception {
			connect(echo);
			open(new LinkedBlockingQueue<>());
			assertThat(show(null, "prices").clients()).containsOnlyKeys("prices");
			assertThat(show(null, "prices").routes()).isEmpty();
			assertThat(show(null, "prices").connections().total()).isEqualTo(1);
			assertThat(show("/echo", null).clients()).isEmpty();
			assertThat(show("/echo", null).connections().page()).extracting(ConnectionDescriptor::client)
				.containsExactly((String) null);
			assertThat(show("/echo", "prices").connections().total()).isEqualTo(2);
			assertThat(this.endpoint.webSockets(null, "unknown", null, null)).isNull();
		}

		@Test
		void haveConnectionsThatCanBeClosed() throws Exception {
			WsConnection connection = open(new LinkedBlockingQueue<>());
			assertThat(this.endpoint.close(connection.id(), 4001, "enough")).isTrue();
			assertThat(closes.poll(10, TimeUnit.SECONDS).code()).isEqualTo(4001);
		}

	}

	@Nested
	class Closing {

		@Test
		void isGoingAwayByDefault() throws Exception {
			connect(chat);
			assertThat(endpoint.close(chat.connections().iterator().next().id(), null, null)).isTrue();
			assertThat(closes.poll(10, TimeUnit.SECONDS)).isEqualTo(new WsClose(1001, "", WsClose.Initiator.REMOTE));
		}

		@Test
		void sendsCodeAndReasonToThatConnectionOnly() throws Exception {
			connect(echo);
			connect(chat);
			endpoint.close(chat.connections().iterator().next().id(), 4001, "logged out");
			assertThat(closes.poll(10, TimeUnit.SECONDS))
				.isEqualTo(new WsClose(4001, "logged out", WsClose.Initiator.REMOTE));
			assertThat(echo.ledger().active()).isEqualTo(1);
			assertThat(closes).isEmpty();
		}

		@Test
		void refusesACodeThatMustNotBeSent() throws Exception {
			connect(chat);
			String id = chat.connections().iterator().next().id();
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.close(id, 1006, null))
				.withMessageContaining("1006");
			assertThat(chat.ledger().active()).isEqualTo(1);
		}

		@Test
		void tellsOfAnUnknownConnection() {
			assertThat(endpoint.close("unknown", null, null)).isFalse();
		}

	}

	private WebSocketsDescriptor show() {
		return Objects.requireNonNull(this.endpoint.webSockets(null, null, null, null));
	}

	private List<ConnectionDescriptor> page(int offset, int limit) {
		return Objects.requireNonNull(this.endpoint.webSockets(null, null, offset, limit)).connections().page();
	}

	private WsConnection connect(WsEndpoint route) throws Exception {
		long opened = route.ledger().openedCount();
		WsConnection connection = this.loopback.connect(route, this.clients);
		await().pollInterval(Duration.ofMillis(2)).until(() -> route.ledger().openedCount() == opened + 1);
		return connection;
	}

}
