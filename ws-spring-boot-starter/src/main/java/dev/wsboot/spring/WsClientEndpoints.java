package dev.wsboot.spring;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.wsboot.engine.client.WsLink;
import dev.wsboot.engine.client.WsReconnectListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;

/**
 * The links of {@link WsClientEndpoint @WsClientEndpoint} beans, as a bean: connects them
 * when the application starts and closes them with 1001 when it stops. Thread-safe.
 *
 * <p>
 * The endpoints are found when all singletons are there: a handler may have this bean
 * injected, but may not ask it anything in its constructor.
 */
public final class WsClientEndpoints implements SmartInitializingSingleton, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(WsClientEndpoint.class);

	private final Supplier<? extends Collection<Declared>> source;

	private final int phase;

	private volatile Map<String, ClientEndpointLink> links = Map.of();

	private volatile boolean running;

	/**
	 * Creates the registry.
	 * @param source finds the endpoints; called once
	 * @param phase when to connect and to close, as {@link #getPhase()}
	 */
	public WsClientEndpoints(Supplier<? extends Collection<Declared>> source, int phase) {
		this.source = source;
		this.phase = phase;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, ClientEndpointLink> found = new LinkedHashMap<>();
		this.source.get().forEach((endpoint) -> found.put(endpoint.client(), new ClientEndpointLink(endpoint)));
		this.links = found;
	}

	/**
	 * All endpoints.
	 * @return an immutable list
	 */
	public List<Declared> all() {
		return this.links.values().stream().map(ClientEndpointLink::endpoint).toList();
	}

	/**
	 * The link of an endpoint, for others than its handler to send on.
	 * @param client name of its client
	 * @return the link, closed if the endpoint was stopped
	 * @throws IllegalArgumentException if there is no such endpoint
	 * @throws IllegalStateException if it was not started yet
	 */
	public WsLink link(String client) {
		WsLink link = find(client).link();
		if (link == null) {
			throw new IllegalStateException("the endpoint of the WebSocket client '" + client + "' is not started");
		}
		return link;
	}

	/**
	 * Connects an endpoint, unless it is connected or about to be.
	 * @param client name of its client
	 * @return the link
	 * @throws IllegalArgumentException if there is no such endpoint
	 */
	public WsLink start(String client) {
		return find(client).start();
	}

	/**
	 * Starts closing the link of an endpoint with 1001, or gives up connecting.
	 * @param client name of its client
	 * @throws IllegalArgumentException if there is no such endpoint
	 */
	public void stop(String client) {
		find(client).stop();
	}

	private ClientEndpointLink find(String client) {
		ClientEndpointLink found = this.links.get(client);
		if (found == null) {
			throw new IllegalArgumentException("no bean has @WsClientEndpoint(\"" + client + "\")");
		}
		return found;
	}

	/**
	 * Connects all endpoints that start by themselves, and waits for those that are
	 * required.
	 */
	@Override
	public void start() {
		this.running = true;
		List<ClientEndpointLink> starting = this.links.values()
			.stream()
			.filter((link) -> link.endpoint().autoStartup())
			.toList();
		starting.forEach(ClientEndpointLink::start);
		starting.stream().filter((link) -> link.endpoint().required()).forEach(this::await);
	}

	private void await(ClientEndpointLink link) {
		try {
			link.first().get();
		}
		catch (ExecutionException ex) {
			stop();
			throw cannotConnect(link.endpoint().client(), (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (CancellationException ex) {
			// Stopped by somebody, who does not want it to be connected.
			logger.debug("stopped while connecting", ex);
		}
		catch (InterruptedException ex) {
			stop();
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while connecting", ex);
		}
	}

	private static FailureAnalyzedException cannotConnect(String client, Throwable cause) {
		return new FailureAnalyzedException(
				"The WebSocket client '%s', which is required, could not connect: %s".formatted(client,
						cause.getMessage()),
				("See to it that what 'ws.client.%s.url' leads to is reachable, or let the application start without it: "
						+ "remove 'required' from @WsClientEndpoint(\"%s\").")
					.formatted(client, client),
				cause);
	}

	/**
	 * Starts closing all connections with 1001. The engine, which is stopped after this,
	 * waits for them.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.links.values().forEach(ClientEndpointLink::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	/**
	 * An endpoint as its bean declares it.
	 *
	 * @param client name of its client
	 * @param beanName name of the bean that handles the connection
	 * @param autoStartup whether it connects when the application starts
	 * @param required whether the application's start fails with the connection
	 * @param listener told of connects and losses
	 * @param connector begins to connect, and has a listener told
	 */
	public record Declared(String client, String beanName, boolean autoStartup, boolean required,
			WsReconnectListener listener, Function<WsReconnectListener, WsLink> connector) {

		/**
		 * Checks the parts.
		 */
		public Declared {
			Objects.requireNonNull(client, "'client' must not be null");
			Objects.requireNonNull(beanName, "'beanName' must not be null");
			Objects.requireNonNull(listener, "'listener' must not be null");
			Objects.requireNonNull(connector, "'connector' must not be null");
		}

	}

}
