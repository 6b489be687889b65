package dev.wsboot.spring;

import dev.wsboot.engine.client.WsClientBuilder;
import dev.wsboot.engine.client.WsReconnect;

/**
 * Changes the clients of {@code ws.client.*} in code, for example by a header whose value
 * is asked for before every attempt, such as a token that expires. Beans of this type are
 * called once for every client, in their order, when its properties have been applied.
 *
 * <p>
 * They are needed by the bean {@link WsClients}, so what they need may not need that.
 */
@FunctionalInterface
public interface WsClientCustomizer {

	/**
	 * Changes one client before it is built.
	 * @param name the client's name, as in {@code ws.client.<name>}
	 * @param client the client so far
	 */
	void customize(String name, WsClientBuilder client);

	/**
	 * Changes when a lost connection of the client is followed by another. Does nothing
	 * unless overridden, and not called if {@code ws.client.<name>.reconnect.enabled} is
	 * false.
	 * @param name the client's name
	 * @param reconnect the settings so far; their listener is not used
	 */
	default void customizeReconnect(String name, WsReconnect.Builder reconnect) {
	}

}
