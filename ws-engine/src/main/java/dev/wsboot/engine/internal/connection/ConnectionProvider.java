package dev.wsboot.engine.internal.connection;

import dev.wsboot.engine.EngineProvider;
import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.internal.callback.CallbackHandler;

/**
 * What the engine's API is implemented by. Thread-safe.
 */
public final class ConnectionProvider implements EngineProvider {

	@Override
	public WsEngine engine(WsEngine.Settings settings) {
		return new Engine(settings);
	}

	@Override
	public WsHandler handler(WsAcceptor acceptor) {
		return new CallbackHandler(acceptor);
	}

}
