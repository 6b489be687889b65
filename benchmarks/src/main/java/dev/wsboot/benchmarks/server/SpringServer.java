package dev.wsboot.benchmarks.server;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/**
 * {@code spring-boot-starter-websocket} on Tomcat. The message buffer, which every
 * connection holds, is as small as the load allows; a handler that blocks gets virtual
 * threads where the JVM has them; a session that several threads send to is decorated for
 * it, as Spring's documentation asks.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocket
public class SpringServer implements WebSocketConfigurer {

	private static final int DEFAULT_BUFFER = 8192;

	private static final int SEND_TIME_LIMIT = 10_000;

	private static final int SEND_BUFFER_LIMIT = 1024 * 1024;

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 */
	public static void main(String[] arguments) {
		ServerSettings settings = ServerSettings.parse(arguments);
		SpringApplication application = new SpringApplication(SpringServer.class);
		application.setDefaultProperties(
				Map.of("server.port", 0, "server.address", "127.0.0.1", "server.tomcat.max-connections", 20_000,
						"server.tomcat.accept-count", 1024, "spring.threads.virtual.enabled", settings.blocking(),
						"buffer", Math.max(DEFAULT_BUFFER, settings.maxMessage())));
		application.run();
	}

	@EventListener
	void started(WebServerInitializedEvent event) {
		Control.listening(event.getWebServer().getPort());
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(new Echo(), "/echo");
		registry.addHandler(new Blocking(), "/blocking");
		registry.addHandler(new Broadcast(), "/broadcast");
	}

	@Bean
	static ServletServerContainerFactoryBean container(@Value("${buffer}") int buffer) {
		ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
		container.setMaxTextMessageBufferSize(buffer);
		return container;
	}

	private static final class Echo extends TextWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
			session.sendMessage(new TextMessage(message.getPayload()));
		}

	}

	private static final class Blocking extends TextWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
			Control.block();
			session.sendMessage(new TextMessage(message.getPayload()));
		}

	}

	private static final class Broadcast extends TextWebSocketHandler {

		private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			this.sessions.put(session.getId(),
					new ConcurrentWebSocketSessionDecorator(session, SEND_TIME_LIMIT, SEND_BUFFER_LIMIT));
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.sessions.remove(session.getId());
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
			TextMessage copy = new TextMessage(message.getPayload());
			for (WebSocketSession receiver : this.sessions.values()) {
				receiver.sendMessage(copy);
			}
		}

	}

}
