package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.wsboot.engine.testing.JdkClient;
import dev.wsboot.engine.testing.RawClient;
import dev.wsboot.engine.testing.TestCertificate;
import org.apache.coyote.AbstractProtocol;
import org.eclipse.jetty.server.Connector;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on a real server.
 */
final class TestServer implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final boolean tls;

	private TestServer(ConfigurableApplicationContext context, boolean tls) {
		this.context = context;
		this.tls = tls;
	}

	static TestServer start(Container container, boolean tls, Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", container.property(), "spring.main.banner-mode=off",
				"logging.level.root=warn", "management.defaults.metrics.export.enabled=false"));
		if (tls) {
			all.add("server.ssl.key-store=" + TestCertificate.LOCALHOST.keyStore());
			all.add("server.ssl.key-store-type=PKCS12");
			all.add("server.ssl.key-store-password=" + TestCertificate.PASSWORD);
		}
		all.addAll(Arrays.asList(properties));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, application)
			.web(WebApplicationType.SERVLET)
			.properties(all.toArray(String[]::new))
			.run();
		assertThat(((WebServerApplicationContext) context).getWebServer()).isInstanceOf(container.webServer());
		return new TestServer(context, tls);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	/** Connections in the books of the web server. */
	long serverConnections() {
		WebServer server = ((WebServerApplicationContext) this.context).getWebServer();
		if (server instanceof TomcatWebServer tomcat) {
			AbstractProtocol<?> protocol = (AbstractProtocol<?>) tomcat.getTomcat().getConnector().getProtocolHandler();
			// The acceptor counts the connection that it waits for.
			return Math.max(protocol.getConnectionCount() - 1, protocol.getWaitingProcessorCount());
		}
		Connector connector = ((JettyWebServer) server).getServer().getConnectors()[0];
		return connector.getConnectedEndPoints().size();
	}

	/** Connects a client that speaks bytes. */
	RawClient connect() throws IOException {
		return this.tls ? RawClient.connect(port(), TestCertificate.LOCALHOST.trusting()) : RawClient.connect(port());
	}

	/** Opens a connection of the JDK's client. */
	JdkClient open(String path, String... subprotocols) throws Exception {
		return JdkClient.connect(httpClient(), uri(this.tls ? "wss" : "ws", path), subprotocols);
	}

	HttpClient httpClient() {
		HttpClient.Builder builder = HttpClient.newBuilder();
		return (this.tls ? builder.sslContext(TestCertificate.LOCALHOST.trusting()) : builder).build();
	}

	URI uri(String scheme, String path) {
		return URI.create(scheme + "://localhost:" + port() + path);
	}

	boolean tls() {
		return this.tls;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
