package dev.wsboot.engine.interop;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.server.WsServer;

/**
 * A client of others, which talks to our server.
 */
interface ForeignClient extends PeerContract {

	/**
	 * Connects.
	 * @param uri where to
	 * @param asked what the client is to ask for, as well as it can
	 * @param subprotocols what it is to offer
	 */
	Remote connect(String uri, Variant asked, String... subprotocols) throws Exception;

	@Override
	default Conversation open(Variant ours, Variant theirs, String... subprotocols) throws Exception {
		OurEnd end = new OurEnd();
		WsServer server = WsServer.builder()
			.engine(OurEnd.ENGINE)
			.host("127.0.0.1")
			.route("/", ours.options(subprotocols), WsHandler.of(end))
			.start();
		Wire wire = new Wire(server.port());
		try {
			return new Conversation(Side.SERVER, end, connect(wire.uri(), theirs, subprotocols), wire, server::close);
		}
		catch (Exception ex) {
			wire.close();
			server.close();
			throw ex;
		}
	}

}
