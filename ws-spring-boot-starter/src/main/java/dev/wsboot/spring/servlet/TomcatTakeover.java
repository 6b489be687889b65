package dev.wsboot.spring.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.RequestFacade;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Hands Tomcat's sockets to the engine's event loops, plain and TLS. It relies on
 * interfaces that are internal to Tomcat: where one of them is missing, or the server is
 * another one or is set up differently, sockets go the portable way.
 */
final class TomcatTakeover implements SocketUpgrade {

	private static final Log logger = LogFactory.getLog(TomcatTakeover.class);

	private final ApplicationContext context;

	/** Null until the first handshake, when the web server is there. */
	private volatile @Nullable Boolean possible;

	TomcatTakeover(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public boolean upgrade(HttpServletRequest request, PendingConnection pending) throws IOException, ServletException {
		if (request instanceof RequestFacade && isPossible()) {
			request.upgrade(TomcatUpgradeHandler.class).prepare(pending);
			return true;
		}
		return false;
	}

	private boolean isPossible() {
		Boolean known = this.possible;
		if (known == null) {
			known = hasInternals() && hasNioConnectors();
			if (!known) {
				logger.warn("This Tomcat's sockets cannot be taken over: WebSocket connections stay in its hands, "
						+ "as with ws.transport=portable");
			}
			this.possible = known;
		}
		return known;
	}

	/** Whether this version of Tomcat has what the takeover calls. */
	private static boolean hasInternals() {
		try {
			return ClassUtils.hasMethod(InternalHttpUpgradeHandler.class, "hasAsyncIO")
					&& ClassUtils.hasMethod(SocketWrapperBase.class, "getSocket")
					&& ClassUtils.hasMethod(SocketWrapperBase.class, "getLock")
					&& ClassUtils.hasMethod(SocketWrapperBase.class, "close")
					&& ClassUtils.hasMethod(SocketWrapperBase.class, "execute", Runnable.class)
					&& ClassUtils.hasMethod(SocketWrapperBase.class, "getSocketBufferHandler")
					&& ClassUtils.hasMethod(SocketBufferHandler.class, "configureReadBufferForRead")
					&& ClassUtils.hasMethod(SocketBufferHandler.class, "getReadBuffer")
					&& SocketBufferHandler.class.isAssignableFrom(ReturnableBuffers.class)
					&& SecureNioChannel.class.isAssignableFrom(TomcatTlsChannel.class)
					&& SocketWrapperBase.class.isAssignableFrom(NioEndpoint.NioSocketWrapper.class)
					&& ClassUtils.hasMethod(NioChannel.class, "getIOChannel")
					&& ClassUtils.hasMethod(NioChannel.class, "getOutboundRemaining")
					&& ClassUtils.hasMethod(SecureNioChannel.class, "getSslEngine");
		}
		catch (LinkageError ex) {
			logger.debug("Tomcat has changed", ex);
			return false;
		}
	}

	/** Whether all connectors use NIO; in a deployed WAR they are not known. */
	private boolean hasNioConnectors() {
		WebServer server = (this.context instanceof WebServerApplicationContext web) ? web.getWebServer() : null;
		if (!(server instanceof TomcatWebServer tomcat)) {
			return server == null;
		}
		for (Connector connector : tomcat.getTomcat().getService().findConnectors()) {
			if (!(connector.getProtocolHandler() instanceof Http11NioProtocol)) {
				return false;
			}
		}
		return true;
	}

}
