package dev.wsboot.spring;

import dev.wsboot.engine.WsOptions;

/**
 * Changes the options of routes in code, such as their extensions. Beans of this type are
 * called once for every route, in their order, when properties and annotations have been
 * applied.
 */
@FunctionalInterface
public interface WsOptionsCustomizer {

	/**
	 * Changes the options of one route.
	 * @param path the route's path
	 * @param options its options so far
	 */
	void customize(String path, WsOptions.Builder options);

}
