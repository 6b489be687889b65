package dev.wsboot.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.client.WsReconnectListener;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Connects to a server when the application starts, and hands the connection to the bean
 * that is annotated, a {@link WsHandler}. The counterpart of {@link WsRoute}. A class
 * that has the annotation is found by component scanning; on a {@code @Bean} method it
 * stands beside that annotation.
 *
 * <pre class="code">
 * &#064;WsClientEndpoint("prices")
 * class Prices implements WsHandler {
 *
 *     &#064;Override
 *     public void onOpen(WsConnection connection) {
 *         connection.send("subscribe ACME");
 *     }
 *
 * }
 * </pre>
 *
 * <p>
 * Where it connects to, and how, are the properties {@code ws.client.<name>.*}. It does
 * so after the application's own servers listen, and the connection is closed with 1001
 * before they stop. In between, a connection that is lost, or that cannot be opened, is
 * logged and tried again, as {@code ws.client.<name>.reconnect.*} says: the handler's
 * {@code onOpen} is called for each, and is the place to subscribe. A bean that is a
 * {@link WsReconnectListener} as well is told of it. Other beans send through the
 * {@link WsClientEndpoints#link link}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface WsClientEndpoint {

	/**
	 * The same as {@link #client()}.
	 * @return the name
	 */
	@AliasFor("client")
	String value() default "";

	/**
	 * Name of the client, as in {@code ws.client.<name>}; may hold placeholders
	 * (<code>${...}</code>). Two beans do not share one.
	 * @return the name
	 */
	@AliasFor("value")
	String client() default "";

	/**
	 * Whether it connects when the application starts. Otherwise
	 * {@link WsClientEndpoints#start(String)} does.
	 * @return true by default
	 */
	boolean autoStartup() default true;

	/**
	 * Whether the application's start waits for the first attempt to connect, and fails
	 * with it.
	 * @return false by default
	 */
	boolean required() default false;

}
