package dev.wsboot.engine.interop;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import jakarta.websocket.ClientEndpointConfig;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.junit.jupiter.api.AfterAll;

/**
 * Tomcat's client. It cannot limit its window: it gives up upon an answer that wants it
 * to, even if it offered to.
 */
class TomcatClientTests implements ForeignClient, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private final WsWebSocketContainer container = new WsWebSocketContainer();

	@AfterAll
	void stop() {
		this.container.destroy();
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.withoutClientWindow();
	}

	@Override
	public Stream<Variant> theirs() {
		return Variant.all().map(Variant::withoutClientWindow).distinct();
	}

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		TomcatEnd end = new TomcatEnd();
		this.container.connectToServer(end,
				ClientEndpointConfig.Builder.create()
					.preferredSubprotocols(List.of(subprotocols))
					.extensions(TomcatEnd.extensions(asked))
					.build(),
				URI.create(uri));
		return end;
	}

}
