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
	public boolean isPossible(HttpServletRequest request) {
		return request.getClass().getName().startsWith("org.eclipse.jetty.ee11.")
				&& socket(endPoint(connection(request))) instanceof SocketChannelEndPoint;
	}

	@Override
	public void upgrade(HttpServletRequest request, AnsweredHandshake answered) {
		ConnectionMetaData connection = connection(request);
		EndPoint endPoint = endPoint(connection);
		ServletContextRequest.getServletContextRequest(request)
			.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, new JettyConnection(endPoint,
					(SocketChannelEndPoint) socket(endPoint), connection.getConnector().getExecutor(), answered));
	}

	private static ConnectionMetaData connection(HttpServletRequest request) {
		return ServletContextRequest.getServletContextRequest(request).getConnectionMetaData();
	}

	private static EndPoint endPoint(ConnectionMetaData connection) {
		return connection.getConnection().getEndPoint();
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
