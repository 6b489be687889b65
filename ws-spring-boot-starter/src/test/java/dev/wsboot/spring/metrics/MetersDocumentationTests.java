package dev.wsboot.spring.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.internal.connection.Endpoint;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/observability.md} says about meters.
 */
class MetersDocumentationTests {

	private static final Path PAGE = Path.of("../docs/observability.md");

	@Test
	void tableIsThatOfTheCode() throws IOException {
		List<String> rows = Files.readAllLines(PAGE)
			.stream()
			.filter((line) -> line.startsWith("| `websocket."))
			.toList();
		assertThat(rows)
			.containsExactlyElementsOf(Arrays.stream(WsMeters.values()).map((meter) -> row(meter)).toList());
	}

	private static String row(WsMeters meter) {
		String tags = Arrays.stream(meter.getKeyNames())
			.map((key) -> '`' + key.asString() + '`')
			.collect(Collectors.joining(", "));
		String unit = (meter.getBaseUnit() != null) ? meter.getBaseUnit() : "";
		return "| `%s` | %s | %s | %s | %s |"
			.formatted(meter.getName(), meter.getType().name().toLowerCase(Locale.ROOT), unit, tags,
					meter.getDescription())
			.replaceAll(" +", " ");
	}

	@Test
	void namesInPrometheusQueriesExist() throws Exception {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		WsHandler nothing = new WsHandler() {
		};
		Endpoint route = new Endpoint("/chat/{room}", nothing, WsOptions.DEFAULTS);
		try (Loopback loopback = new Loopback();
				WsClient client = WsClient.create();
				WsMetrics metrics = new WsMetrics(loopback.server, List.of(route), List.of())) {
			metrics.bindTo(registry);
			metrics.add("prices", client);
			loopback.connect(route, new Endpoint("client", nothing, WsOptions.DEFAULTS)).close();
			route.ledger().rejected("origin");
			await().until(() -> route.ledger().closedCount() == 1);
			assertThat(names(registry.scrape())).containsAll(namesInQueries()).hasSizeGreaterThan(5);
		}
	}

	private static Set<String> namesInQueries() throws IOException {
		Matcher block = Pattern.compile("```promql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
		assertThat(block.find()).isTrue();
		Set<String> names = names(block.group(1));
		assertThat(names).hasSizeGreaterThan(5);
		return names;
	}

	private static Set<String> names(String text) {
		Set<String> names = new TreeSet<>();
		Matcher name = Pattern.compile("\\bwebsocket_\\w+").matcher(text.replaceAll("(?m)^#.*$", ""));
		while (name.find()) {
			names.add(name.group());
		}
		return names;
	}

}
