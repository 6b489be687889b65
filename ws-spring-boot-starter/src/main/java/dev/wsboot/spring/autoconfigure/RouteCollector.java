package dev.wsboot.spring.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsSubprotocolChoice;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.spring.WsEndpointFactory;
import dev.wsboot.spring.WsOptionsCustomizer;
import dev.wsboot.spring.WsRoute;
import dev.wsboot.spring.WsRoutes.Route;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Finds the routes: beans with {@link WsRoute} and entries of {@code ws.routes}, which
 * win where both speak of the same path.
 */
final class RouteCollector {

	private final ConfigurableListableBeanFactory beans;

	private final ConfigurableEnvironment environment;

	private final WsProperties properties;

	private final WsEndpointFactory endpoints;

	private final List<Extension> extensions;

	private final List<WsOptionsCustomizer> customizers;

	RouteCollector(ConfigurableListableBeanFactory beans, ConfigurableEnvironment environment, WsProperties properties,
			WsEndpointFactory endpoints, List<Extension> extensions, List<WsOptionsCustomizer> customizers) {
		this.beans = beans;
		this.environment = environment;
		this.properties = properties;
		this.endpoints = endpoints;
		this.extensions = extensions;
		this.customizers = customizers;
	}

	List<Route> collect() {
		Map<String, List<Annotated>> annotated = annotated();
		Map<String, WsProperties.Route> configured = RoutePaths.restore(this.properties.routes(), this.environment);
		Set<String> paths = new LinkedHashSet<>(annotated.keySet());
		paths.addAll(configured.keySet());
		rejectAmbiguous(paths);
		List<Route> routes = new ArrayList<>();
		for (String path : paths) {
			routes.add(route(path, annotated.getOrDefault(path, List.of()), configured.get(path)));
		}
		return routes;
	}

	private Map<String, List<Annotated>> annotated() {
		Map<String, List<Annotated>> annotated = new LinkedHashMap<>();
		AnnotatedBeans.find(this.beans, WsRoute.class).forEach((beanName, annotation) -> {
			if (annotation.path().length == 0) {
				throw StartupFailure.noPath(beanName);
			}
			for (String text : annotation.path()) {
				String path = resolve(text);
				requireValid(path, "@WsRoute of bean '" + beanName + "'");
				annotated.computeIfAbsent(path, (key) -> new ArrayList<>()).add(new Annotated(beanName, annotation));
			}
		});
		return annotated;
	}

	private Route route(String path, List<Annotated> annotated, WsProperties.@Nullable Route configured) {
		if (configured != null) {
			requireValid(path, "'ws.routes'");
		}
		String chosen = (configured != null) ? configured.handler() : null;
		if (chosen == null && annotated.size() > 1) {
			throw StartupFailure.duplicatePath(path, annotated.stream().map(Annotated::beanName).toList());
		}
		if (chosen == null && annotated.isEmpty()) {
			throw StartupFailure.noHandler(path, candidates());
		}
		String beanName = (chosen != null) ? chosen : annotated.get(0).beanName();
		if (!this.beans.containsBean(beanName)) {
			throw StartupFailure.unknownHandler(path, beanName, candidates());
		}
		Layers layers = new Layers();
		layers.options.compression(this.endpoints.compression()).extensions(this.extensions);
		layers.add(RouteOptions.of(this.properties), (option) -> "ws." + DataObjectPropertyName.toDashedForm(option));
		for (Annotated declaration : annotated) {
			if (annotated.size() == 1 || declaration.beanName().equals(beanName)) {
				UnaryOperator<String> place = (option) -> "@WsRoute(" + option + ") of bean " + declaration.beanName();
				layers.add(RouteOptions.of(declaration.annotation(), place, this::resolve), place);
			}
		}
		if (configured != null) {
			layers.add(RouteOptions.of(configured),
					(option) -> "ws.routes[" + path + "]." + DataObjectPropertyName.toDashedForm(option));
		}
		Object bean = this.beans.getBean(beanName);
		if (bean instanceof WsSubprotocolChoice choice) {
			layers.options.subprotocolChoice(choice);
		}
		this.customizers.forEach((customizer) -> customizer.customize(path, layers.options));
		if (!(bean instanceof WsHandler handler)) {
			throw StartupFailure.wrongHandlerType(path, beanName, bean);
		}
		return new Route(this.endpoints.create(path, handler, layers.options.build()), layers.allowedOrigins, beanName);
	}

	private Collection<String> candidates() {
		return new TreeSet<>(List.of(this.beans.getBeanNamesForType(WsHandler.class, true, false)));
	}

	private String resolve(String text) {
		return this.environment.resolveRequiredPlaceholders(text);
	}

	private static void requireValid(String path, String place) {
		if (!path.startsWith("/")) {
			throw StartupFailure.invalidPath(path, place, "it does not start with '/'.");
		}
		try {
			PathPatternParser.defaultInstance.parse(path);
		}
		catch (PatternParseException ex) {
			throw StartupFailure.invalidPath(path, place, ex.toDetailedString());
		}
	}

	private static void rejectAmbiguous(Set<String> paths) {
		Map<String, String> shapes = new HashMap<>();
		for (String path : paths) {
			// The names of variables do not matter to what matches.
			String shape = path.replaceAll("\\{(\\*?)[^{}:]*", "{$1");
			String other = shapes.putIfAbsent(shape, path);
			if (other != null) {
				throw StartupFailure.ambiguousPaths(path, other);
			}
		}
	}

	private record Annotated(String beanName, WsRoute annotation) {

	}

	/** Options, each layer over the one before. */
	private static final class Layers {

		private final WsOptions.Builder options = WsOptions.builder();

		private List<String> allowedOrigins = List.of();

		void add(RouteOptions layer, UnaryOperator<String> place) {
			layer.applyTo(this.options, place);
			List<String> origins = layer.allowedOrigins();
			if (origins != null) {
				try {
					new OriginPolicy(origins);
				}
				catch (IllegalArgumentException ex) {
					throw StartupFailure.invalidOption(place.apply("allowedOrigins"), origins, ex);
				}
				this.allowedOrigins = origins;
			}
		}

	}

}
