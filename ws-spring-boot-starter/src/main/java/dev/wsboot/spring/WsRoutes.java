package dev.wsboot.spring;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.wsboot.engine.WsEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * All WebSocket routes of the application, as a bean. Thread-safe and, once the
 * application has started, fixed.
 *
 * <p>
 * The routes are found when somebody asks for them, at the latest when all singletons are
 * there: a handler may have this bean injected, but may not ask it anything in its
 * constructor.
 */
public final class WsRoutes implements SmartInitializingSingleton {

	private final Supplier<List<Route>> source;

	private final List<Route> added = new CopyOnWriteArrayList<>();

	private volatile @Nullable List<Route> routes;

	/**
	 * Creates the registry.
	 * @param source finds the routes; called once
	 */
	public WsRoutes(Supplier<List<Route>> source) {
		this.source = source;
	}

	@Override
	public void afterSingletonsInstantiated() {
		declared();
	}

	/**
	 * Adds a route that is served elsewhere than at a path of its own, to be seen and
	 * counted with the others.
	 * @param route the route, by a name instead of a path
	 */
	public void add(Route route) {
		this.added.add(route);
	}

	/**
	 * All routes.
	 * @return an immutable list
	 */
	public List<Route> all() {
		return Stream.concat(declared().stream(), this.added.stream()).toList();
	}

	/**
	 * The routes of {@link WsRoute @WsRoute} beans and {@code ws.routes}.
	 * @return an immutable list
	 */
	public List<Route> declared() {
		List<Route> found = this.routes;
		if (found == null) {
			synchronized (this) {
				found = this.routes;
				if (found == null) {
					found = List.copyOf(this.source.get());
					this.routes = found;
				}
			}
		}
		return found;
	}

	/**
	 * The endpoints of all routes: each has its handler, its effective options, its
	 * counts and its open connections.
	 * @return an immutable list
	 */
	public List<WsEndpoint> endpoints() {
		return all().stream().map(Route::endpoint).toList();
	}

	/**
	 * The endpoint of one route.
	 * @param path the path as it was declared, such as {@code /chat/{room}}
	 * @return the endpoint, or null if there is no such route
	 */
	public @Nullable WsEndpoint endpoint(String path) {
		for (Route route : all()) {
			if (route.path().equals(path)) {
				return route.endpoint();
			}
		}
		return null;
	}

	/**
	 * One route.
	 *
	 * @param endpoint handler, effective options, counts and connections; its name is the
	 * route's path
	 * @param allowedOrigins origins that may connect beside the same one
	 * @param beanName name of the bean that handles the connections
	 */
	public record Route(WsEndpoint endpoint, List<String> allowedOrigins, String beanName) {

		/**
		 * Copies the list.
		 */
		public Route {
			Objects.requireNonNull(endpoint, "'endpoint' must not be null");
			Objects.requireNonNull(beanName, "'beanName' must not be null");
			allowedOrigins = List.copyOf(allowedOrigins);
		}

		/**
		 * The path as it was declared.
		 * @return a path pattern
		 */
		public String path() {
			return this.endpoint.name();
		}

	}

}
