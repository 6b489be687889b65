package dev.wsboot.engine.interop;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server of the package ws on Node.js.
 */
class NodeWsServerTests implements ForeignServer, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	@RegisterExtension
	private final Node node = new Node("ws.mjs");

	@Override
	public int listen(Variant asked) throws Exception {
		return this.node.listen(asked);
	}

	@Override
	public Arrivals arrivals() {
		return this.node.arrivals();
	}

}
