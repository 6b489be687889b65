package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;

import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where a servlet container delivers a connection after the 101. Public because the
 * container makes an instance for every connection.
 */
public final class PortableUpgradeHandler implements HttpUpgradeHandler {

	private static final Log logger = LogFactory.getLog(PortableUpgradeHandler.class);

	private @Nullable PendingConnection pending;

	private @Nullable ServletTransport transport;

	void prepare(PendingConnection pending) {
		this.pending = pending;
	}

	@Override
	public void init(WebConnection connection) {
		PendingConnection ready = this.pending;
		if (ready == null) {
			throw new IllegalStateException("no handshake went before");
		}
		// The container keeps this object for as long as the socket is open.
		this.pending = null;
		if (ready.open((loop, listener) -> listen(connection, loop, listener)) == null) {
			close(connection);
		}
	}

	private Transport listen(WebConnection connection, EventLoop loop, TransportListener listener) {
		try {
			ServletTransport created = new ServletTransport(loop, listener, connection);
			this.transport = created;
			connection.getInputStream().setReadListener(new Reader(created));
			connection.getOutputStream().setWriteListener(new Writer(created));
			return created;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void close(WebConnection connection) {
		try {
			connection.close();
		}
		catch (Exception ex) {
			logger.debug("Connection did not close", ex);
		}
	}

	@Override
	public void destroy() {
		ServletTransport open = this.transport;
		if (open != null) {
			open.close();
		}
	}

	private record Reader(ServletTransport transport) implements ReadListener {

		@Override
		public void onDataAvailable() {
			this.transport.dataAvailable();
		}

		@Override
		public void onAllDataRead() {
			this.transport.dataAvailable();
		}

		@Override
		public void onError(Throwable cause) {
			this.transport.failed(cause);
		}

	}

	private record Writer(ServletTransport transport) implements WriteListener {

		@Override
		public void onWritePossible() {
			this.transport.writePossible();
		}

		@Override
		public void onError(Throwable cause) {
			this.transport.failed(cause);
		}

	}

}
