package dev.wsboot.engine.interop;

import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The server of the package faye-websocket on Node.js, with permessage-deflate. It does
 * not speak of its window where the client does not.
 */
class NodeFayeServerTests implements ForeignServer, CompressionContract, PeerContract.Pings {

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
	public Stream<Variant> theirs() {
		return Variant.all().map(Variant::withoutServerWindow).distinct();
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
