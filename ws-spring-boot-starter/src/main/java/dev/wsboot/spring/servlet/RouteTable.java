package dev.wsboot.spring.servlet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.wsboot.engine.connection.WsEngine;
import dev.wsboot.spring.WsRoutes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.http.server.PathContainer;
import org.springframework.util.ClassUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The routes by their path patterns, the most specific first. Thread-safe once the
 * application's singletons are there.
 */
public final class RouteTable implements SmartInitializingSingleton {

	private final WsRoutes routes;

	private final WsEngine engine;

	private final PathPatternParser parser;

	private final List<SocketUpgrade> upgrades;

	private List<Entry> entries = List.of();

	/**
	 * Creates the table.
	 * @param routes the routes
	 * @param engine opens their connections
	 * @param parser parses their paths
	 * @param transport how sockets are taken over
	 * @param context the application, whose web server they come from
	 */
	public RouteTable(WsRoutes routes, WsEngine engine, PathPatternParser parser, WsTransport transport,
			ApplicationContext context) {
		this.routes = routes;
		this.engine = engine;
		this.parser = parser;
		this.upgrades = upgrades(transport, context);
	}

	/** The ways to take a socket over; the first that can is used. */
	private static List<SocketUpgrade> upgrades(WsTransport transport, ApplicationContext context) {
		List<SocketUpgrade> upgrades = new ArrayList<>();
		if (transport == WsTransport.AUTO) {
			if (isPresent("org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler")) {
				upgrades.add(new TomcatTakeover(context));
			}
			if (isPresent("org.eclipse.jetty.ee11.servlet.ServletContextRequest")) {
				upgrades.add(new JettyTakeover());
			}
		}
		upgrades.add(new PortableUpgrade());
		return upgrades;
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, RouteTable.class.getClassLoader());
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Entry> found = new ArrayList<>();
		this.routes.declared()
			.forEach((route) -> found
				.add(new Entry(this.parser.parse(route.path()), new RouteHandler(route, this.engine, this.upgrades))));
		found.sort(Comparator.comparing(Entry::pattern, PathPattern.SPECIFICITY_COMPARATOR));
		this.entries = List.copyOf(found);
	}

	List<SocketUpgrade> upgrades() {
		return this.upgrades;
	}

	@Nullable Match find(PathContainer path) {
		for (Entry entry : this.entries) {
			PathMatchInfo info = entry.pattern().matchAndExtract(path);
			if (info != null) {
				return new Match(entry, info);
			}
		}
		return null;
	}

	record Entry(PathPattern pattern, RouteHandler handler) {

	}

	record Match(Entry entry, PathMatchInfo info) {

	}

}
