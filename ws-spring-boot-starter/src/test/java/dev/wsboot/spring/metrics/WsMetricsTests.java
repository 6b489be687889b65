package dev.wsboot.spring.metrics;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.internal.protocol.Side;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WsMetricsTests {

	private static final WsHandler ECHO = WsHandler.of((connection, request) -> connection.onMessage(connection::send));

	private final Endpoint route = new Endpoint("/echo/{name}", ECHO, WsOptions.DEFAULTS);

	private final Endpoint clients = new Endpoint("client", new WsHandler() {
	}, WsOptions.DEFAULTS);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final WsClient client = WsClient.create();

	private Loopback loopback;

	private WsMetrics metrics;

	@BeforeEach
	void bind() throws Exception {
		this.loopback = new Loopback();
		this.metrics = new WsMetrics(this.loopback.server, List.of(this.route), List.of());
		this.metrics.bindTo(this.registry);
	}

	@AfterEach
	void close() throws Exception {
		this.client.close();
		this.loopback.close();
	}

	@Nested
	class Traffic {

		@Test
		void everyMeterShowsExactlyWhatHappened() throws Exception {
			List<WsConnection> connections = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				WsConnection connection = loopback.connect(route, clients);
				connections.add(connection);
				connection.send("hello");
				connection.send("grüße");
				connection.send(new byte[300]);
				connection.ping(new byte[] { 1, 2, 3 }).get(10, TimeUnit.SECONDS);
			}
			awaitEcho(15);
			assertThat(value("websocket.server.connections.active{route=/echo/{name}}")).isEqualTo(5);

			connections.get(0).close(1000, "");
			connections.get(1).close(1000, "bye");
			connections.get(2).close(1001, "");
			connections.get(3).close(4000, "mine");
			connections.get(4).terminate();
			route.ledger().rejected("origin");
			route.ledger().rejected("origin");
			awaitClosed(5);

			Map<String, Double> expected = new TreeMap<>();
			expected.put("websocket.server.places.limit{}", 5000.0);
			expected.put("websocket.server.partial.limit{}", (double) (Runtime.getRuntime().maxMemory() / 4));
			expected.put("websocket.server.connections.opened{route=/echo/{name}}", 5.0);
			expected.put("websocket.server.connections.closed{code=1000,initiator=remote,route=/echo/{name}}", 2.0);
			expected.put("websocket.server.connections.closed{code=1001,initiator=remote,route=/echo/{name}}", 1.0);
			expected.put("websocket.server.connections.closed{code=4xxx,initiator=remote,route=/echo/{name}}", 1.0);
			expected.put("websocket.server.connections.closed{code=1006,initiator=remote,route=/echo/{name}}", 1.0);
			expected.put("websocket.server.connections.rejected{reason=origin,route=/echo/{name}}", 2.0);
			expected.put("websocket.server.connection.duration{route=/echo/{name}}", 5.0);
			traffic(expected, "in", "text", 10, 5 * (5 + 7));
			traffic(expected, "out", "text", 10, 5 * (5 + 7));
			traffic(expected, "in", "binary", 5, 5 * 300);
			traffic(expected, "out", "binary", 5, 5 * 300);
			traffic(expected, "in", "ping", 5, 5 * 3);
			traffic(expected, "out", "pong", 5, 5 * 3);
			traffic(expected, "in", "close", 4, 2 + (2 + 3) + 2 + (2 + 4));
			// the answer repeats the code, not the reason
			traffic(expected, "out", "close", 4, 4 * 2);
			assertThat(notZero()).containsExactlyInAnyOrderEntriesOf(expected);
		}

		@Test
		void bothEndsCountTheSame() throws Exception {
			for (int i = 0; i < 3; i++) {
				WsConnection connection = loopback.connect(route, clients);
				connection.send("a".repeat(70_000));
				connection.send(new byte[i]);
				connection.close();
			}
			awaitClosed(3);
			await().until(() -> clients.ledger().closedCount() == 3);
			WsLedger there = clients.ledger();
			WsLedger here = route.ledger();
			for (int opcode : new int[] { Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE, Opcode.PING, Opcode.PONG }) {
				assertThat(here.framesReceived(opcode)).isEqualTo(there.framesSent(opcode));
				assertThat(here.bytesReceived(opcode)).isEqualTo(there.bytesSent(opcode));
			}
			assertThat(here.framesReceived(Opcode.TEXT)).isEqualTo(3);
			assertThat(here.bytesReceived(Opcode.TEXT)).isEqualTo(210_000);
		}

		@Test
		void fragmentsAreContinuations() throws Exception {
			try (SocketChannel client = loopback.connect(route)) {
				// "a" and "b" and "" as fragments of one text, then a close without code
				client.write(bytes("01 81 00000000 61  00 81 00000000 62  80 80 00000000  88 80 00000000"));
				awaitClosed(1);
			}
			Map<String, Double> expected = new TreeMap<>();
			traffic(expected, "in", "text", 1, 1);
			traffic(expected, "in", "continuation", 2, 1);
			traffic(expected, "in", "close", 1, 0);
			traffic(expected, "out", "text", 1, 2);
			traffic(expected, "out", "close", 1, 0);
			expected.values().removeIf((value) -> value == 0);
			assertThat(notZero()).containsAllEntriesOf(expected)
				.containsEntry("websocket.server.connections.closed{code=1005,initiator=remote,route=/echo/{name}}",
						1.0);
		}

		@Test
		void durationIsThatOfTheClosedConnections() throws Exception {
			WsConnection connection = loopback.connect(route, clients);
			await().until(() -> route.ledger().active() == 1);
			connection.close();
			awaitClosed(1);
			FunctionTimer timer = registry.get("websocket.server.connection.duration").functionTimer();
			assertThat(timer.count()).isEqualTo(1);
			assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(route.ledger().closedNanos()).isPositive();
		}

		@Test
		void placesAndBufferedBytesComeBack() throws Exception {
			try (SocketChannel client = loopback.connect(route)) {
				await().until(() -> route.ledger().active() == 1);
				assertThat(value("websocket.server.places.used{}")).isEqualTo(1);
				WsConnection connection = route.connections().iterator().next();
				// more than the buffers of two sockets take while nobody reads
				while (connection.bufferedAmount() == 0) {
					connection.send(new byte[1_000_000]);
				}
				assertThat(value("websocket.server.buffered{route=/echo/{name}}")).isPositive();
				connection.terminate();
				awaitClosed(1);
			}
			await().until(() -> value("websocket.server.places.used{}") == 0);
			assertThat(value("websocket.server.buffered{route=/echo/{name}}")).isZero();
		}

	}

	@Nested
	class Cardinality {

		@Test
		void doesNotGrowWithTheCodesOfHostilePeers() throws Exception {
			int code = 3000;
			while (code < 5000) {
				for (int i = 0; i < 500; i++) {
					loopback.connect(route, clients).close(code++, "");
				}
				awaitClosed(code - 3000);
			}
			assertThat(registry.find("websocket.server.connections.closed").meters()).hasSize(2);
			String closed = "websocket.server.connections.closed{code=%s,initiator=remote,route=/echo/{name}}";
			assertThat(value(closed.formatted("3xxx"))).isEqualTo(1000);
			assertThat(value(closed.formatted("4xxx"))).isEqualTo(1000);
		}

		@Test
		void routeIsTheTemplateAndNothingOfTheRequestIsATag() throws Exception {
			loopback.connect(route, clients).close();
			awaitClosed(1);
			assertThat(registry.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
				.allSatisfy((tag) -> assertThat(tag.toString()).doesNotContain("ignored", "secret"));
		}

	}

	@Nested
	class Registration {

		@Test
		void metersAreThoseDocumented() throws Exception {
			metrics.add("prices", client);
			loopback.connect(route, clients).close();
			awaitClosed(1);
			route.ledger().rejected("origin");
			for (WsMeters documented : WsMeters.values()) {
				assertThat(registry.find(documented.getName()).meters()).isNotEmpty().allSatisfy((meter) -> {
					assertThat(meter.getId().getType()).isEqualTo(documented.getType());
					assertThat(meter.getId().getDescription()).isEqualTo(documented.getDescription());
					if (documented.getType() != Meter.Type.TIMER) {
						assertThat(meter.getId().getBaseUnit()).isEqualTo(documented.getBaseUnit());
					}
					assertThat(meter.getId().getTags()).extracting("key")
						.containsExactlyInAnyOrder((Object[]) keys(documented));
				});
			}
			assertThat(registry.getMeters()).extracting((meter) -> meter.getId().getName())
				.isSubsetOf(Stream.of(Side.values())
					.flatMap((side) -> Stream.of(WsMeters.values()).map((meter) -> meter.getName(side)))
					.toList());
		}

		@Test
		void routeAddedLaterHasMetersInEveryRegistry() {
			MeterRegistry second = new SimpleMeterRegistry();
			metrics.bindTo(second);
			Endpoint later = new Endpoint("/later", ECHO, WsOptions.DEFAULTS);
			metrics.add(later);
			metrics.add(later);
			for (MeterRegistry each : List.of(registry, second)) {
				assertThat(each.get("websocket.server.connections.active").tag("route", "/later").gauges()).hasSize(1);
			}
		}

		@Test
		void registryBoundLaterShowsThePast() throws Exception {
			loopback.connect(route, clients).close();
			awaitClosed(1);
			route.ledger().rejected("capacity");
			MeterRegistry second = new SimpleMeterRegistry();
			metrics.bindTo(second);
			assertThat(values(second)).isEqualTo(values(registry));
		}

		@Test
		void bindingTwiceIsBindingOnce() {
			Map<String, Double> before = values(registry);
			metrics.bindTo(registry);
			assertThat(values(registry)).isEqualTo(before);
		}

		@Test
		void commonTagsAreAdded() {
			MeterRegistry second = new SimpleMeterRegistry();
			try (WsMetrics tagged = new WsMetrics(loopback.server, List.of(route), Tags.of("engine", "blue"))) {
				tagged.bindTo(second);
				assertThat(second.getMeters()).isNotEmpty()
					.allMatch((meter) -> "blue".equals(meter.getId().getTag("engine")));
			}
		}

		@Test
		void closeRemovesEveryMeterForGood() throws Exception {
			WsConnection connection = loopback.connect(route, clients);
			await().until(() -> route.ledger().active() == 1);
			route.ledger().rejected("origin");
			registry.counter("of.somebody.else");
			metrics.close();
			connection.close();
			awaitClosed(1);
			assertThat(registry.getMeters()).extracting((meter) -> meter.getId().getName())
				.containsExactly("of.somebody.else");
		}

		private static String[] keys(WsMeters meter) {
			return List.of(meter.getKeyNames()).stream().map((key) -> key.asString()).toArray(String[]::new);
		}

	}

	private static void traffic(Map<String, Double> target, String direction, String opcode, double frames,
			double bytes) {
		String tags = "{direction=" + direction + ",opcode=" + opcode + ",route=/echo/{name}}";
		target.put("websocket.server.frames" + tags, frames);
		target.put("websocket.server.bytes" + tags, bytes);
	}

	private void awaitEcho(long messages) {
		WsLedger there = this.clients.ledger();
		await().until(() -> there.framesReceived(Opcode.TEXT) + there.framesReceived(Opcode.BINARY) == messages);
	}

	private void awaitClosed(long connections) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> this.route.ledger().closedCount() == connections);
		await().until(() -> this.loopback.server.connectionCount() == 0);
	}

	private double value(String meter) {
		return values(this.registry).get(meter);
	}

	private Map<String, Double> notZero() {
		Map<String, Double> values = values(this.registry);
		values.values().removeIf((value) -> value == 0);
		return values;
	}

	/** Meters by name and tags; of timers, the count. */
	private static Map<String, Double> values(MeterRegistry registry) {
		Map<String, Double> values = new TreeMap<>();
		for (Meter meter : registry.getMeters()) {
			List<String> tags = meter.getId()
				.getTags()
				.stream()
				.map((tag) -> tag.getKey() + '=' + tag.getValue())
				.toList();
			meter.measure().forEach((measurement) -> {
				if (measurement.getStatistic() != Statistic.TOTAL_TIME) {
					values.put(meter.getId().getName() + '{' + String.join(",", tags) + '}', measurement.getValue());
				}
			});
		}
		return values;
	}

	private static ByteBuffer bytes(String hex) {
		return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
	}

}
