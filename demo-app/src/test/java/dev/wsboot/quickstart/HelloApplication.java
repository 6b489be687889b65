package dev.wsboot.quickstart;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.spring.WsRoute;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application that the quick start makes.
 */
@SpringBootApplication
public class HelloApplication {

	public static void main(String[] args) {
		SpringApplication.run(HelloApplication.class, args);
	}

	@WsRoute("/hello/{name}")
	static class Hello implements WsHandler {

		@Override
		public void onOpen(WsConnection connection) {
			connection.send("Hello, " + connection.request().pathVariable("name"));
		}

		@Override
		public void onText(WsConnection connection, String text) {
			connection.send("You said: " + text);
		}

	}

}
