package dev.wsboot.spring.servlet;

import java.util.List;
import java.util.Objects;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * A look into Tomcat.
 */
final class TomcatEndpoint {

	private TomcatEndpoint() {
	}

	static List<Connector> connectors(TestServer server) {
		TomcatWebServer tomcat = (TomcatWebServer) ((WebServerApplicationContext) server.context()).getWebServer();
		return List.of(tomcat.getTomcat().getService().findConnectors());
	}

	static AbstractProtocol<?> protocol(TestServer server) {
		return (AbstractProtocol<?>) connectors(server).get(0).getProtocolHandler();
	}

	static AbstractEndpoint<?, ?> of(AbstractProtocol<?> protocol) {
		return Objects.requireNonNull(ReflectionTestUtils.invokeMethod(protocol, "getEndpoint"));
	}

	/** The open connections. */
	static List<SocketWrapperBase<?>> wrappers(TestServer server) {
		return List.copyOf(of(protocol(server)).getConnections());
	}

}
