package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.eclipse.jetty.io.EndPoint;

/**
 * A socket taken over from Jetty whose bytes go through an end point of Jetty's, such as
 * that of TLS.
 */
final class JettyTlsSocket extends TakenSocket {

	private final EndPoint endPoint;

	JettyTlsSocket(EndPoint endPoint, SocketChannel channel) {
		super(channel, endPoint::close);
		this.endPoint = endPoint;
	}

	/** Decrypted bytes, or whole records not yet decrypted, raise no readiness. */
	@Override
	public boolean holdsInput() {
		return true;
	}

	/** In Jetty's buffers, what is filled lies between position and limit. */
	@Override
	public int read(ByteBuffer target) throws IOException {
		ByteBuffer free = target.slice();
		int count = this.endPoint.fill(free.limit(0));
		if (count > 0) {
			target.position(target.position() + count);
		}
		return count;
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		return this.endPoint.flush(source);
	}

	@Override
	public void shutdownOutput() {
		this.endPoint.shutdownOutput();
	}

}
