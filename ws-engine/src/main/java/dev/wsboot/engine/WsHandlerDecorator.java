package dev.wsboot.engine;

/**
 * Puts a handler in front of another: for what is to happen around the calls of many
 * handlers, such as a security context, a trace or a log. Asked once for every endpoint,
 * when that is made; an endpoint without decorators pays nothing. Of several, the first
 * is outermost: it is called first, and returns last. <pre>{@code
 * WsHandlerDecorator logging = (handler, endpoint) -> new WsDelegatingHandler(handler) {
 *
 *     public void onText(WsConnection connection, String text) throws Exception {
 *         log.info("{} got {} characters", endpoint, text.length());
 *         super.onText(connection, text);
 *     }
 *
 * };
 * }</pre>
 */
@FunctionalInterface
public interface WsHandlerDecorator {

	/**
	 * Decorates a handler.
	 * @param handler the handler, to be called by what is returned
	 * @param endpoint name of the endpoint, as {@link WsEndpoint#name()}
	 * @return the handler in its place, or the same one to leave the endpoint alone
	 */
	WsHandler decorate(WsHandler handler, String endpoint);

}
