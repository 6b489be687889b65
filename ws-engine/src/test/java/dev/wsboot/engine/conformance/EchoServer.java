package dev.wsboot.engine.conformance;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.server.WsServer;

/**
 * A server that echoes messages on every path, for a fuzzing client to connect to.
 * {@code docs/conformance.md} says how to start it.
 */
final class EchoServer {

	/** Large messages, and whatever compression the peer wants. */
	static final WsOptions OPTIONS = WsOptions.builder()
		.maxPayload(64 * 1024 * 1024)
		.compression(PerMessageDeflateOptions.builder().serverContextTakeover(true).clientContextTakeover(true).build())
		.build();

	private EchoServer() {
	}

	static WsServer start(int port) {
		return WsServer.builder()
			.port(port)
			.options(OPTIONS)
			.route("/{*path}", WsHandler.of((connection, request) -> connection.onMessage(connection::send)))
			.start();
	}

	/**
	 * Starts the server and runs until the process is ended.
	 * @param arguments the port
	 */
	public static void main(String[] arguments) throws InterruptedException {
		WsServer server = start(Integer.parseInt(arguments[0]));
		System.out.println("Echoing on port " + server.port());
		Thread.currentThread().join();
	}

}
