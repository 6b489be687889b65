package dev.wsboot.engine.interop;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Jetty's client. It does not limit its window, even if it offered to; it forgets its
 * context only if its own offer says so of both sides, whatever the server answers.
 */
class JettyClientTests implements ForeignClient, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private final WebSocketClient client = new WebSocketClient();

	@BeforeAll
	void start() throws Exception {
		JettyEnd.configure(this.client);
		this.client.start();
	}

	@AfterAll
	void stop() throws Exception {
		this.client.stop();
	}

	@Override
	public Stream<Variant> asked() {
		return Variant.all().map(Variant::withClientTakeover).distinct();
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.withoutClientWindow();
	}

	@Override
	public Stream<Variant> theirs() {
		return Variant.all()
			.map(Variant::withoutClientWindow)
			.filter((variant) -> variant.clientTakeover() == variant.serverTakeover())
			.distinct();
	}

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		ClientUpgradeRequest request = new ClientUpgradeRequest(URI.create(uri));
		request.setSubProtocols(subprotocols);
		if (asked.compresses()) {
			List<String> offer = new ArrayList<>(List.of("permessage-deflate"));
			offer.addAll(asked.offer());
			request.addExtensions(String.join("; ", offer));
		}
		JettyEnd end = new JettyEnd();
		this.client.connect(end, request).get(20, TimeUnit.SECONDS);
		return end;
	}

}
