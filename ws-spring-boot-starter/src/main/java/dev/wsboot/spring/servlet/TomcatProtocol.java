package dev.wsboot.spring.servlet;

import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketProperties;

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
			return ProtocolHandler.create(TomcatProtocol.class.getName()) instanceof TomcatProtocol;
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			logger.debug("Tomcat keeps the buffers of the sockets that are taken over", ex);
			return false;
		}
	}

	private static final class Endpoint extends NioEndpoint {

		private final Supplier<SocketBufferHandler> source = this::newBuffers;

		@Override
		protected NioChannel createChannel(SocketBufferHandler buffers) {
			return super.createChannel(new ReturnableBuffers(buffers, this.source));
		}

		private SocketBufferHandler newBuffers() {
			SocketProperties properties = getSocketProperties();
			return new SocketBufferHandler(properties.getAppReadBufSize(), properties.getAppWriteBufSize(),
					properties.getDirectBuffer());
		}

	}

}
