package dev.wsboot.engine.server;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Map;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.handshake.ServerHandshake;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Accepted;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Refused;
import dev.wsboot.engine.internal.http.HttpRequestHead;
import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/** What is to be done with a request. */
sealed interface Verdict {

	/** Tells of failures of the application's. */
	Log log = Log.of(WsServer.class);

	/** Judges a request. No I/O; what it refuses on a route is counted there. */
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
		if (http != null && head.method().equals("GET") && !ServerHandshake.isAttempt(head.headers()::first)) {
			return new Plain(http, request);
		}
		if (match == null) {
			return new Refuse(404, Headers.EMPTY, "there is no route at this path");
		}
		return handshake(head, match.route(), request, settings);
	}

	private static String path(String target) {
		int query = target.indexOf('?');
		return (query < 0) ? target : target.substring(0, query);
	}

	private static Verdict handshake(HttpRequestHead head, Routes.Route route, WsRequest request,
			WsServerSettings settings) {
		Endpoint endpoint = route.endpoint();
		OriginPolicy origins = (route.origins() != null) ? route.origins() : settings.origins();
		ServerHandshake.Outcome outcome = new ServerHandshake(origins, endpoint::subprotocol, endpoint.extensions())
			.judge(head.method(), head.minorVersion() > 0, request, head.headers().first("Host"));
		if (outcome instanceof Refused refused) {
			return Refuse.of(refused, endpoint);
		}
		return new Accept(endpoint, request, (Accepted) outcome);
	}

	/** A connection is to be opened. */
	record Accept(Endpoint endpoint, WsRequest request, Accepted accepted) implements Verdict {

	}

	/** An ordinary request, for the application to answer. */
	record Plain(HttpHandler handler, WsRequest request) implements Verdict {

	}

	/** An answer with one line of text. */
	record Refuse(int status, Headers headers, String message) implements Verdict {

		/** Counts the refusal of a handshake at its endpoint. */
		static Refuse of(Refused refused, Endpoint endpoint) {
			endpoint.ledger().rejected(refused.refusal().reason());
			if (refused.cause() != null) {
				log.log(Level.ERROR, "the application's code threw in a handshake at '" + endpoint.name() + "'",
						refused.cause());
			}
			return of(refused);
		}

		static Refuse of(Refused refused) {
			return new Refuse(refused.status(), refused.response(), refused.message());
		}

	}

}
