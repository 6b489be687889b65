package dev.wsboot.engine.internal.connection;

import java.io.IOException;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.internal.protocol.Close;

/**
 * What happens on a connection besides messages, in the order of the wire. A message is
 * its own event, a {@code String} or a {@code byte[]}: most of what happens is messages,
 * and they need no object more.
 */
sealed interface ConnectionEvent {

	/** The connection is open. */
	ConnectionEvent OPENED = new Opened();

	/** The peer sends no more behind its Close frame or its breach. */
	ConnectionEvent INPUT_ENDED = new InputEnded();

	void tell(Delivery delivery) throws Exception;

	/** Whether the handler is told even though the executor refuses to call it. */
	default boolean isOwed() {
		return false;
	}

	/** Whether the connection is over, so that what its handler throws ends nothing. */
	default boolean isLast() {
		return false;
	}

	/** What becomes of the connection where the handler cannot be told. */
	default void drop(Lifetime lifetime) {
	}

	record Opened() implements ConnectionEvent {

		@Override
		public void tell(Delivery delivery) throws Exception {
			delivery.opened();
		}

		@Override
		public boolean isOwed() {
			return true;
		}

	}

	/** A Pong arrived, at a time of {@link System#nanoTime()}. */
	record Pong(byte[] data, long arrivedAt) implements ConnectionEvent {

		@Override
		public void tell(Delivery delivery) throws Exception {
			delivery.pong(this);
		}

	}

	/** The peer closes. */
	record PeerClosed(Close close) implements ConnectionEvent {

		@Override
		public void tell(Delivery delivery) {
			delivery.lifetime().answer(this.close);
		}

	}

	record InputEnded() implements ConnectionEvent {

		@Override
		public void tell(Delivery delivery) {
			delivery.lifetime().inputEnded();
		}

		@Override
		public void drop(Lifetime lifetime) {
			lifetime.inputEnded();
		}

	}

	/** The peer broke the protocol, or an extension failed. */
	record Failed(WsProtocolException cause) implements ConnectionEvent {

		@Override
		public void tell(Delivery delivery) throws Exception {
			delivery.lifetime().refuse(this.cause);
			Throwable own = this.cause.getCause();
			delivery.error((own != null) ? own : this.cause);
		}

		@Override
		public boolean isLast() {
			return true;
		}

		@Override
		public void drop(Lifetime lifetime) {
			lifetime.refuse(this.cause);
		}

	}

	/** The socket failed. */
	record Lost(IOException cause) implements ConnectionEvent {

		@Override
		public void tell(Delivery delivery) throws Exception {
			delivery.lost(this.cause);
		}

		@Override
		public boolean isLast() {
			return true;
		}

	}

	/** The connection is closed. */
	record Ended(WsClose close) implements ConnectionEvent {

		@Override
		public void tell(Delivery delivery) throws Exception {
			delivery.ended(this.close);
		}

		@Override
		public boolean isOwed() {
			return true;
		}

		@Override
		public boolean isLast() {
			return true;
		}

	}

}
