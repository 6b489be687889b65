package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.connection.Opening;
import dev.wsboot.engine.internal.handshake.Refusal;
import dev.wsboot.engine.internal.handshake.ServerHandshake;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Accepted;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Refused;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.spring.WsRoutes.Route;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;

/**
 * Answers the requests of one route: opens a connection, or says in one line why not.
 */
final class RouteHandler implements HttpRequestHandler {

	private static final Log logger = LogFactory.getLog(RouteHandler.class);

	/** As much of a foreign header as is put into the log. */
	private static final int LOGGED_LENGTH = 200;

	private final Endpoint endpoint;

	private final ServerHandshake handshake;

	private final Engine engine;

	private final SocketUpgrades upgrades;

	private final AtomicBoolean fullLogged = new AtomicBoolean();

	RouteHandler(Route route, Engine engine, SocketUpgrades upgrades) {
		this.endpoint = Endpoint.of(route.endpoint());
		this.handshake = new ServerHandshake(new OriginPolicy(route.allowedOrigins()), this.endpoint::subprotocol,
				this.endpoint.extensions());
		this.engine = engine;
		this.upgrades = upgrades;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Headers headers;
		try {
			headers = HandshakeRequest.headers(request);
		}
		catch (IllegalArgumentException ex) {
			refuse(response, Refused.because(Refusal.HEADER, String.valueOf(ex.getMessage())));
			return;
		}
		WsRequest asked = HandshakeRequest.snapshot(request, headers, this.endpoint);
		ServerHandshake.Outcome outcome = this.handshake.judge(request.getMethod(),
				request.getProtocol().equals("HTTP/1.1"), asked, HandshakeRequest.host(request));
		if (outcome instanceof Refused refused) {
			log(refused, headers);
			refuse(response, refused);
		}
		else {
			accept((Accepted) outcome, asked, request, response);
		}
	}

	private void accept(Accepted accepted, WsRequest asked, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		AnsweredHandshake answered = new AnsweredHandshake(this.engine, new Opening(Side.SERVER, this.endpoint, asked,
				accepted.subprotocol(), accepted.extensions(), accepted.codecs()));
		SocketUpgrade upgrade = this.upgrades.find(request);
		if (upgrade == null || !hasRoom()) {
			answered.abandon();
			refuse(response, Refused.because((upgrade == null) ? Refusal.TAKEOVER : Refusal.CAPACITY));
			return;
		}
		// Jetty wants status and header fields before it is asked to upgrade.
		response.setStatus(HttpStatus.SWITCHING_PROTOCOLS.value());
		accepted.response().forEach(response::setHeader);
		// Tomcat keeps this text for as long as the socket is open: the same for all.
		response.setHeader(HttpHeaders.UPGRADE, "websocket");
		UpgradeFilter.upgradeLater(request, upgrade, answered);
	}

	private boolean hasRoom() {
		if (this.engine.reserve()) {
			this.engine.release();
			this.fullLogged.set(false);
			return true;
		}
		if (this.fullLogged.compareAndSet(false, true)) {
			logger.warn("Refusing connections at '" + this.endpoint.name() + "': there are "
					+ this.engine.connectionCount() + ", and ws.max-connections is " + this.engine.maxConnections());
		}
		return false;
	}

	private void log(Refused refused, Headers headers) {
		if (refused.cause() != null) {
			logger.error("The application's code threw in a handshake at '" + this.endpoint.name() + "'",
					refused.cause());
		}
		else if (refused.refusal() == Refusal.ORIGIN) {
			String origin = String.valueOf(headers.first(HttpHeaders.ORIGIN));
			String shown = origin.substring(0, Math.min(origin.length(), LOGGED_LENGTH));
			logger.warn("Refused a connection at '" + this.endpoint.name() + "' from origin '" + shown
					+ "'; to allow it, add it to ws.allowed-origins or to those of the route");
		}
	}

	private void refuse(HttpServletResponse response, Refused refused) throws IOException {
		this.endpoint.ledger().rejected(refused.refusal().reason());
		byte[] body = (refused.message() + '\n').getBytes(StandardCharsets.UTF_8);
		response.setStatus(refused.status());
		refused.response().forEach(response::addHeader);
		response.setContentType(MediaType.TEXT_PLAIN_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	@Override
	public String toString() {
		return "WebSocket route '" + this.endpoint.name() + "'";
	}

}
