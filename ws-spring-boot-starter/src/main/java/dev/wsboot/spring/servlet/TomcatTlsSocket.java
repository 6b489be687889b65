package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

import org.apache.tomcat.util.net.SecureNioChannel;

/**
 * A TLS socket taken over from Tomcat. Its monitor is held for every call: reading may
 * have to write (a key update, an alert), and after it is closed Tomcat gives the
 * {@link SecureNioChannel} to another connection, which no late writer may touch.
 */
final class TomcatTlsSocket extends TakenSocket {

	private final SecureNioChannel secure;

	private boolean outputShut;

	TomcatTlsSocket(SecureNioChannel secure, Runnable closing) {
		super(secure.getIOChannel(), closing);
		this.secure = secure;
	}

	/** Decrypted bytes, or whole records not yet decrypted, raise no readiness. */
	@Override
	public boolean holdsInput() {
		return true;
	}

	@Override
	public synchronized int read(ByteBuffer target) throws IOException {
		ensureOpen();
		if (this.outputShut) {
			// Nothing is wanted but the end; the TLS engine would report it too early.
			return (channel().read(target) < 0) ? -1 : 0;
		}
		try {
			return this.secure.read(target);
		}
		catch (IOException ex) {
			if (this.secure.getSslEngine().isInboundDone()) {
				// The peer's close_notify, which Tomcat takes for a failure.
				return -1;
			}
			throw ex;
		}
	}

	@Override
	public synchronized boolean write(ByteBuffer source) throws IOException {
		ensureOpen();
		// Tomcat refuses to write for an interrupted thread, which a handler's may be.
		boolean interrupted = Thread.interrupted();
		try {
			do {
				this.secure.write(source);
			}
			while (source.hasRemaining() && this.secure.getOutboundRemaining() == 0);
			return !source.hasRemaining() && this.secure.getOutboundRemaining() == 0;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public synchronized void shutdownOutput() throws IOException {
		ensureOpen();
		this.outputShut = true;
		this.secure.close();
		super.shutdownOutput();
	}

	@Override
	public synchronized void close() {
		super.close();
	}

	private void ensureOpen() throws ClosedChannelException {
		if (isClosed()) {
			throw new ClosedChannelException();
		}
	}

}
