package dev.wsboot.spring.servlet;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;

import dev.wsboot.engine.WsConnection;
import jakarta.servlet.http.WebConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Where Tomcat delivers a socket after the 101. Public because Tomcat makes an instance
 * for every socket.
 */
public final class TomcatUpgradeHandler implements InternalHttpUpgradeHandler {

	private static final Log logger = LogFactory.getLog(TomcatUpgradeHandler.class);

	private @Nullable AnsweredHandshake answered;

	private @Nullable SocketWrapperBase<?> wrapper;

	private @Nullable TakenSocket socket;

	private @Nullable WsConnection connection;

	void prepare(AnsweredHandshake answered) {
		this.answered = answered;
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
		this.wrapper = wrapper;
	}

	/** From here on Tomcat starts no I/O: the handler "will initiate all further I/O". */
	@Override
	public boolean hasAsyncIO() {
		return true;
	}

	@Override
	public void init(WebConnection unused) {
		AnsweredHandshake handshake = this.answered;
		SocketWrapperBase<?> taken = this.wrapper;
		if (handshake == null || taken == null) {
			throw new IllegalStateException("Tomcat has given no socket");
		}
		if (!(taken instanceof NioSocketWrapper nio)) {
			handshake.abandon();
			logger.error("Only sockets of NIO connectors can be taken over, not a " + taken.getClass().getName()
					+ ": use such a connector, or set ws.server.port to serve the routes on a port of their own");
			closeLater(taken);
			return;
		}
		// Tomcat keeps this object for as long as the socket is open.
		this.answered = null;
		this.wrapper = null;
		byte[] early = readAlready(nio);
		if (nio.getSocketBufferHandler() instanceof ReturnableBuffers buffers) {
			buffers.release();
		}
		if (nio.getSocket() instanceof TomcatTlsChannel tls) {
			tls.takeOver();
		}
		Runnable closing = () -> close(nio);
		TakenSocket open = (nio.getSocket() instanceof SecureNioChannel secure) ? new TomcatTlsSocket(secure, closing)
				: new TakenSocket(nio.getSocket().getIOChannel(), closing);
		this.socket = open;
		this.connection = handshake.open(open, early);
		if (this.connection == null) {
			closeLater(nio);
		}
	}

	/** A client may send frames right behind its request: Tomcat has read them. */
	private static byte[] readAlready(NioSocketWrapper wrapper) {
		SocketBufferHandler buffers = wrapper.getSocketBufferHandler();
		buffers.configureReadBufferForRead();
		ByteBuffer buffer = buffers.getReadBuffer();
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return bytes;
	}

	/**
	 * Tomcat's thread holds the lock until it has put away what belongs to the handshake;
	 * closed before that, the wrapper would stay in its books for good.
	 */
	private static void close(SocketWrapperBase<?> wrapper) {
		Lock lock = wrapper.getLock();
		lock.lock();
		try {
			wrapper.close();
		}
		finally {
			lock.unlock();
		}
	}

	/** For Tomcat's thread, which cannot wait for itself. */
	private static void closeLater(SocketWrapperBase<?> wrapper) {
		wrapper.execute(() -> close(wrapper));
	}

	@Override
	public SocketState upgradeDispatch(SocketEvent status) {
		// No interest is registered, so this is Tomcat's wish to stop.
		return SocketState.CLOSED;
	}

	@Override
	public void destroy() {
		WsConnection open = this.connection;
		if (open != null && this.socket != null && !this.socket.isClosed()) {
			open.terminate();
		}
	}

	@Override
	public void setSslSupport(SSLSupport sslSupport) {
		// The request has told already what there is to know.
	}

	@Override
	public void timeoutAsync(long now) {
		// Keepalive is the engine's.
	}

	@Override
	public void pause() {
		// The engine drains its connections before the server stops.
	}

}
