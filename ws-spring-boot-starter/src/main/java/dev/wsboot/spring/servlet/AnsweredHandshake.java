package dev.wsboot.spring.servlet;

import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.connection.Opening;
import dev.wsboot.engine.internal.handshake.Refusal;
import dev.wsboot.engine.internal.transport.StreamSocket;
import org.jspecify.annotations.Nullable;

/**
 * A handshake that was answered, while the socket is still the container's. The
 * connection's place is taken only when the socket arrives: a container need not tell of
 * sockets that were lost while the answer was written, and a place reserved before would
 * be lost with them.
 */
final class AnsweredHandshake {

	private final Engine engine;

	private final Opening opening;

	AnsweredHandshake(Engine engine, Opening opening) {
		this.engine = engine;
		this.opening = opening;
	}

	/**
	 * Opens the connection.
	 * @return the connection, or null if there is no place for it any more
	 */
	@Nullable WsConnection open(StreamSocket socket, byte[] early) {
		if (!this.engine.reserve()) {
			this.opening.endpoint().ledger().rejected(Refusal.CAPACITY.reason());
			abandon();
			return null;
		}
		boolean opened = false;
		try {
			WsConnection connection = this.engine.open(this.opening, socket, early);
			opened = true;
			return connection;
		}
		catch (RejectedExecutionException ex) {
			// The engine was closed meanwhile.
			return null;
		}
		finally {
			if (!opened) {
				this.engine.release();
				abandon();
			}
		}
	}

	/** No socket will come. */
	void abandon() {
		this.opening.codecs().forEach(MessageCodec::close);
	}

}
