package dev.wsboot.engine.interop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The client of the package faye-websocket on Node.js, with permessage-deflate.
 */
class NodeFayeClientTests implements ForeignClient, CompressionContract, PeerContract.Pings {

	private Node node;

	@BeforeAll
	void start() throws Exception {
		this.node = Node.start("faye.mjs");
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
