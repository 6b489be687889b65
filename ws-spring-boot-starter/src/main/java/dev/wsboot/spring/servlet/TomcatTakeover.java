package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.util.List;

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

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Hands Tomcat's sockets to the engine's event loops, plain and TLS. It relies on
 * interfaces that are internal to Tomcat: where one of them is missing, or a connector
 * uses no NIO, there is no takeover.
 */
final class TomcatTakeover implements SocketUpgrade {

	private static final Log logger = LogFactory.getLog(TomcatTakeover.class);

	private final ApplicationContext context;

	private final boolean hasInternals = hasInternals();

	TomcatTakeover(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public boolean isPossible(HttpServletRequest request) {
		return this.hasInternals && request instanceof RequestFacade && isFromNioConnector(request);
	}

	@Override
	public void upgrade(HttpServletRequest request, AnsweredHandshake answered) throws IOException, ServletException {
		request.upgrade(TomcatUpgradeHandler.class).prepare(answered);
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

	/**
	 * Whether all connectors use NIO, or at least the one that listens where the request
	 * came in. In a deployed WAR they are not known; there {@link TomcatUpgradeHandler}
	 * finds out.
	 */
	private boolean isFromNioConnector(HttpServletRequest request) {
		WebServer server = (this.context instanceof WebServerApplicationContext web) ? web.getWebServer() : null;
		if (!(server instanceof TomcatWebServer tomcat)) {
			return server == null;
		}
		List<Connector> connectors = List.of(tomcat.getTomcat().getService().findConnectors());
		return connectors.stream().allMatch(TomcatTakeover::usesNio) || connectors.stream()
			.anyMatch((connector) -> connector.getLocalPort() == request.getLocalPort() && usesNio(connector));
	}

	private static boolean usesNio(Connector connector) {
		return connector.getProtocolHandler() instanceof Http11NioProtocol;
	}

}
