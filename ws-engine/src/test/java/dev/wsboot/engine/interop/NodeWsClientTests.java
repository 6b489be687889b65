package dev.wsboot.engine.interop;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The client of the package ws on Node.js.
 */
class NodeWsClientTests implements ForeignClient, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	@RegisterExtension
	private final Node node = new Node("ws.mjs");

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		return this.node.connect(uri, asked, subprotocols);
	}

}
