package dev.wsboot.spring.servlet;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

import dev.wsboot.engine.WsConnection;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.jspecify.annotations.Nullable;

/**
 * What stands in Jetty's books for a socket that the engine has taken over. Jetty calls
 * {@link #onOpen()} when the 101 is written; it never asks Jetty for input.
 */
final class JettyConnection extends AbstractConnection implements Connection.UpgradeTo {

	private final SocketChannelEndPoint socket;

	private final AnsweredHandshake answered;

	private byte[] early = new byte[0];

	private @Nullable TakenSocket taken;

	private @Nullable WsConnection connection;

	JettyConnection(EndPoint endPoint, SocketChannelEndPoint socket, Executor executor, AnsweredHandshake answered) {
		super(endPoint, executor);
		this.socket = socket;
		this.answered = answered;
	}

	/** A client may send frames right behind its request: Jetty has read them. */
	@Override
	public void onUpgradeTo(ByteBuffer read) {
		this.early = new byte[read.remaining()];
		read.get(this.early);
	}

	@Override
	public void onOpen() {
		super.onOpen();
		EndPoint endPoint = getEndPoint();
		// Keepalive is the engine's.
		endPoint.setIdleTimeout(0);
		TakenSocket open = (endPoint == this.socket) ? new TakenSocket(this.socket.getChannel(), endPoint::close)
				: new JettyTlsSocket(endPoint, this.socket.getChannel());
		this.taken = open;
		this.connection = this.answered.open(open, this.early);
		if (this.connection == null) {
			endPoint.close();
		}
	}

	@Override
	public void onFillable() {
		throw new IllegalStateException("the engine reads this socket");
	}

	@Override
	public void onClose(@Nullable Throwable cause) {
		super.onClose(cause);
		WsConnection open = this.connection;
		if (open != null && this.taken != null && !this.taken.isClosed()) {
			open.terminate();
		}
	}

}
