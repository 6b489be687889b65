package dev.wsboot.engine.interop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one end of a connection received.
 */
final class Inbox {

	private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

	private final CompletableFuture<Closed> closed = new CompletableFuture<>();

	/** A message: text, or bytes. */
	void received(Object message) {
		this.messages.add(message);
	}

	/** The connection ended. */
	void closed(int code, String reason) {
		Closed closed = new Closed(code, (reason != null) ? reason : "");
		this.closed.complete(closed);
		// Whoever waits for a message is to see that there will be none.
		this.messages.add(closed);
	}

	/** Something broke, which nobody waits for. */
	void failed(Throwable error) {
		this.messages.add(error);
	}

	/** Takes the next message, which has to be this. */
	void expect(Object message) throws InterruptedException {
		assertThat(this.messages.poll(20, TimeUnit.SECONDS)).isEqualTo(message);
	}

	Closed awaitClosed() throws Exception {
		return this.closed.get(20, TimeUnit.SECONDS);
	}

	record Closed(int code, String reason) {

	}

}
