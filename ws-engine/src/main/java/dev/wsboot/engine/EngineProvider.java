package dev.wsboot.engine;

/**
 * Makes what this package declares and does not implement, so that it depends on nothing
 * that is built on it. Found by {@link java.util.ServiceLoader}; not for applications.
 */
public interface EngineProvider {

	/**
	 * Starts an engine.
	 * @param settings its settings, checked
	 * @return an engine that runs
	 */
	WsEngine engine(WsEngine.Settings settings);

	/**
	 * Makes a handler of an acceptor.
	 * @param acceptor called for every new connection
	 * @return a handler that calls what the acceptor set
	 */
	WsHandler handler(WsAcceptor acceptor);

}
