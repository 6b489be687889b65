package dev.wsboot.engine.interop;

import java.util.stream.Stream;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server of the package faye-websocket on Node.js, with permessage-deflate. It does
 * not speak of its window where the client does not.
 */
class NodeFayeServerTests implements ForeignServer, CompressionContract, PeerContract.Pings {

	@RegisterExtension
	private final Node node = new Node("faye.mjs");

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
