package dev.wsboot.benchmarks.server;

import java.util.Map;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.spring.WsRoute;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/**
 * This project's starter on Tomcat, with its meters. The property {@code ws.dispatch}
 * says where the handlers run.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StarterServer {

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 */
	public static void main(String[] arguments) {
		ServerSettings settings = ServerSettings.parse(arguments);
		SpringApplication application = new SpringApplication(StarterServer.class);
		application.setDefaultProperties(
				Map.of("server.port", 0, "server.address", "127.0.0.1", "server.tomcat.max-connections", 20_000,
						"server.tomcat.accept-count", 1024, "ws.per-message-deflate", settings.compressed()));
		application.run();
	}

	/**
	 * Fails where there are no meters, since the figures are to be with them.
	 */
	@EventListener
	void started(WebServerInitializedEvent event) {
		event.getApplicationContext().getBean(MeterRegistry.class).get("websocket.server.connections.active").gauges();
		Control.listening(event.getWebServer().getPort());
	}

	@Bean
	@WsRoute("/echo")
	static WsHandler echo() {
		return WsHandlers.echo();
	}

	@Bean
	@WsRoute("/blocking")
	static WsHandler blocking() {
		return WsHandlers.blocking();
	}

	@Bean
	@WsRoute("/broadcast")
	static WsHandler broadcast() {
		return WsHandlers.broadcast();
	}

}
