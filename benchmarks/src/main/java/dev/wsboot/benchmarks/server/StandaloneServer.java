package dev.wsboot.benchmarks.server;

import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.server.WsServer;

/**
 * This project's {@link WsServer}, with handlers that run on the event loop and so may
 * not block: it has no {@code /blocking}.
 */
public final class StandaloneServer {

	private StandaloneServer() {
	}

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 */
	public static void main(String[] arguments) {
		ServerSettings settings = ServerSettings.parse(arguments);
		WsOptions options = WsOptions.builder()
			.dispatch(WsDispatch.INLINE)
			.perMessageDeflate(settings.compressed())
			.build();
		WsServer server = WsServer.builder()
			.host("127.0.0.1")
			.port(0)
			.options(options)
			.route("/echo", WsHandlers.echo())
			.route("/broadcast", WsHandlers.broadcast())
			.start();
		Control.listening(server.port());
	}

}
