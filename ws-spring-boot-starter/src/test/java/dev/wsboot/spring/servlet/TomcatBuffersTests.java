package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of the buffers of Tomcat's sockets when these are taken over, and
 * afterwards, when Tomcat uses its channels for other connections.
 */
@Timeout(180)
class TomcatBuffersTests {

	private static final String LARGE = "0123456789".repeat(10_000);

	@Nested
	class OfAnOpenConnection {

		@ParameterizedTest(name = "TLS: {0}")
		@ValueSource(booleans = { false, true })
		void areGivenBack(boolean tls) throws Exception {
			try (TestServer server = start(tls); RawClient client = server.connect().open("/echo")) {
				for (int size : new int[] { 1, 125, 100_000 }) {
					String text = "x".repeat(size);
					client.send(Frame.text(text));
					assertThat(client.readFrame().text()).isEqualTo(text);
				}
				assertThat(onlyChannel(server).buffers().areHeld()).isFalse();
			}
		}

		@ParameterizedTest(name = "TLS: {0}")
		@ValueSource(booleans = { false, true })
		void haveGivenAwayWhatStoodBehindTheRequest(boolean tls) throws Exception {
			try (TestServer server = start(tls); RawClient client = server.connect()) {
				client.send(RawClient.request("/echo"), Frame.text("first"), Frame.text("y".repeat(3000)));
				assertThat(client.readHead()).startsWith("HTTP/1.1 101");
				assertThat(client.readFrame().text()).isEqualTo("first");
				assertThat(client.readFrame().text()).isEqualTo("y".repeat(3000));
				assertThat(onlyChannel(server).buffers().areHeld()).isFalse();
			}
		}

	}

	@Nested
	class OfAChannelUsedAgain {

		@ParameterizedTest(name = "TLS: {0}")
		@ValueSource(booleans = { false, true })
		void serveHttpAndWebSocketInTurn(boolean tls) throws Exception {
			try (TestServer server = startWithPool(tls)) {
				alternate(server, 10);
			}
		}

		@Test
		void areOfTheSizeAndKindThatTheApplicationSays() throws Exception {
			try (TestServer server = TestServer.start(Container.TOMCAT, false, DirectBuffers.class, "test.pool=10")) {
				alternate(server, 5);
				try (RawClient client = server.connect()) {
					post(client, "small");
					ReturnableBuffers buffers = onlyChannel(server).buffers();
					assertThat(buffers.getReadBuffer().isDirect()).isTrue();
					assertThat(buffers.getReadBuffer().capacity()).isEqualTo(3000);
					assertThat(buffers.getWriteBuffer().isDirect()).isTrue();
					assertThat(buffers.getWriteBuffer().capacity()).isEqualTo(2000);
				}
			}
		}

		@ParameterizedTest(name = "TLS: {0}")
		@ValueSource(booleans = { false, true })
		void serveHttp2(boolean tls) throws Exception {
			try (TestServer server = startWithPool(tls, "server.http2.enabled=true")) {
				ReturnableBuffers buffers = echoOnce(server);
				HttpClient client = server.httpClient();
				URI uri = server.uri(tls ? "https" : "http", "/post");
				for (String body : List.of("small", LARGE, LARGE)) {
					HttpResponse<String> response = client.send(
							HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
							HttpResponse.BodyHandlers.ofString());
					assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
					assertThat(response.body()).isEqualTo(body);
				}
				assertThat(onlyChannel(server).buffers()).isSameAs(buffers);
			}
		}

		@ParameterizedTest(name = "TLS: {0}")
		@ValueSource(booleans = { false, true })
		void serveManyAtOnceAfterTheirWebSocketClientsVanished(boolean tls) throws Exception {
			try (TestServer server = startWithPool(tls)) {
				for (int round = 0; round < 3; round++) {
					List<RawClient> clients = new ArrayList<>();
					for (int i = 0; i < 10; i++) {
						clients.add(server.connect().open("/echo"));
						clients.get(i).send(Frame.text("taken over"));
						assertThat(clients.get(i).readFrame().text()).isEqualTo("taken over");
					}
					List<Channel> channels = channels(server);
					assertThat(channels).hasSize(10).noneMatch((channel) -> channel.buffers().areHeld());
					for (RawClient client : clients) {
						client.reset();
					}
					channels.forEach(Channel::awaitFree);
					clients.clear();
					for (int i = 0; i < 10; i++) {
						clients.add(server.connect());
						post(clients.get(i), LARGE.substring(i));
					}
					assertThat(channels(server)).extracting(Channel::buffers)
						.hasSameElementsAs(channels.stream().map(Channel::buffers).toList());
					channels = channels(server);
					for (RawClient client : clients) {
						post(client, "again");
						client.close();
					}
					channels.forEach(Channel::awaitFree);
				}
			}
		}

