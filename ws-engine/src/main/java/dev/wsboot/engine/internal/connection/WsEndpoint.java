package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.WsSubprotocolChoice;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.internal.deflate.PerMessageDeflate;
import dev.wsboot.engine.internal.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * One place that connections are opened at: a server's route, or what a client connects
 * to. Thread-safe.
 */
public final class WsEndpoint {

	private final String name;

	private final WsHandler handler;

	private final WsOptions options;

	private final ProtocolLimits limits;

	private final List<Extension> extensions;

	private final WsLedger ledger;

	private final Roster roster;

	/**
	 * Creates an endpoint.
	 * @param name the route's template, such as {@code /chat/{room}}; names the endpoint
	 * in meters and logs
	 * @param handler takes what happens on its connections
	 * @param options its options
	 */
	public WsEndpoint(String name, WsHandler handler, WsOptions options) {
		this(name, handler, options, new PerMessageDeflate(options.compression()));
	}

	/**
	 * Creates an endpoint that shares the memory budget for compression with others.
	 * @param name the route's template
	 * @param handler takes what happens on its connections
	 * @param options its options
	 * @param compression what compresses, if {@link WsOptions#perMessageDeflate()} is
	 * true; {@link WsOptions#compression()} is ignored
	 */
	public WsEndpoint(String name, WsHandler handler, WsOptions options, PerMessageDeflate compression) {
		this(name, handler, options, extensions(options, compression), new WsLedger(), new Roster());
	}

	private WsEndpoint(String name, WsHandler handler, WsOptions options, List<Extension> extensions, WsLedger ledger,
			Roster roster) {
		this.name = Objects.requireNonNull(name, "'name' must not be null");
		this.handler = Objects.requireNonNull(handler, "'handler' must not be null");
		this.options = Objects.requireNonNull(options, "'options' must not be null");
		this.ledger = ledger;
		this.roster = roster;
		this.limits = new ProtocolLimits(options.maxPayload(), options.maxFragments(), options.sendBufferLimit());
		this.extensions = extensions;
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
	 * Creates an endpoint in the callback manner.
	 * @param name the route's template
	 * @param acceptor called for every new connection
	 * @param options its options
	 */
	public WsEndpoint(String name, WsAcceptor acceptor, WsOptions options) {
		this(name, new CallbackHandler(acceptor), options);
	}

	/**
	 * Creates an endpoint in the callback manner that shares the memory budget for
	 * compression with others.
	 * @param name the route's template
	 * @param acceptor called for every new connection
	 * @param options its options
	 * @param compression what compresses, if {@link WsOptions#perMessageDeflate()} is
	 * true; {@link WsOptions#compression()} is ignored
	 */
	public WsEndpoint(String name, WsAcceptor acceptor, WsOptions options, PerMessageDeflate compression) {
		this(name, new CallbackHandler(acceptor), options, compression);
	}

	/**
	 * The same endpoint for another handler, as a client needs it: connections of both
	 * are counted and seen together.
	 * @param handler takes what happens on connections opened with what is returned
	 * @param options their options
	 * @return an endpoint with the name, counts and connections of this one
	 */
	public WsEndpoint with(WsHandler handler, WsOptions options) {
		List<Extension> negotiable = options.equals(this.options) ? this.extensions
				: extensions(options, new PerMessageDeflate(options.compression()));
		return new WsEndpoint(this.name, handler, options, negotiable, this.ledger, this.roster);
	}

	/**
	 * The same endpoint for another acceptor.
	 * @param acceptor called for connections opened with what is returned
	 * @param options their options
	 * @return an endpoint with the name, counts and connections of this one
	 */
	public WsEndpoint with(WsAcceptor acceptor, WsOptions options) {
		return with(new CallbackHandler(acceptor), options);
	}

	/**
	 * The route's template.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The target of a request as its connection is to keep it: most name the route and no
	 * more, and need no text of their own.
	 * @param target path and query of a request
	 * @return {@link #name()} if that is the same, else the target
	 */
	public String named(String target) {
		return this.name.equals(target) ? this.name : target;
	}

	/**
	 * What handles the connections.
	 * @return the handler
	 */
	public WsHandler handler() {
		return this.handler;
	}

	/**
	 * The options of the connections.
	 * @return the options
	 */
	public WsOptions options() {
		return this.options;
	}

	boolean hasIdleTimeout() {
		return !this.options.idleTimeout().isZero();
	}

	/**
	 * What the endpoint's handshakes negotiate, in this order: permessage-deflate if it
	 * is on, then the {@linkplain WsOptions#extensions() application's own}.
	 * @return always the same instances
	 */
	public List<Extension> extensions() {
		return this.extensions;
	}

	/**
	 * Chooses the subprotocol of a connection that a server is asked for.
	 * @param offered what the client offers
	 * @param request the request
	 * @return what the {@linkplain WsOptions#subprotocolChoice() application chooses}, or
	 * the first of the options' that is offered, or null
	 */
	public @Nullable String subprotocol(List<String> offered, WsRequest request) {
		WsSubprotocolChoice choice = this.options.subprotocolChoice();
		return (choice != null) ? choice.chooseSubprotocol(offered, request)
				: this.options.subprotocols().stream().filter(offered::contains).findFirst().orElse(null);
	}

	/**
	 * What has been counted.
	 * @return the ledger
	 */
	public WsLedger ledger() {
		return this.ledger;
	}

	/**
	 * The connections open now, as a live view.
	 * @return a view for concurrent use
	 */
	public Collection<WsConnection> connections() {
		return this.roster.view();
	}

	/**
	 * Closes every connection with 1001 and waits until they are closed.
	 * @param timeout how long to wait for the peers; connections still open then are
	 * terminated
	 * @return true if all were closed in time
	 */
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

}
