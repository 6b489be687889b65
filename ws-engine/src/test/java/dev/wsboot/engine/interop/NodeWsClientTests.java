package dev.wsboot.engine.interop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The client of the package ws on Node.js.
 */
class NodeWsClientTests implements ForeignClient, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private Node node;

	@BeforeAll
	void start() throws Exception {
		this.node = Node.start("ws.mjs");
	}

	@AfterAll
	void stop() throws Exception {
		if (this.node != null) {
			this.node.close();
		}
	}

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		return this.node.connect(uri, asked, subprotocols);
	}

}
