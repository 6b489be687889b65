package dev.wsboot.spring.servlet;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.WsSubprotocolChoice;
import dev.wsboot.spring.WsRoute;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The routes that the contract speaks of.
 */
@Configuration(proxyBeanMethods = false)
class ContractApplication {

	@Bean
	Closes closes() {
		return new Closes();
	}

	@Bean
	@WsRoute("/echo")
	WsHandler echo(Closes closes) {
		return WsHandler.of((connection, request) -> {
			connection.onMessage(connection::send);
			connection.onClose((close) -> closes.add(connection, close));
		});
	}

	@Bean
	@WsRoute(path = "/echo-inline", dispatch = WsDispatch.INLINE)
	WsHandler echoInline(Closes closes) {
		return echo(closes);
	}

	@Bean
	@WsRoute(path = "/small", maxPayload = "1KB")
	WsHandler small(Closes closes) {
		return echo(closes);
	}

	@Bean
	@WsRoute("/rooms/{room}/users/{user}")
	WsHandler rooms() {
		return WsHandler.of((connection, request) -> connection.send(describe(request)));
	}

	private static String describe(WsRequest request) {
		return request.pathVariable("room") + ' ' + request.pathVariable("user") + ' ' + request.queryParameter("q")
				+ ' ' + request.header("X-Test") + ' ' + request.secure() + ' ' + request.path();
	}

	@Bean
	@WsRoute(path = "/subprotocols", subprotocols = { "v2.chat", "v1.chat" })
	WsHandler subprotocols() {
		return WsHandler.of((connection, request) -> connection.send(String.valueOf(connection.subprotocol())));
	}

	/** How connections ended, by what their query names them. */
	static class Closes {

		private final Map<String, CompletableFuture<WsClose>> byName = new ConcurrentHashMap<>();

		CompletableFuture<WsClose> of(String name) {
			return this.byName.computeIfAbsent(name, (key) -> new CompletableFuture<>());
		}

		void add(WsConnection connection, WsClose close) {
			of(String.valueOf(connection.request().query())).complete(close);
		}

	}

	/** Chooses the subprotocol that the query wants. */
	@WsRoute("/choosing")
	static class Choosing implements WsHandler, WsSubprotocolChoice {

		@Override
		public String chooseSubprotocol(List<String> offered, WsRequest request) {
			String wanted = request.queryParameter("want");
			if ("none".equals(wanted)) {
				Headers both = Headers.builder().add("X-Speak", "v8.chat").add("X-Speak", "v9.chat").build();
				throw new WsHandshakeException("speak v9.chat", 406, both, "");
			}
			return wanted;
		}

		@Override
		public void onOpen(WsConnection connection) {
			connection.send(String.valueOf(connection.subprotocol()));
		}

	}

	/** Does what it is told. */
	@WsRoute("/commands")
	static class Commands implements WsHandler {

		final Map<String, Throwable> errors = new ConcurrentHashMap<>();

		private final Closes closes;

		Commands(Closes closes) {
			this.closes = closes;
		}

		@Override
		public void onText(WsConnection connection, String text) {
			switch (text) {
				case "throw" -> throw new IllegalArgumentException("told to");
				case "close" -> connection.close(4001, "told to");
				case "terminate" -> connection.terminate();
				case "interrupted" -> {
					Thread.currentThread().interrupt();
					connection.send("sent");
				}
				default -> connection.send("what is " + text + '?');
			}
		}

		@Override
		public void onError(WsConnection connection, Throwable error) {
			this.errors.put(String.valueOf(connection.request().query()), error);
		}

		@Override
		public void onClose(WsConnection connection, WsClose close) {
			this.closes.add(connection, close);
		}

	}

}
