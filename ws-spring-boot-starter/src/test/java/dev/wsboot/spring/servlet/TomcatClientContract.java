package dev.wsboot.spring.servlet;

import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsConnection;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Tomcat's client gets, which compresses.
 */
interface TomcatClientContract extends UnderTest {

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo-inline" })
	default void compressedMessagesComeBackFromAnEcho(String path) throws Exception {
		WsWebSocketContainer container = new WsWebSocketContainer();
		try {
			Client client = new Client();
			ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
				.extensions(List.of(new Deflate("permessage-deflate", List.of())))
				.build();
			URI uri = URI.create("ws://localhost:" + server().port() + path);
			try (Session session = container.connectToServer(client, config, uri)) {
				assertThat(session.getNegotiatedExtensions()).singleElement()
					.extracting(Extension::getName)
					.isEqualTo("permessage-deflate");
				for (int size : new int[] { 0, 1, 1000, 1000, 100_000 }) {
					String text = "Grüße, 世界 \uD83D\uDE00".repeat(size).substring(0, size);
					session.getBasicRemote().sendText(text);
					assertThat(client.received.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
				}
				assertThat(endpoint(path).connections()).flatExtracting(WsConnection::extensions)
					.contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
			}
		}
		finally {
			container.destroy();
		}
	}

	/**
	 * Keeps what it receives.
	 */
	final class Client extends Endpoint {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.setMaxTextMessageBufferSize(1 << 20);
			session.addMessageHandler(String.class, this.received::add);
		}

	}

	/**
	 * The extension as Tomcat is told of it.
	 */
	record Deflate(String getName, List<Parameter> getParameters) implements Extension {

	}

}
