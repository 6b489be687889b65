package dev.wsboot.demo;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.spring.WsRoute;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Two routes that send back what they get: one in the callback manner, one with a
 * handler.
 */
@Configuration(proxyBeanMethods = false)
class EchoRoutes {

	/**
	 * Called on a virtual thread where the JVM has them, and so free to block.
	 */
	@Bean
	@WsRoute("/echo")
	WsHandler echo() {
		return WsHandler.of((connection, request) -> connection.onMessage(connection::send));
	}

	/**
	 * Called on the event loop: faster, and must not block.
	 */
	@Bean
	@WsRoute(path = "/echo-inline", dispatch = WsDispatch.INLINE)
	WsHandler echoInline() {
		return new WsHandler() {

			@Override
			public void onText(WsConnection connection, String text) {
				connection.send(text);
			}

			@Override
			public void onBinary(WsConnection connection, byte[] data) {
				connection.send(data);
			}

		};
	}

}
