package dev.wsboot.spring.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpStream;

/**
 * Hands Jetty's sockets to the engine's event loops, plain and TLS. It goes the way of
 * Jetty's own WebSocket, by a {@link org.eclipse.jetty.io.Connection} that replaces the
 * one of HTTP: {@code HttpServletRequest.upgrade} of Jetty 12.1 reports the end of input
 * at once after a request without a body, as a handshake is.
 */
final class JettyTakeover implements SocketUpgrade {

	@Override
	public boolean upgrade(HttpServletRequest request, PendingConnection pending) {
		if (!request.getClass().getName().startsWith("org.eclipse.jetty.ee11.")) {
			return false;
		}
		ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
		ConnectionMetaData connection = core.getConnectionMetaData();
		EndPoint endPoint = connection.getConnection().getEndPoint();
		if (!(socket(endPoint) instanceof SocketChannelEndPoint socket)) {
			return false;
		}
		core.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
				new JettyConnection(endPoint, socket, connection.getConnector().getExecutor(), pending));
		return true;
	}

	/** The innermost end point, behind TLS and a proxy's protocol. */
	private static EndPoint socket(EndPoint endPoint) {
		EndPoint innermost = endPoint;
		while (innermost instanceof EndPoint.Wrapper wrapper) {
			innermost = wrapper.unwrap();
		}
		return innermost;
	}

}
