package dev.wsboot.spring;

import java.util.List;

import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.deflate.PerMessageDeflate;

/**
 * Makes the endpoints of all routes and upgrades, as a bean, so that they have what they
 * share: one memory budget for compression, and the application's decorators.
 * Thread-safe.
 */
public final class WsEndpointFactory {

	private final PerMessageDeflate compression;

	private final List<WsHandlerDecorator> decorators;

	/**
	 * Creates the factory.
	 * @param compression how messages are compressed, and within which budget
	 * @param decorators put in front of every handler, the first outermost
	 */
	public WsEndpointFactory(PerMessageDeflateOptions compression, List<WsHandlerDecorator> decorators) {
		this.compression = new PerMessageDeflate(compression);
		this.decorators = List.copyOf(decorators);
	}

	/**
	 * How messages are compressed by endpoints that share the budget.
	 * @return the options to have in {@link WsOptions#compression()}
	 */
	public PerMessageDeflateOptions compression() {
		return this.compression.options();
	}

	/**
	 * Makes an endpoint. One whose options compress otherwise has a budget of its own.
	 * @param name its name, the path if it is a route's
	 * @param handler takes what happens on its connections, before it is decorated
	 * @param options its options
	 * @return the endpoint
	 */
	public WsEndpoint create(String name, WsHandler handler, WsOptions options) {
		PerMessageDeflate deflate = options.compression().equals(compression()) ? this.compression
				: new PerMessageDeflate(options.compression());
		return new Endpoint(name, handler, options, this.decorators, deflate);
	}

}
