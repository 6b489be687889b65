package dev.wsboot.spring.servlet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many connections and many threads.
 */
interface LoadContract extends UnderTest {

	int CONNECTIONS = 100;

	int THREADS = 16;

	int MESSAGES = 20;

	@Test
	default void messagesOfManyThreadsArriveWholeAndInEachThreadsOrder() throws Exception {
		List<RawClient> clients = new ArrayList<>();
		ExecutorService readers = Executors.newFixedThreadPool(CONNECTIONS);
		ExecutorService senders = Executors.newFixedThreadPool(THREADS);
		try {
			for (int i = 0; i < CONNECTIONS; i++) {
				clients.add(open("/echo"));
			}
			await().until(() -> endpoint("/echo").connections().size() == CONNECTIONS);
			List<WsConnection> connections = List.copyOf(endpoint("/echo").connections());
			List<Future<?>> received = new ArrayList<>();
			clients.forEach((client) -> received.add(readers.submit(() -> receiveAll(client))));
			for (int thread = 0; thread < THREADS; thread++) {
				int sender = thread;
				senders.submit(() -> sendAll(sender, connections));
			}
			for (Future<?> each : received) {
				each.get(120, TimeUnit.SECONDS);
			}
		}
		finally {
			senders.shutdownNow();
			readers.shutdownNow();
			for (RawClient client : clients) {
				client.close();
			}
		}
	}

	private static void sendAll(int sender, List<WsConnection> connections) {
		for (int number = 0; number < MESSAGES; number++) {
			String message = message(sender, number);
			connections.forEach((connection) -> connection.send(message));
		}
	}

	private static Void receiveAll(RawClient client) throws Exception {
		Map<Integer, Integer> next = new HashMap<>();
		for (int i = 0; i < THREADS * MESSAGES; i++) {
			String text = client.readFrame().text();
			int sender = Integer.parseInt(text.substring(0, text.indexOf(' ')));
			int number = next.merge(sender, 1, Integer::sum) - 1;
			assertThat(text).isEqualTo(message(sender, number));
		}
		return null;
	}

	/** Of every size from a few bytes to more than a TLS record. */
	private static String message(int sender, int number) {
		return sender + " " + number + " " + Character.toString('a' + sender).repeat(number * number * 60);
	}

	@Test
	default void nothingIsLeftOfManyConnections() throws Exception {
		WsLedger ledger = endpoint("/echo-inline").ledger();
		long openedBefore = ledger.openedCount();
		int count = 300;
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			clients.add(open("/echo-inline"));
		}
		for (RawClient client : clients) {
			client.send(Frame.text("x"));
			assertThat(client.readFrame().text()).isEqualTo("x");
		}
		assertThat(ledger.openedCount()).isEqualTo(openedBefore + count);
		for (RawClient client : clients) {
			client.send(Frame.close(1000, ""));
			assertThat(client.readFrame().closeCode()).isEqualTo(1000);
			client.close();
		}
		await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
			assertThat(ledger.active()).isZero();
			assertThat(endpoint("/echo-inline").connections()).isEmpty();
			assertThat(server().bean(WsEngine.class).connectionCount()).isZero();
			assertThat(server().serverConnections()).as("connections in the server's books").isZero();
		});
	}

}
