package dev.wsboot.spring.servlet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.spring.WsRoutes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The routes by their path patterns, the most specific first. Thread-safe once the
 * application's singletons are there.
 */
public final class RouteTable implements SmartInitializingSingleton {

	private final WsRoutes routes;

	private final Engine engine;

	private final PathPatternParser parser;

	private final SocketUpgrades upgrades;

	private List<Entry> entries = List.of();

	/**
	 * Creates the table.
	 * @param routes the routes
	 * @param engine opens their connections
	 * @param parser parses their paths
	 * @param upgrades how sockets are taken over
	 */
	public RouteTable(WsRoutes routes, WsEngine engine, PathPatternParser parser, SocketUpgrades upgrades) {
		this.routes = routes;
		this.engine = Engine.of(engine);
		this.parser = parser;
		this.upgrades = upgrades;
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