		private TestServer startWithPool(boolean tls, String... properties) {
			List<String> all = new ArrayList<>(List.of(properties));
			all.add("test.pool=100");
			return start(tls, all.toArray(String[]::new));
		}

		/** As Tomcat has but one channel here, all connections get it in turn. */
		private void alternate(TestServer server, int rounds) throws Exception {
			ReturnableBuffers buffers = echoOnce(server);
			for (int round = 0; round < rounds; round++) {
				assertThat(buffers.areHeld()).isFalse();
				Channel channel;
				try (RawClient client = server.connect()) {
					for (String body : List.of(LARGE, "small", LARGE)) {
						post(client, body);
					}
					channel = onlyChannel(server);
					assertThat(channel.buffers()).isSameAs(buffers);
					assertThat(buffers.areHeld()).isTrue();
				}
				channel.awaitFree();
				assertThat(echoOnce(server)).isSameAs(buffers);
			}
		}

	}

	@Nested
	class OfAChannelThatIsNotUsedAgain {

		@ParameterizedTest(name = "direct: {0}")
		@ValueSource(booleans = { false, true })
		void areFreed(boolean direct) throws Exception {
			try (TestServer server = TestServer.start(Container.TOMCAT, false,
					direct ? DirectBuffers.class : Posts.class, "test.pool=0")) {
				for (int round = 0; round < 3; round++) {
					ReturnableBuffers ofHttp;
					try (RawClient client = server.connect()) {
						post(client, LARGE);
						Channel channel = onlyChannel(server);
						ofHttp = channel.buffers();
						assertThat(ofHttp.areHeld()).isTrue();
						client.close();
						channel.awaitFree();
					}
					assertThat(ofHttp.areHeld()).isFalse();
					ReturnableBuffers ofWebSocket = echoOnce(server);
					assertThat(ofWebSocket).isNotSameAs(ofHttp);
					assertThat(ofWebSocket.areHeld()).isFalse();
				}
			}
		}

	}

	private static TestServer start(boolean tls, String... properties) {
		return TestServer.start(Container.TOMCAT, tls, Posts.class, properties);
	}

	private static List<Channel> channels(TestServer server) {
		List<Channel> channels = new ArrayList<>();
		for (SocketWrapperBase<?> wrapper : TomcatEndpoint.wrappers(server)) {
			assertThat(wrapper.getSocketBufferHandler()).isInstanceOf(ReturnableBuffers.class);
			channels.add(new Channel(wrapper, (ReturnableBuffers) wrapper.getSocketBufferHandler()));
		}
		return channels;
	}

	private static Channel onlyChannel(TestServer server) {
		List<Channel> channels = channels(server);
		assertThat(channels).hasSize(1);
		return channels.get(0);
	}

	private static ReturnableBuffers echoOnce(TestServer server) throws Exception {
		try (RawClient client = server.connect().open("/echo")) {
			client.send(Frame.text(LARGE));
			assertThat(client.readFrame().text()).isEqualTo(LARGE);
			Channel channel = onlyChannel(server);
			client.send(Frame.close(1000, ""));
			assertThat(client.readFrame().closeCode()).isEqualTo(1000);
			client.readRest();
			channel.awaitFree();
			return channel.buffers();
		}
	}

	private static void post(RawClient client, String body) throws IOException {
		client.send("POST /post HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
		String head = client.readHead();
		assertThat(head).startsWith("HTTP/1.1 200");
		assertThat(client.readBody(head)).isEqualTo(body);
	}

	/** What Tomcat has of a connection, and what stays of it for others. */
	private record Channel(SocketWrapperBase<?> wrapper, ReturnableBuffers buffers) {

		/** The last that Tomcat does, when others can have the channel already. */
		void awaitFree() {
			await().atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(5))
				.until(() -> this.wrapper.getSocketBufferHandler() != this.buffers);
		}

	}

	/** Answers with what was posted. */
	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class Posts {

		/** How many channels Tomcat keeps for others is else a question of memory. */
		@Bean
		@ConditionalOnProperty("test.pool")
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> pool(@Value("${test.pool}") String size) {
			return (factory) -> factory
				.addConnectorCustomizers((connector) -> connector.setProperty("socket.bufferPool", size));
		}

		@Bean
		ServletRegistrationBean<HttpServlet> post() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
					byte[] body = request.getInputStream().readAllBytes();
					response.setContentLength(body.length);
					response.getOutputStream().write(body);
				}

			}, "/post");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Posts.class)
	static class DirectBuffers {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> directBuffers() {
			return (factory) -> factory.addConnectorCustomizers((connector) -> {
				connector.setProperty("socket.directBuffer", "true");
				connector.setProperty("socket.appReadBufSize", "3000");
				connector.setProperty("socket.appWriteBufSize", "2000");
			});
		}

	}

}
