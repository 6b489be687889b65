package dev.wsboot.spring.autoconfigure;

import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.server.WsServer;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that the client {@code prices} connects to, and that remembers what happened.
 */
final class PriceServer implements AutoCloseable {

	final BlockingQueue<String> subscriptions = new LinkedBlockingQueue<>();

	final BlockingQueue<WsConnection> opened = new LinkedBlockingQueue<>();

	final BlockingQueue<WsClose> closed = new LinkedBlockingQueue<>();

	private final WsServer server;

	private PriceServer(int port) {
		this.server = WsServer.builder()
			.host("127.0.0.1")
			.port(port)
			.route("/prices", WsHandler.of((connection, request) -> {
				this.opened.add(connection);
				connection.onText((text) -> {
					this.subscriptions.add(text);
					connection.send("ACME 42");
				});
				connection.onClose(this.closed::add);
			}))
			.build();
	}

	static PriceServer start(int port) {
		PriceServer server = new PriceServer(port);
		// A port that is used again may be another's for a moment.
		await().ignoreException(UncheckedIOException.class).until(() -> server.server.start() == server.server);
		return server;
	}

	int port() {
		return this.server.port();
	}

	ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(Starter.with())
			.withPropertyValues("ws.client.prices.url=ws://127.0.0.1:" + port() + "/prices");
	}

	static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
		T next = queue.poll(20, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	@Override
	public void close() {
		this.server.close();
	}

}
