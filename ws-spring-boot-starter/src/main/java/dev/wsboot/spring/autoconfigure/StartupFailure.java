package dev.wsboot.spring.autoconfigure;

import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;

import dev.wsboot.engine.WsHandler;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * What can be wrong with routes and options when the application starts, and what to do
 * about it.
 */
final class StartupFailure {

	private StartupFailure() {
	}

	static FailureAnalyzedException invalidOption(String place, Object value, Exception cause) {
		return new FailureAnalyzedException("'%s' has the value '%s': %s".formatted(place, value, cause.getMessage()),
				"Change the value of '%s'.".formatted(place), cause);
	}

	static FailureAnalyzedException duplicatePath(String path, List<String> beanNames) {
		return new FailureAnalyzedException(
				"The WebSocket path '%s' is claimed by the beans %s.".formatted(path, quoted(beanNames)),
				("Give them different paths in @WsRoute, or choose the one that handles it with 'ws.routes[%s].handler'.")
					.formatted(path));
	}

	static FailureAnalyzedException ambiguousPaths(String path, String other) {
		return new FailureAnalyzedException(
				"The WebSocket paths '%s' and '%s' match the same requests.".formatted(other, path),
				"Change one of them; where 'ws.routes' is to add options to an annotated route, write its path with "
						+ "the same names of variables.");
	}

	static FailureAnalyzedException invalidPath(String path, String place, String problem) {
		return new FailureAnalyzedException(
				"The WebSocket path '%s' of %s is invalid: %s".formatted(path, place, problem),
				"Write a path that starts with '/', in the syntax of Spring's PathPattern, such as '/chat/{room}'.");
	}

	static FailureAnalyzedException noPath(String beanName) {
		return new FailureAnalyzedException("@WsRoute of bean '%s' has no path.".formatted(beanName),
				"Give it one, such as @WsRoute(\"/chat\").");
	}

	static FailureAnalyzedException pathWithoutBrackets(String key, String problem) {
		return new FailureAnalyzedException("The key 'ws.routes.%s' is no path: %s".formatted(key, problem),
				"Write the path in brackets, in YAML in quotes as well: \"[/chat/{room}]\".");
	}

	static FailureAnalyzedException noHandler(String path, Collection<String> candidates) {
		return new FailureAnalyzedException(
				"'ws.routes[%s]' names no handler, and no bean has @WsRoute(\"%s\").".formatted(path, path),
				"Set 'ws.routes[%s].handler' to the name of a bean%s, or correct the path.".formatted(path,
						among(candidates)));
	}

	static FailureAnalyzedException unknownHandler(String path, String beanName, Collection<String> candidates) {
		return new FailureAnalyzedException(
				"'ws.routes[%s].handler' is '%s', but there is no bean of that name.".formatted(path, beanName),
				"Set it to the name of a %s bean%s.".formatted(WsHandler.class.getName(), among(candidates)));
	}

	static FailureAnalyzedException wrongHandlerType(String path, String beanName, Object bean) {
		return new FailureAnalyzedException(
				"The bean '%s' of the WebSocket path '%s' is a %s, which is no WsHandler.".formatted(beanName, path,
						bean.getClass().getName()),
				"Let it implement %s, or name another bean. An acceptor becomes a handler by WsHandler.of(acceptor)."
					.formatted(WsHandler.class.getName()));
	}

	static FailureAnalyzedException unknownExecutor(String beanName, Collection<String> candidates) {
		return new FailureAnalyzedException(
				"'ws.executor' is '%s', but there is no java.util.concurrent.Executor bean of that name.".formatted(
						beanName),
				"Set it to the name of such a bean%s, or remove it.".formatted(among(candidates)));
	}

	static FailureAnalyzedException notServable(String path, IllegalArgumentException cause) {
		return new FailureAnalyzedException(
				"The WebSocket path '%s' cannot be served on 'ws.server.port': %s".formatted(path, cause.getMessage()),
				"Let its variables stand for whole segments, such as '/chat/{room}' or '/files/{*path}', or serve the "
						+ "routes by the web server.",
				cause);
	}

	static FailureAnalyzedException cannotListen(UncheckedIOException cause) {
		return new FailureAnalyzedException("The WebSocket server %s.".formatted(cause.getMessage()),
				"End what listens there already, or change 'ws.server.port' or 'ws.server.address'.", cause);
	}

	static FailureAnalyzedException noUrl(String client) {
		return new FailureAnalyzedException("'ws.client.%s' has no 'url'.".formatted(client),
				"Set 'ws.client.%s.url' to where the client is to connect, such as 'wss://feed.example/prices'."
					.formatted(client));
	}

	static FailureAnalyzedException noUrl(String client, String beanName) {
		return new FailureAnalyzedException(
				"@WsClientEndpoint of bean '%s' names the client '%s', but there is no 'ws.client.%s.url'."
					.formatted(beanName, client, client),
				"Set 'ws.client.%s.url' to where it is to connect, such as 'wss://feed.example/prices', or correct the name."
					.formatted(client));
	}

	static FailureAnalyzedException noClient(String beanName) {
		return new FailureAnalyzedException("@WsClientEndpoint of bean '%s' names no client.".formatted(beanName),
				"Give it a name, such as @WsClientEndpoint(\"prices\"), and set 'ws.client.prices.url'.");
	}

	static FailureAnalyzedException duplicateClient(String client, List<String> beanNames) {
		return new FailureAnalyzedException(
				"The WebSocket client '%s' is claimed by the beans %s.".formatted(client, quoted(beanNames)),
				"Let each @WsClientEndpoint name a client of its own; several 'ws.client.<name>.url' may be the same.");
	}

	static FailureAnalyzedException wrongEndpointType(String client, String beanName, Object bean) {
		return new FailureAnalyzedException(
				"The bean '%s' of the WebSocket client '%s' is a %s, which is no WsHandler.".formatted(beanName, client,
						bean.getClass().getName()),
				"Let it implement %s. An acceptor becomes a handler by WsHandler.of(acceptor)."
					.formatted(WsHandler.class.getName()));
	}

	static FailureAnalyzedException unknownBundle(String place, String bundle, Collection<String> candidates) {
		return new FailureAnalyzedException(
				"'%s' is '%s', but there is no SSL bundle of that name.".formatted(place, bundle),
				"Set it to the name of a bundle of 'spring.ssl.bundle'%s.".formatted(among(candidates)));
	}

	private static String among(Collection<String> candidates) {
		return candidates.isEmpty() ? "" : " (there is " + quoted(candidates) + ")";
	}

	private static String quoted(Collection<String> names) {
		return "'" + String.join("', '", names) + "'";
	}

}
