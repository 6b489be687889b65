package dev.wsboot.engine.interop;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The client of the package faye-websocket on Node.js, with permessage-deflate.
 */
class NodeFayeClientTests implements ForeignClient, CompressionContract, PeerContract.Pings {

	@RegisterExtension
	private final Node node = new Node("faye.mjs");

	@Override
	public Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		return this.node.connect(uri, asked, subprotocols);
	}

}
