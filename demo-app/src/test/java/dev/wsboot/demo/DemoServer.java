package dev.wsboot.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import dev.wsboot.engine.testing.JdkClient;
import dev.wsboot.engine.testing.TestCertificate;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.jetty.servlet.JettyServletWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the demo is to run on. Each is started when a test first asks for it, and then
 * serves all of them.
 */
enum DemoServer {

	TOMCAT(TomcatWebServer.class, false),

	TOMCAT_TLS(TomcatWebServer.class, true),

	JETTY(JettyServletWebServer.class, false),

	JETTY_TLS(JettyServletWebServer.class, true);

	private final Class<? extends WebServer> type;

	private final boolean tls;

	private HttpClient client;

	private WebServer server;

	DemoServer(Class<? extends WebServer> type, boolean tls) {
		this.type = type;
		this.tls = tls;
	}

	boolean tls() {
		return this.tls;
	}

	synchronized int port() {
		if (this.server == null) {
			this.server = start();
		}
		return this.server.getPort();
	}

	/**
	 * Addresses the demo, such as {@code https://localhost:1234/actuator}.
	 */
	URI http(String path) {
		return URI.create((this.tls ? "https" : "http") + "://localhost:" + port() + path);
	}

	/**
	 * Addresses a route, such as {@code wss://localhost:1234/chat}.
	 */
	URI ws(String path) {
		return URI.create((this.tls ? "wss" : "ws") + "://localhost:" + port() + path);
	}

	/**
	 * A client that trusts the demo's certificate.
	 */
	synchronized HttpClient client() {
		if (this.client == null) {
			HttpClient.Builder builder = HttpClient.newBuilder();
			this.client = (this.tls ? builder.sslContext(TestCertificate.LOCALHOST.trusting()) : builder).build();
		}
		return this.client;
	}

	/**
	 * Opens a connection of the JDK's client.
	 */
	JdkClient open(String path) throws Exception {
		return JdkClient.connect(client(), ws(path));
	}

	HttpResponse<String> get(String path) throws Exception {
		return client().send(HttpRequest.newBuilder(http(path)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private WebServer start() {
		// Both servers are on the class path of the tests: the other one must not start
		String other = (this.type == TomcatWebServer.class)
				? "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration"
				: "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration";
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=localhost", "--spring.autoconfigure.exclude=" + other));
		if (this.tls) {
			arguments.addAll(List.of("--server.ssl.key-store=" + TestCertificate.LOCALHOST.keyStore(),
					"--server.ssl.key-store-password=" + TestCertificate.PASSWORD));
		}
		WebServer server = ((WebServerApplicationContext) SpringApplication.run(DemoApplication.class,
				arguments.toArray(String[]::new)))
			.getWebServer();
		assertThat(server).isInstanceOf(this.type);
		return server;
	}

}
