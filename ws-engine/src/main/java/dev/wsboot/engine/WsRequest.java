package dev.wsboot.engine;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The handshake request that opened a connection. Immutable.
 *
 * @param target path and query as they stand in the request line
 * @param headers header fields
 * @param pathVariables what the variables of the route's path stand for, decoded
 * @param principal who is logged in, or null
 * @param remoteAddress the peer's address, or null where the socket has none
 * @param secure whether the connection is encrypted
 */
public record WsRequest(String target, Headers headers, Map<String, String> pathVariables,
		@Nullable Principal principal, @Nullable InetSocketAddress remoteAddress, boolean secure) {

	/**
	 * Copies the map.
	 */
	public WsRequest {
		pathVariables = Map.copyOf(pathVariables);
	}

	/**
	 * The path, still encoded.
	 * @return the target up to its query
	 */
	public String path() {
		int query = this.target.indexOf('?');
		return (query < 0) ? this.target : this.target.substring(0, query);
	}

	/**
	 * The query, still encoded.
	 * @return what follows the question mark, or null without one
	 */
	public @Nullable String query() {
		int query = this.target.indexOf('?');
		return (query < 0) ? null : this.target.substring(query + 1);
	}

	/**
	 * What a variable of the route's path stands for.
	 * @param name the variable's name
	 * @return its value, or null if the path has no such variable
	 */
	public @Nullable String pathVariable(String name) {
		return this.pathVariables.get(name);
	}

	/**
	 * The first value of a header field.
	 * @param name its name, without regard to case
	 * @return its value, or null if it is absent
	 */
	public @Nullable String header(String name) {
		return this.headers.first(name);
	}

	/**
	 * The first value of a parameter in the query.
	 * @param name its name
	 * @return its value, decoded; empty if it has none; null if it is absent
	 * @throws IllegalArgumentException if the query's encoding is broken
	 */
	public @Nullable String queryParameter(String name) {
		String query = query();
		if (query == null) {
			return null;
		}
		for (String pair : query.split("&")) {
			int equals = pair.indexOf('=');
			if (decode((equals < 0) ? pair : pair.substring(0, equals)).equals(name)) {
				return (equals < 0) ? "" : decode(pair.substring(equals + 1));
			}
		}
		return null;
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
