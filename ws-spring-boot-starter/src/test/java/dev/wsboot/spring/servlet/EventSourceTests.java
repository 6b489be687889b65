package dev.wsboot.spring.servlet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Server-sent events beside WebSocket routes: what {@code docs/coming-from.md} shows for
 * {@code EventSource}, on real servers.
 */
class EventSourceTests {

	@ParameterizedTest
	@EnumSource(Container.class)
	void eventsComeWithIdRetryAndPings(Container container) throws Exception {
		try (TestServer server = TestServer.start(container, false, Application.class, "prices.ping=50ms")) {
			HttpResponse<InputStream> answer = open(server, "41");
			assertThat(answer.headers().firstValue("Content-Type"))
				.hasValueSatisfying((type) -> assertThat(type).startsWith("text/event-stream"));
			try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body()))) {
				assertThat(event(lines)).containsExactlyInAnyOrder("retry:10000", "id:42", "event:price",
						"data:ACME 99");
				assertThat(event(lines)).containsExactly(":ping");
				assertThat(event(lines)).containsExactly(":ping");
			}
			// The next ping finds that the client has gone.
			assertThat(server.bean(Prices.class).pings).hasSize(1)
				.allSatisfy((pings) -> await().until(pings::isCancelled));
		}
	}

	private static HttpResponse<InputStream> open(TestServer server, String lastEventId) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(server.uri("http", "/prices"))
			.header("Accept", "text/event-stream")
			.header("Last-Event-ID", lastEventId)
			.timeout(Duration.ofSeconds(20))
			.build();
		return server.httpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
	}

	/** The lines up to an empty one. */
	private static List<String> event(BufferedReader lines) {
		return lines.lines().takeWhile((line) -> !line.isEmpty()).toList();
	}

	@RestController
	static class Prices {

		private final TaskScheduler scheduler;

		private final Duration pingInterval;

		final Queue<ScheduledFuture<?>> pings = new ConcurrentLinkedQueue<>();

		Prices(TaskScheduler scheduler, Duration pingInterval) {
			this.scheduler = scheduler;
			this.pingInterval = pingInterval;
		}

		@GetMapping("/prices")
		SseEmitter prices(@RequestHeader(name = "Last-Event-ID", defaultValue = "0") long last) throws IOException {
			SseEmitter events = new SseEmitter(0L);
			events.send(SseEmitter.event()
				.reconnectTime(10_000)
				.id(String.valueOf(last + 1))
				.name("price")
				.data("ACME 99"));
			ScheduledFuture<?> pings = this.scheduler.scheduleAtFixedRate(() -> ping(events), this.pingInterval);
			events.onCompletion(() -> pings.cancel(false));
			this.pings.add(pings);
			return events;
		}

		private void ping(SseEmitter events) {
			try {
				events.send(SseEmitter.event().comment("ping"));
			}
			catch (IOException | IllegalStateException ex) {
				events.completeWithError(ex);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		TaskScheduler scheduler() {
			return new SimpleAsyncTaskScheduler();
		}

		@Bean
		Prices prices(TaskScheduler scheduler, @Value("${prices.ping:15s}") Duration pingInterval) {
			return new Prices(scheduler, pingInterval);
		}

	}

}
