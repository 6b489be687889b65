package dev.wsboot.spring.servlet;

import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many connections Tomcat takes, and what it keeps for each.
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

	@Test
	void haveSmallerBuffersWhereTheApplicationSaysSo() throws Exception {
		for (boolean tls : new boolean[] { false, true }) {
			try (TestServer server = TestServer.start(Container.TOMCAT, tls, SmallBuffers.class)) {
				JdkClient client = JdkClient.open(server, "/echo");
				for (int size : new int[] { 1, 1023, 1024, 1025, 100_000 }) {
					String text = "x".repeat(size);
					client.send(text);
					assertThat(client.receive()).isEqualTo(text);
				}
				client.webSocket().abort();
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class SmallBuffers {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> smallBuffers() {
			return (factory) -> factory.addConnectorCustomizers((connector) -> {
				connector.setProperty("socket.appReadBufSize", "1024");
				connector.setProperty("socket.appWriteBufSize", "1024");
			});
		}

	}

	private static int maxConnections(String... properties) {
		try (TestServer server = TestServer.start(Container.TOMCAT, false, Object.class, properties)) {
			TomcatWebServer tomcat = (TomcatWebServer) ((WebServerApplicationContext) server.context()).getWebServer();
			return ((AbstractProtocol<?>) tomcat.getTomcat().getConnector().getProtocolHandler()).getMaxConnections();
		}
	}

}
