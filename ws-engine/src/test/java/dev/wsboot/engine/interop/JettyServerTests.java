package dev.wsboot.engine.interop;

import java.util.stream.Stream;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Jetty's server. It limits no window, takes no notice of what is offered of them, and
 * asks for nothing itself.
 */
class JettyServerTests implements ForeignServer, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private final Arrivals arrivals = new Arrivals();

	private final Server server = new Server();

	private final ServerConnector connector = new ServerConnector(this.server);

	@BeforeAll
	void start() throws Exception {
		this.server.addConnector(this.connector);
		this.server.setHandler(WebSocketUpgradeHandler.from(this.server, (container) -> {
			JettyEnd.configure(container);
			container.addMapping("/", (request, response, callback) -> {
				if (request.hasSubProtocol(SUBPROTOCOL)) {
					response.setAcceptedSubProtocol(SUBPROTOCOL);
				}
				return new Arriving(this.arrivals);
			});
		}));
		this.server.start();
	}

	@AfterAll
	void stop() throws Exception {
		this.server.stop();
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.bits(15, 15);
	}

	@Override
	public Stream<Variant> theirs() {
		return Stream.of(Variant.ALL);
	}

	@Override
	public int listen(Variant asked) {
		return this.connector.getLocalPort();
	}

	@Override
	public Arrivals arrivals() {
		return this.arrivals;
	}

	/** Public, as Jetty asks of endpoints. */
	public static final class Arriving extends JettyEnd {

		private final Arrivals arrivals;

		Arriving(Arrivals arrivals) {
			this.arrivals = arrivals;
		}

		@Override
		public void onWebSocketOpen(Session session) {
			super.onWebSocketOpen(session);
			this.arrivals.add(this);
		}

	}

}
