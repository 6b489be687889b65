package dev.wsboot.engine.internal.connection;

import java.util.Collections;
import java.util.stream.Stream;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Test;

import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.ping;

/**
 * Over real sockets, Pings and a Close in one packet: the event loop writes the Pongs
 * while the executor answers the Close, and whoever is last closes the socket.
 */
class CloseEchoTests {

	private static final int CONNECTIONS = 300;

	private static final int PINGS = 20;

	@Test
	void goesOutBeforeTheSocketIsClosed() {
		Frame[] packet = Stream
			.concat(Collections.nCopies(PINGS, ping("x".repeat(100))).stream(), Stream.of(close(1000, "")))
			.toArray(Frame[]::new);
		String[] answers = Stream
			.concat(Collections.nCopies(PINGS, "pong " + "x".repeat(100)).stream(), Stream.of("close 1000"))
			.toArray(String[]::new);
		Endpoint endpoint = new Endpoint("/test", new WsHandler() {
		}, WsOptions.DEFAULTS);
		try (Engine engine = Engine.of(WsEngine.builder().eventLoops(1).build())) {
			for (int i = 0; i < CONNECTIONS; i++) {
				try (LivePair pair = new LivePair(engine, endpoint)) {
					pair.sends(packet).reads(answers).readsTheEnd();
				}
			}
		}
	}

}
