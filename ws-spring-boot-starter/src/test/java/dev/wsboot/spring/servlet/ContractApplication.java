package dev.wsboot.spring.servlet;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.spring.WsRoute;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The routes that the contract speaks of.
 */
@Configuration(proxyBeanMethods = false)
class ContractApplication {

	final BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();

	@Bean
	@WsRoute("/echo")
	WsAcceptor echo() {
		return (connection, request) -> {
			connection.onMessage(connection::send);
			connection.onClose(this.closes::add);
		};
	}

	@Bean
	@WsRoute(path = "/echo-inline", dispatch = WsDispatch.INLINE)
	WsAcceptor echoInline() {
		return (connection, request) -> {
			connection.onMessage(connection::send);
			connection.onClose(this.closes::add);
		};
	}

	@Bean
	@WsRoute(path = "/small", maxPayload = "1KB")
	WsAcceptor small() {
		return echo();
	}

	@Bean
	@WsRoute("/rooms/{room}/users/{user}")
	WsAcceptor rooms() {
		return (connection, request) -> connection.send(describe(request));
	}

	private static String describe(WsRequest request) {
		return request.pathVariable("room") + ' ' + request.pathVariable("user") + ' ' + request.queryParameter("q")
				+ ' ' + request.header("X-Test") + ' ' + request.secure() + ' ' + request.path();
	}

	@Bean
	@WsRoute(path = "/subprotocols", subprotocols = { "v2.chat", "v1.chat" })
	WsAcceptor subprotocols() {
		return (connection, request) -> connection.send(String.valueOf(connection.subprotocol()));
	}

	/** Does what it is told. */
	@WsRoute("/commands")
	static class Commands implements WsHandler {

		final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();

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
			this.errors.add(error);
		}

	}

}
