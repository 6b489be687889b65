package dev.wsboot.engine.interop;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.internal.protocol.Side;

/**
 * A connection between us and another implementation, both ends at hand.
 */
final class Conversation implements AutoCloseable {

	private final Side side;

	private final Remote remote;

	private final Wire wire;

	private final Inbox inbox;

	private final WsConnection connection;

	private final Runnable end;

	/**
	 * Creates a conversation.
	 * @param side which one we are
	 * @param end what is to be stopped afterwards
	 */
	Conversation(Side side, OurEnd ours, Remote remote, Wire wire, Runnable end) throws Exception {
		this.side = side;
		this.remote = remote;
		this.wire = wire;
		this.inbox = ours.inbox;
		this.connection = ours.connection.get(20, TimeUnit.SECONDS);
		this.end = end;
	}

	/** Our end. */
	WsConnection ours() {
		return this.connection;
	}

	/** What our end received. */
	Inbox inbox() {
		return this.inbox;
	}

	/** The other end. */
	Remote remote() {
		return this.remote;
	}

	Wire wire() {
		return this.wire;
	}

	/** The side that we are. */
	Side us() {
		return this.side;
	}

	/** The side that they are. */
	Side them() {
		return (this.side == Side.SERVER) ? Side.CLIENT : Side.SERVER;
	}

	/** What the handshake's answer says. */
	Variant agreed() throws InterruptedException {
		return Variant.ofAnswer(this.wire.field(Side.SERVER, "Sec-WebSocket-Extensions"));
	}

	/** Sends messages both ways, all of them before any is awaited. */
	void exchange(List<Object> messages) throws Exception {
		for (Object message : messages) {
			if (message instanceof String text) {
				this.connection.send(text);
				this.remote.send(text);
			}
			else {
				this.connection.send((byte[]) message);
				this.remote.send((byte[]) message);
			}
		}
		for (Object message : messages) {
			this.remote.inbox().expect(message);
			this.inbox.expect(message);
		}
	}

	@Override
	public void close() throws Exception {
		this.connection.terminate();
		this.wire.close();
		this.end.run();
	}

}
