package dev.wsboot.engine.interop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The server of the package ws on Node.js.
 */
class NodeWsServerTests implements ForeignServer, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

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
	public int listen(Variant asked) throws Exception {
		return this.node.listen(asked);
	}

	@Override
	public Arrivals arrivals() {
		return this.node.arrivals();
	}

}
