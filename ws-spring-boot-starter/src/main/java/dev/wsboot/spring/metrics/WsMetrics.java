package dev.wsboot.spring.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.deflate.PerMessageDeflate;
import dev.wsboot.engine.internal.protocol.Side;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Binds the meters of an engine, its routes and clients, as {@link WsMeters} documents
 * them, to any number of registries. They read the routes' ledgers: they show what the
 * actuator endpoint shows, and cost the message path nothing. Thread-safe.
 */
public final class WsMetrics implements MeterBinder, AutoCloseable {

	private final WsEngine engine;

	private final Iterable<WsEndpoint> known;

	private final Tags tags;

	private final Set<WsEndpoint> endpoints = new LinkedHashSet<>();

	private final Map<String, WsClient> clients = new LinkedHashMap<>();

	private final Map<MeterRegistry, MeterSet> sets = new LinkedHashMap<>();

	private final List<EndpointMeters> meters = new ArrayList<>();

	/**
	 * Creates the binder.
	 * @param engine the engine
	 * @param routes the routes, not asked for before a registry is bound
	 * @param tags what every meter is tagged with in addition to its own tags
	 */
	public WsMetrics(WsEngine engine, Iterable<WsEndpoint> routes, Iterable<Tag> tags) {
		this.engine = engine;
		this.known = routes;
		this.tags = Tags.of(tags);
	}

	/**
	 * Adds a further route, to all registries bound before and after; does nothing if it
	 * was added already.
	 * @param endpoint the route
	 */
	public synchronized void add(WsEndpoint endpoint) {
		if (this.endpoints.add(endpoint)) {
			this.sets.values().forEach((set) -> this.meters.add(EndpointMeters.ofRoute(set, endpoint)));
		}
	}

	/**
	 * Adds a client, to all registries bound before and after; does nothing if one of the
	 * name was added already.
	 * @param name its name in the meters
	 * @param client the client
	 */
	public synchronized void add(String name, WsClient client) {
		if (this.clients.putIfAbsent(name, client) == null) {
			this.sets.values().forEach((set) -> this.meters.add(EndpointMeters.ofClient(set, name, client)));
		}
	}

	/**
	 * Registers the meters, once in each registry.
	 * @param registry the registry
	 */
	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		if (this.sets.containsKey(registry)) {
			return;
		}
		this.known.forEach(this::add);
		MeterSet set = new MeterSet(registry, this.tags);
		this.sets.put(registry, set);
		set.gauge(WsMeters.RETAINED, Side.SERVER, Tags.empty(), this, WsMetrics::retainedBytes);
		set.gauge(WsMeters.PARTIAL, Side.SERVER, Tags.empty(), this.engine, WsEngine::partialBytes);
		set.gauge(WsMeters.PARTIAL_LIMIT, Side.SERVER, Tags.empty(), this.engine, WsEngine::maxPartialBytes);
		set.gauge(WsMeters.PLACES_USED, Side.SERVER, Tags.empty(), this.engine, WsEngine::connectionCount);
		set.gauge(WsMeters.PLACES_LIMIT, Side.SERVER, Tags.empty(), this.engine, WsEngine::maxConnections);
		this.endpoints.forEach((endpoint) -> this.meters.add(EndpointMeters.ofRoute(set, endpoint)));
		this.clients.forEach((name, client) -> this.meters.add(EndpointMeters.ofClient(set, name, client)));
	}

	private synchronized long retainedBytes() {
		return this.endpoints.stream()
			.flatMap((endpoint) -> Endpoint.of(endpoint).extensions().stream())
			.filter(PerMessageDeflate.class::isInstance)
			.distinct()
			.mapToLong((extension) -> ((PerMessageDeflate) extension).retainedBytes())
			.sum();
	}

	/**
	 * Removes the meters from all registries.
	 */
	@Override
	public synchronized void close() {
		this.meters.forEach(EndpointMeters::end);
		this.meters.clear();
		this.sets.values().forEach(MeterSet::remove);
		this.sets.clear();
	}

}
