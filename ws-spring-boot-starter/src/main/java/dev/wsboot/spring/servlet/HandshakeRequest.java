package dev.wsboot.spring.servlet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Map;
import java.util.regex.Pattern;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.connection.Endpoint;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;

/**
 * Takes from a servlet request what outlives it.
 */
final class HandshakeRequest {

	private static final Pattern IPV4 = Pattern
		.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");

	private HandshakeRequest() {
	}

	/**
	 * The header fields.
	 * @throws IllegalArgumentException if one could not stand in a header
	 */
	static Headers headers(HttpServletRequest request) {
		Headers.Builder headers = Headers.builder();
		for (String name : Collections.list(request.getHeaderNames())) {
			Collections.list(request.getHeaders(name)).forEach((value) -> headers.add(name, value));
		}
		return headers.build();
	}

	static WsRequest snapshot(HttpServletRequest request, Headers headers, Endpoint endpoint) {
		String query = request.getQueryString();
		String target = (query != null) ? request.getRequestURI() + '?' + query : request.getRequestURI();
		return new WsRequest(endpoint.named(target), headers, pathVariables(request), request.getUserPrincipal(),
				remoteAddress(request), request.isSecure());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> pathVariables(HttpServletRequest request) {
		Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
		return (variables != null) ? (Map<String, String>) variables : Map.of();
	}

	/**
	 * The peer's address, or what a proxy says it is. Only a literal address is resolved:
	 * a name may come from a header, and would make a peer choose our DNS queries.
	 */
	private static @Nullable InetSocketAddress remoteAddress(HttpServletRequest request) {
		String address = request.getRemoteAddr();
		if (address == null) {
			return null;
		}
		int port = Math.max(0, request.getRemotePort());
		if (address.indexOf(':') >= 0 || IPV4.matcher(address).matches()) {
			try {
				return new InetSocketAddress(InetAddress.getByName(address), port);
			}
			catch (UnknownHostException ex) {
				// Not a literal address after all.
			}
		}
		return InetSocketAddress.createUnresolved(address, port);
	}

	/**
	 * The host that the client addressed, as {@code host:port}: unlike the header field,
	 * this honours a proxy that the application was told to trust.
	 */
	static String host(HttpServletRequest request) {
		return request.getServerName() + ':' + request.getServerPort();
	}

}
