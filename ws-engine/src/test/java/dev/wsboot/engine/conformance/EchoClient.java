package dev.wsboot.engine.conformance;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.client.WsClient;

/**
 * A client that has itself tested by a fuzzing server: asks it for the number of its
 * cases, echoes messages in each, and has the report written. {@code docs/conformance.md}
 * says how to run it.
 */
final class EchoClient implements AutoCloseable {

	private static final long MINUTES_PER_CASE = 5;

	private final WsClient client = WsClient.builder().options(EchoServer.OPTIONS).build();

	private final String fuzzer;

	private final String agent;

	/**
	 * Creates the client.
	 * @param fuzzer address of the fuzzing server
	 * @param agent what the client is called in the report
	 */
	EchoClient(String fuzzer, String agent) {
		this.fuzzer = fuzzer.endsWith("/") ? fuzzer.substring(0, fuzzer.length() - 1) : fuzzer;
		this.agent = "agent=" + URLEncoder.encode(agent, StandardCharsets.UTF_8);
	}

	/**
	 * Does all of it.
	 * @return the number of cases
	 */
	int run() throws Exception {
		CompletableFuture<String> count = new CompletableFuture<>();
		play("/getCaseCount", (connection, request) -> connection.onText(count::complete));
		int cases = Integer.parseInt(count.getNow("0"));
		for (int number = 1; number <= cases; number++) {
			play("/runCase?case=" + number + "&" + this.agent,
					(connection, request) -> connection.onMessage(connection::send));
		}
		play("/updateReports?" + this.agent, (connection, request) -> {
		});
		return cases;
	}

	/** Opens a connection and waits until it is closed. */
	private void play(String path, WsAcceptor acceptor) throws InterruptedException, TimeoutException {
		CompletableFuture<WsClose> closed = new CompletableFuture<>();
		this.client.connect(this.fuzzer + path, WsHandler.of((connection, request) -> {
			connection.onClose(closed::complete);
			acceptor.accept(connection, request);
		})).whenComplete((connection, failure) -> {
			if (failure != null) {
				closed.completeExceptionally(failure);
			}
		});
		try {
			closed.get(MINUTES_PER_CASE, TimeUnit.MINUTES);
		}
		catch (ExecutionException ex) {
			// The fuzzing server knows best what this means.
			System.out.println(path + ": " + ex.getCause());
		}
	}

	@Override
	public void close() {
		this.client.close();
	}

	/**
	 * Runs all cases.
	 * @param arguments address of the fuzzing server, and what the client is called in
	 * its report
	 */
	public static void main(String[] arguments) throws Exception {
		try (EchoClient client = new EchoClient(arguments[0], arguments[1])) {
			System.out.println(client.run() + " cases were run");
		}
	}

}
