package dev.wsboot.spring.servlet;

import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many connections Tomcat takes.
 */
class TomcatConnectionsTests {

	private static final int TOMCATS_OWN = 8192;

	@Test
	void areThoseOfWebSocketBesideItsOwn() {
		assertThat(maxConnections()).isEqualTo(TOMCATS_OWN + 100_000);
		assertThat(maxConnections("ws.max-connections=500")).isEqualTo(TOMCATS_OWN + 500);
	}

	@Test
	void areAsManyAsTheApplicationSays() {
		assertThat(maxConnections("server.tomcat.max-connections=300")).isEqualTo(300);
		assertThat(maxConnections("server.tomcat.maxConnections=8192")).isEqualTo(TOMCATS_OWN);
	}

	private static int maxConnections(String... properties) {
		try (TestServer server = TestServer.start(Container.TOMCAT, false, Object.class, properties)) {
			TomcatWebServer tomcat = (TomcatWebServer) ((WebServerApplicationContext) server.context()).getWebServer();
			return ((AbstractProtocol<?>) tomcat.getTomcat().getConnector().getProtocolHandler()).getMaxConnections();
		}
	}

}
