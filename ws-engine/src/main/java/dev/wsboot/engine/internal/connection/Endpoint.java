package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsConnectionObserver;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.WsSubprotocolChoice;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.internal.deflate.PerMessageDeflate;
import dev.wsboot.engine.internal.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint as those see it that open connections: how handshakes are judged and what
 * handles the connections. Thread-safe.
 */
public final class Endpoint implements WsEndpoint {

	private final String name;

	private final WsHandler handler;

	private final List<WsHandlerDecorator> decorators;

	private final WsOptions options;

	private final ProtocolLimits limits;

	private final List<Extension> extensions;

	private final Ledger ledger;

	private final Roster roster;

	private final Observers observers;

	/** An endpoint without decorators. */
	public Endpoint(String name, WsHandler handler, WsOptions options) {
		this(name, handler, options, List.of());
	}

	/** Creates an endpoint; the first of the decorators is outermost. */
	public Endpoint(String name, WsHandler handler, WsOptions options, List<WsHandlerDecorator> decorators) {
		this(name, handler, options, decorators, new PerMessageDeflate(options.compression()));
	}

	/**
	 * Creates an endpoint that shares the memory budget for compression with others;
	 * {@link WsOptions#compression()} is ignored.
	 */
	public Endpoint(String name, WsHandler handler, WsOptions options, List<WsHandlerDecorator> decorators,
			PerMessageDeflate compression) {
		this(name, handler, options, decorators, extensions(options, compression), new Ledger(), new Roster(),
				new Observers());
	}

	private Endpoint(String name, WsHandler handler, WsOptions options, List<WsHandlerDecorator> decorators,
			List<Extension> extensions, Ledger ledger, Roster roster, Observers observers) {
		this.name = Objects.requireNonNull(name, "'name' must not be null");
		this.handler = decorated(Objects.requireNonNull(handler, "'handler' must not be null"), decorators);
		this.decorators = decorators;
		this.options = Objects.requireNonNull(options, "'options' must not be null");
		this.ledger = ledger;
		this.roster = roster;
		this.observers = observers;
		this.limits = new ProtocolLimits(options.maxPayload(), options.maxFragments(), options.sendBufferLimit());
		this.extensions = extensions;
	}

	private WsHandler decorated(WsHandler handler, List<WsHandlerDecorator> decorators) {
		WsHandler decorated = handler;
		for (int i = decorators.size() - 1; i >= 0; i--) {
			WsHandlerDecorator decorator = decorators.get(i);
			decorated = Objects.requireNonNull(decorator.decorate(decorated, this.name),
					() -> decorator + " returned no handler");
		}
		return decorated;
	}

	/** The endpoint behind its interface, or an {@link IllegalArgumentException}. */
	public static Endpoint of(WsEndpoint endpoint) {
		if (endpoint instanceof Endpoint own) {
			return own;
		}
		throw new IllegalArgumentException("'endpoint' must be the engine's, not a " + endpoint.getClass());
	}

	private static List<Extension> extensions(WsOptions options, PerMessageDeflate compression) {
		List<Extension> all = new ArrayList<>();
		boolean replaced = options.extensions()
			.stream()
			.anyMatch((extension) -> extension.name().equalsIgnoreCase(PerMessageDeflate.NAME));
		if (options.perMessageDeflate() && !replaced) {
			all.add(compression);
		}
		all.addAll(options.extensions());
		return List.copyOf(all);
	}

	/**
	 * The same endpoint for another handler, as a client needs it: connections of both
	 * are counted and seen together.
	 */
	public Endpoint with(WsHandler handler, WsOptions options) {
		List<Extension> negotiable = options.equals(this.options) ? this.extensions
				: extensions(options, new PerMessageDeflate(options.compression()));
		return new Endpoint(this.name, handler, options, this.decorators, negotiable, this.ledger, this.roster,
				this.observers);
	}

	@Override
	public String name() {
		return this.name;
	}

	/**
	 * The target of a request as its connection is to keep it: most name the route and no
	 * more, and need no text of their own.
	 */
	public String named(String target) {
		return this.name.equals(target) ? this.name : target;
	}

	public WsHandler handler() {
		return this.handler;
	}

	@Override
	public WsOptions options() {
		return this.options;
	}

	boolean hasIdleTimeout() {
		return !this.options.idleTimeout().isZero();
	}

	/**
	 * What handshakes negotiate: permessage-deflate if it is on, then the
	 * {@linkplain WsOptions#extensions() application's own}. Always the same instances.
	 */
	public List<Extension> extensions() {
		return this.extensions;
	}

	/**
	 * Chooses the subprotocol of a server's connection as the
	 * {@linkplain WsOptions#subprotocolChoice() application} says, or else the first of
	 * the options' that is offered.
	 */
	public @Nullable String subprotocol(List<String> offered, WsRequest request) {
		WsSubprotocolChoice choice = this.options.subprotocolChoice();
		return (choice != null) ? choice.chooseSubprotocol(offered, request)
				: this.options.subprotocols().stream().filter(offered::contains).findFirst().orElse(null);
	}

	@Override
	public Ledger ledger() {
		return this.ledger;
	}

	@Override
	public Collection<WsConnection> connections() {
		return this.roster.view();
	}

	@Override
	public void observe(WsConnectionObserver observer) {
		this.observers.add(Objects.requireNonNull(observer, "'observer' must not be null"));
	}

	Observers observers() {
		return this.observers;
	}

	@Override
	public boolean drain(Duration timeout) {
		return this.roster.drain(timeout);
	}

	ProtocolLimits limits() {
		return this.limits;
	}

	Roster roster() {
		return this.roster;
	}

	void add(EngineConnection connection) {
		this.roster.add(connection);
		this.ledger.opened();
	}

	boolean remove(EngineConnection connection) {
		return this.roster.remove(connection);
	}

	/** The handler of a connection has been told of its end. */
	void ended() {
		this.roster.ended();
	}

}
