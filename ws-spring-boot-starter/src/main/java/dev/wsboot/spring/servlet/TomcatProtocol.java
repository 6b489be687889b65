package dev.wsboot.spring.servlet;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

import dev.wsboot.engine.internal.buffer.LoanPool;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketProperties;

import org.springframework.util.ReflectionUtils;

/**
 * Tomcat's HTTP/1.1 on NIO, plain and TLS, but for one difference: a socket that is taken
 * over gives its {@link ReturnableBuffers buffers} back. Public because Tomcat makes an
 * instance for a connector.
 */
public final class TomcatProtocol extends Http11NioProtocol {

	private static final Log logger = LogFactory.getLog(TomcatProtocol.class);

	/**
	 * For Tomcat.
	 */
	public TomcatProtocol() {
		super(new Endpoint());
	}

	/**
	 * Whether Tomcat finds this very class under its name and can make an instance. It
	 * cannot if it lies in another class loader than Tomcat, such as that of DevTools, or
	 * if Tomcat has changed what is overridden here.
	 * @return whether a connector can have this protocol
	 */
	public static boolean isUsable() {
		try {
			return hasBuffer("netInBuffer") && hasBuffer("netOutBuffer")
					&& ProtocolHandler.create(TomcatProtocol.class.getName()) instanceof TomcatProtocol;
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			logger.debug("Tomcat keeps the buffers of the sockets that are taken over", ex);
			return false;
		}
	}

	private static boolean hasBuffer(String field) {
		return ReflectionUtils.findField(SecureNioChannel.class, field, ByteBuffer.class) != null;
	}

	private static final class Endpoint extends NioEndpoint {

		private final Supplier<SocketBufferHandler> source = this::newBuffers;

		private final LoanPool<ByteBuffer> encrypted = new LoanPool<>(
				() -> ByteBuffer.allocate(TomcatTlsChannel.BUFFER_SIZE), (buffer) -> {
				});

		@Override
		protected NioChannel createChannel(SocketBufferHandler buffers) {
			ReturnableBuffers returnable = new ReturnableBuffers(buffers, this.source);
			return isSSLEnabled() ? new TomcatTlsChannel(returnable, this, this.encrypted)
					: super.createChannel(returnable);
		}

		private SocketBufferHandler newBuffers() {
			SocketProperties properties = getSocketProperties();
			return new SocketBufferHandler(properties.getAppReadBufSize(), properties.getAppWriteBufSize(),
					properties.getDirectBuffer());
		}

	}

}
