package dev.wsboot.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOverflow;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Serves WebSocket connections at a path through the bean that is annotated, a
 * {@link WsHandler}. A class that has the annotation is found by component scanning; on a
 * {@code @Bean} method it stands beside that annotation.
 *
 * <pre class="code">
 * &#064;WsRoute("/chat/{room}")
 * class Chat implements WsHandler {
 *
 *     &#064;Override
 *     public void onText(WsConnection connection, String text) {
 *         connection.send(connection.request().pathVariable("room") + ": " + text);
 *     }
 *
 * }
 *
 * &#064;Bean
 * &#064;WsRoute(path = "/echo", dispatch = WsDispatch.INLINE)
 * WsHandler echo() {
 *     return WsHandler.of((connection, request) -&gt; connection.onMessage(connection::send));
 * }
 * </pre>
 *
 * <p>
 * A bean that is a {@link dev.wsboot.engine.WsSubprotocolChoice} as well chooses the
 * subprotocol of its connections. One instance serves all connections of a path, whatever
 * the bean's scope. An option that is not set here has the value of the property
 * {@code ws.*} of that name; {@code ws.routes[path].*} wins over both. Texts may hold
 * placeholders (<code>${...}</code>). Attributes that are arrays of one element are so in
 * order that they can be unset: write {@code perMessageDeflate = false}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface WsRoute {

	/**
	 * The same as {@link #path()}.
	 * @return the paths
	 */
	@AliasFor("path")
	String[] value() default {};

	/**
	 * Paths in the syntax of Spring's
	 * {@link org.springframework.web.util.pattern.PathPattern}, such as
	 * {@code /chat/{room}}. Each is a route of its own.
	 * @return the paths, at least one
	 */
	@AliasFor("value")
	String[] path() default {};

	/**
	 * Largest message, such as {@code 1MB}; plain numbers are bytes.
	 * @return a size, or nothing for {@code ws.max-payload}
	 */
	String maxPayload() default "";

	/**
	 * Most frames of one message.
	 * @return a number, or 0 for {@code ws.max-fragments}
	 */
	int maxFragments() default 0;

	/**
	 * Whether messages are compressed with peers that offer it.
	 * @return one value, or none for {@code ws.per-message-deflate}
	 */
	boolean[] perMessageDeflate() default {};

	/**
	 * Subprotocols that the route speaks, the preferred first.
	 * @return their names, or none for {@code ws.subprotocols}
	 */
	String[] subprotocols() default {};

	/**
	 * Additional origins that may connect; the application's own origin always may.
	 * @return origins, or none for {@code ws.allowed-origins}
	 */
	String[] allowedOrigins() default {};

	/**
	 * Where the handler is called.
	 * @return one value, or none for {@code ws.dispatch}
	 */
	WsDispatch[] dispatch() default {};

	/**
	 * Messages of a connection that may wait for the handler.
	 * @return a number, or 0 for {@code ws.max-pending-messages}
	 */
	int maxPendingMessages() default 0;

	/**
	 * Bytes of messages of a connection that may wait for the handler, such as
	 * {@code 1MB}.
	 * @return a size, or nothing for {@code ws.max-pending-bytes}
	 */
	String maxPendingBytes() default "";

	/**
	 * Bytes that may wait for a slow peer, such as {@code 16MB}.
	 * @return a size, or nothing for {@code ws.send-buffer-limit}
	 */
	String sendBufferLimit() default "";

	/**
	 * What a send does when the send buffer is full.
	 * @return one value, or none for {@code ws.overflow}
	 */
	WsOverflow[] overflow() default {};

	/**
	 * After how long a silence a Ping is sent, such as {@code 30s}; plain numbers are
	 * seconds, 0 sends none.
	 * @return a time, or nothing for {@code ws.ping-interval}
	 */
	String pingInterval() default "";

	/**
	 * How long the peer may take to answer such a Ping.
	 * @return a time, or nothing for {@code ws.ping-timeout}
	 */
	String pingTimeout() default "";

	/**
	 * After how long without a message a connection is closed; 0 never does.
	 * @return a time, or nothing for {@code ws.idle-timeout}
	 */
	String idleTimeout() default "";

	/**
	 * How long a closing connection waits for its peer.
	 * @return a time, or nothing for {@code ws.close-timeout}
	 */
	String closeTimeout() default "";

}
