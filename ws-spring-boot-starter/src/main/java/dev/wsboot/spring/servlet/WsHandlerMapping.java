package dev.wsboot.spring.servlet;

import java.util.function.Predicate;

import dev.wsboot.engine.internal.handshake.ServerHandshake;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Maps requests to WebSocket routes. There are two of it: one goes before all other
 * mappings and takes what wants to become a WebSocket, so that no catch-all of the
 * application swallows it; the other comes after the application's and takes plain HTTP
 * requests that nobody else wants, to tell them that an upgrade is required.
 */
public final class WsHandlerMapping extends AbstractHandlerMapping {

	/** Before the router functions (-1) and the controllers (0). */
	private static final int HANDSHAKES_ORDER = -2;

	/** Behind those and the welcome page (2), before static resources. */
	private static final int PLAIN_REQUESTS_ORDER = 3;

	private final RouteTable table;

	private final Predicate<HttpServletRequest> taken;

	private WsHandlerMapping(RouteTable table, int order, Predicate<HttpServletRequest> taken) {
		this.table = table;
		this.taken = taken;
		setOrder(order);
	}

	/**
	 * The mapping of what wants to become a WebSocket.
	 * @param table the routes
	 * @return the mapping
	 */
	public static WsHandlerMapping ofHandshakes(RouteTable table) {
		return new WsHandlerMapping(table, HANDSHAKES_ORDER,
				(request) -> ServerHandshake.isAttempt(request::getHeader));
	}

	/**
	 * The mapping of everything else.
	 * @param table the routes
	 * @return the mapping
	 */
	public static WsHandlerMapping ofPlainRequests(RouteTable table) {
		return new WsHandlerMapping(table, PLAIN_REQUESTS_ORDER, (request) -> true);
	}

	@Override
	protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
		if (!this.taken.test(request)) {
			return null;
		}
		initLookupPath(request);
		RouteTable.Match match = this.table
			.find(ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication());
		if (match == null) {
			return null;
		}
		RouteHandler handler = match.entry().handler();
		String pattern = match.entry().pattern().getPatternString();
		request.setAttribute(URI_TEMPLATE_VARIABLES_ATTRIBUTE, match.info().getUriVariables());
		request.setAttribute(BEST_MATCHING_PATTERN_ATTRIBUTE, pattern);
		request.setAttribute(BEST_MATCHING_HANDLER_ATTRIBUTE, handler);
		ServerHttpObservationFilter.findObservationContext(request)
			.ifPresent((context) -> context.setPathPattern(pattern));
		return handler;
	}

}
