package dev.wsboot.engine.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Locale;
import java.util.Map;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.handshake.ServerHandshake;
import dev.wsboot.engine.internal.http.HttpRequestHead;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a request.
 */
sealed interface Verdict {

	/** Tells of failures of the application's. */
	Logger logger = System.getLogger(WsServer.class.getName());

	/**
	 * Judges a request. No I/O; what it refuses on a route is counted there.
	 */
	static Verdict of(HttpRequestHead head, Routes routes, WsServerSettings settings, @Nullable Principal principal,
			@Nullable InetSocketAddress remote) {
		Routes.Match match;
		try {
			match = routes.match(path(head.target()));
		}
		catch (IllegalArgumentException ex) {
			return new Refuse(400, Headers.EMPTY, String.valueOf(ex.getMessage()));
		}
		Map<String, String> variables = (match != null) ? match.variables() : Map.of();
		String target = (match != null) ? match.route().endpoint().named(head.target()) : head.target();
		WsRequest request = new WsRequest(target, head.headers(), variables, principal, remote, settings.tls() != null);
		HttpHandler http = settings.http();
		if (http != null && head.method().equals("GET") && !isForWebSocket(head.headers())) {
			return new Plain(http, request);
		}
		if (match == null) {
			return new Refuse(404, Headers.EMPTY, "there is no route at this path");
		}
		return handshake(head, match.route(), request, settings);
	}

	/**
	 * RFC 9110 section 7.8: a server may ignore offers of other protocols, as of HTTP/2.
	 */
	private static boolean isForWebSocket(Headers headers) {
		return headers.all("Upgrade")
			.stream()
			.anyMatch((offered) -> offered.toLowerCase(Locale.ROOT).contains("websocket"));
	}

	private static String path(String target) {
		int query = target.indexOf('?');
		return (query < 0) ? target : target.substring(0, query);
	}

	private static Verdict handshake(HttpRequestHead head, Routes.Route route, WsRequest request,
			WsServerSettings settings) {
		Endpoint endpoint = route.endpoint();
		Headers headers = head.headers();
		if (headers.hasToken("Upgrade", "websocket")) {
			// RFC 6455 section 4.2.2: a foreign origin is answered 403.
			OriginPolicy origins = (route.origins() != null) ? route.origins() : settings.origins();
			if (!origins.allows(headers.first("Origin"), request.secure(), headers.first("Host"))) {
				return refuse(endpoint, "origin", 403, "origin is not allowed");
			}
			// RFC 6455 section 4.2.1: HTTP/1.1 or higher.
			if (head.minorVersion() == 0) {
				return refuse(endpoint, "http-version", 505, "HTTP version is to be HTTP/1.1");
			}
			// Nobody along the way is to take for a body what this side takes for frames.
			if (headers.first("Transfer-Encoding") != null
					|| !headers.all("Content-Length").stream().allMatch("0"::equals)) {
				return refuse(endpoint, "body", 400, "a WebSocket handshake has no body");
			}
		}
		ServerHandshake.Outcome outcome;
		try {
			outcome = ServerHandshake.evaluate(head.method(), headers,
					(offered) -> endpoint.subprotocol(offered, request), endpoint.extensions());
		}
		catch (RuntimeException ex) {
			logger.log(Level.ERROR, "choice of a subprotocol, or an extension, threw", ex);
			return refuse(endpoint, "error", 500, "internal error");
		}
		if (outcome instanceof ServerHandshake.Accepted accepted) {
			return new Accept(endpoint, request, accepted);
		}
		ServerHandshake.Refused refused = (ServerHandshake.Refused) outcome;
		endpoint.ledger().rejected(refused.reason());
		return new Refuse(refused.status(), refused.response(), refused.message());
	}

	private static Refuse refuse(Endpoint endpoint, String reason, int status, String message) {
		endpoint.ledger().rejected(reason);
		return new Refuse(status, Headers.EMPTY, message);
	}

	/** A connection is to be opened. */
	record Accept(Endpoint endpoint, WsRequest request, ServerHandshake.Accepted accepted) implements Verdict {

	}

	/** An ordinary request, for the application to answer. */
	record Plain(HttpHandler handler, WsRequest request) implements Verdict {

	}

	/** An answer with one line of text. */
	record Refuse(int status, Headers headers, String message) implements Verdict {

	}

}
