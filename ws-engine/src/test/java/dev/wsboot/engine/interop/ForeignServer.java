package dev.wsboot.engine.interop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.internal.protocol.Side;

/**
 * A server of others, which our client talks to.
 */
interface ForeignServer extends PeerContract {

	/**
	 * Makes sure that there is a server.
	 * @param asked what it is to ask for, as well as it can
	 * @return its port
	 */
	int listen(Variant asked) throws Exception;

	/** The connections that it accepted. */
	Arrivals arrivals();

	@Override
	default Conversation open(Variant ours, Variant theirs, String... subprotocols) throws Exception {
		OurEnd end = new OurEnd();
		Wire wire = new Wire(listen(theirs));
		WsClient client = WsClient.builder().engine(OurEnd.ENGINE).build();
		try {
			client.to(wire.uri())
				.options(ours.options(subprotocols))
				.connect(WsHandler.of(end))
				.get(20, TimeUnit.SECONDS);
			return new Conversation(Side.CLIENT, end, arrivals().next(), wire, client::close);
		}
		catch (Exception ex) {
			wire.close();
			client.close();
			throw ex;
		}
	}

	/**
	 * Connections in the order of their coming.
	 */
	final class Arrivals {

		private final BlockingQueue<Remote> remotes = new LinkedBlockingQueue<>();

		void add(Remote remote) {
			this.remotes.add(remote);
		}

		Remote next() throws InterruptedException {
			Remote remote = this.remotes.poll(20, TimeUnit.SECONDS);
			if (remote == null) {
				throw new AssertionError("nobody arrived");
			}
			return remote;
		}

	}

}
