package dev.wsboot.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.server.WsServerBuilder;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.WsServerCustomizer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.http.HttpStatus;

/**
 * Makes the routes' own server from {@code ws.server.*}.
 */
final class ServerFactory {

	private static final Log logger = LogFactory.getLog(WsServer.class);

	private final WsEngine engine;

	private final WsProperties properties;

	private final TlsBundles bundles;

	private final List<WsServerCustomizer> customizers;

	private final AtomicBoolean fullLogged = new AtomicBoolean();

	ServerFactory(WsEngine engine, WsProperties properties, TlsBundles bundles, List<WsServerCustomizer> customizers) {
		this.engine = engine;
		this.properties = properties;
		this.bundles = bundles;
		this.customizers = customizers;
	}

	WsServer create(WsRoutes routes) {
		WsServerBuilder builder = WsServer.builder()
			.engine(this.engine)
			.maxConnections(this.engine.maxConnections())
			.onConnection((connection) -> this.fullLogged.set(false))
			.onError(this::log);
		apply(this.properties.server(), builder);
		for (WsRoutes.Route route : routes.declared()) {
			requireServable(route);
			builder.route(route.endpoint(), new OriginPolicy(route.allowedOrigins()));
		}
		this.customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private void apply(WsProperties.Server properties, WsServerBuilder builder) {
		OptionValues values = new OptionValues((option) -> "ws.server." + DataObjectPropertyName.toDashedForm(option));
		values.apply("port", properties.port(), builder::port);
		values.apply("address", properties.address(), (address) -> builder.host(address.getHostAddress()));
		values.apply("handshakeTimeout", properties.handshakeTimeout(), builder::handshakeTimeout);
		values.apply("maxHandshakeSize", properties.maxHandshakeSize(),
				(size) -> builder.maxHandshakeBytes((int) Math.min(size.toBytes(), Integer.MAX_VALUE)));
		values.apply("backlog", properties.backlog(), builder::backlog);
		values.apply("ssl.bundle", properties.ssl().bundle(),
				(bundle) -> builder.tls(this.bundles.settings("ws.server.ssl.bundle", bundle)));
	}

	/** Spring's path patterns can say more than those of the engine. */
	private static void requireServable(WsRoutes.Route route) {
		try {
			WsServer.builder().route(route.endpoint(), new OriginPolicy(route.allowedOrigins())).build();
		}
		catch (IllegalArgumentException ex) {
			throw StartupFailure.notServable(route.path(), ex);
		}
	}

	private void log(Throwable error) {
		if (!(error instanceof WsHandshakeException refused)) {
			return;
		}
		if (refused.status() == HttpStatus.FORBIDDEN.value()) {
			logger.warn("Refused a WebSocket handshake: " + refused.getMessage()
					+ "; ws.allowed-origins, or those of the route, list the origins that may connect");
		}
		else if (refused.status() == HttpStatus.SERVICE_UNAVAILABLE.value()
				&& this.fullLogged.compareAndSet(false, true)) {
			logger.warn("Refusing WebSocket connections: ws.max-connections is " + this.engine.maxConnections());
		}
		else {
			logger.debug("Refused a WebSocket handshake", refused);
		}
	}

}
