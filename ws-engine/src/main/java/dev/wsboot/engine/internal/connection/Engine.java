package dev.wsboot.engine.internal.connection;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsConnectionObserver;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.internal.buffer.MemoryBudget;
import dev.wsboot.engine.internal.dispatch.DispatchPolicy;
import dev.wsboot.engine.internal.dispatch.FallbackExecutor;
import dev.wsboot.engine.internal.dispatch.HandlerExecutor;
import dev.wsboot.engine.internal.dispatch.Handoff;
import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.EventLoopGroup;
import dev.wsboot.engine.internal.transport.NioTransport;
import dev.wsboot.engine.internal.transport.StreamSocket;
import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * The engine as those see it that open connections: they reserve a place, and open or
 * connect on one of the loops. Thread-safe.
 */
public final class Engine implements WsEngine {

	private static final Log log = Log.of(WsConnection.class);

	private static final byte[] NOTHING = new byte[0];

	/** How long sockets that are terminated may take to close. */
	private static final Duration TERMINATION = Duration.ofSeconds(1);

	private final EventLoopGroup loops;

	private final Map<EventLoop, Handoff> handoffs = new IdentityHashMap<>();

	private final Executor executor;

	private final FallbackExecutor fallback;

	private final @Nullable ExecutorService ownExecutor;

	private final int maxConnections;

	private final MemoryBudget partial;

	private final AtomicBoolean noMemoryLogged = new AtomicBoolean();

	private final String id = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), Character.MAX_RADIX);

	private final AtomicLong numbers = new AtomicLong();

	private final AtomicInteger reserved = new AtomicInteger();

	/** Those with open connections, as keys. */
	private final Map<Roster, Boolean> rosters = new ConcurrentHashMap<>();

	/** Connections of clients whose handshake is under way. */
	private final Set<EngineConnection> attempts = ConcurrentHashMap.newKeySet();

	private final Observers observers = new Observers();

	private final Waiting waiting = new Waiting();

	private volatile boolean closing;

	Engine(Settings settings) {
		this.maxConnections = settings.maxConnections();
		this.partial = new MemoryBudget(settings.maxPartialBytes());
		Executor given = settings.executor();
		this.ownExecutor = (given == null) ? HandlerExecutor.create() : null;
		this.executor = (given != null) ? given : Objects.requireNonNull(this.ownExecutor);
		this.fallback = new FallbackExecutor(this.executor);
		List<EventLoop> created = new ArrayList<>();
		for (int i = 0; i < settings.eventLoops(); i++) {
			created.add(createLoop("ws-loop-" + i, settings.daemon()));
		}
		this.loops = new EventLoopGroup(created, DispatchPolicy.WATCH_TICK_NANOS, DispatchPolicy.WATCH_QUIET_TICKS);
	}

	private EventLoop createLoop(String name, boolean daemon) {
		EventLoop loop = new EventLoop(name, this.partial);
		loop.daemon(daemon);
		// An executor of the application's may do more than run tasks: all go there.
		this.handoffs.put(loop, Handoff.of(this.executor, this.fallback, loop, this.ownExecutor != null));
		return loop;
	}

	/** The engine behind its interface, or an {@link IllegalArgumentException}. */
	public static Engine of(WsEngine engine) {
		if (engine instanceof Engine own) {
			return own;
		}
		throw new IllegalArgumentException("'engine' must be made by WsEngine.builder(), not a " + engine.getClass());
	}

	/**
	 * Reserves the place of one connection, which {@link #open} uses up and
	 * {@link #release} gives back; false if all are taken or the engine is closing.
	 */
	public boolean reserve() {
		// Counted before the look at 'closing', lest drain sees none and this one none.
		if (this.reserved.incrementAndGet() > this.maxConnections || this.closing) {
			release();
			return false;
		}
		return true;
	}

	/** Gives back a reserved place. */
	public void release() {
		if (this.reserved.decrementAndGet() == 0) {
			this.waiting.look();
		}
	}

	/**
	 * Opens a connection whose place was {@linkplain #reserve() reserved}, on one of the
	 * engine's loops, with bytes that were read behind the handshake. Socket and place
	 * stay the caller's if it throws {@link RejectedExecutionException}: the engine was
	 * closed.
	 */
	public WsConnection open(Opening opening, StreamSocket socket, byte[] early) {
		return open(opening, (loop, listener) -> new NioTransport(loop, socket, listener), early);
	}

	/** The same on a transport of the caller's. */
	public WsConnection open(Opening opening, TransportFactory transports) {
		return open(opening, transports, NOTHING);
	}

	private WsConnection open(Opening opening, TransportFactory transports, byte[] early) {
		EventLoop loop = this.loops.next();
		EngineConnection connection = create(opening, loop);
		connection.attach(transports.create(loop, connection));
		loop.execute(() -> open(connection, NOTHING, early));
		return connection;
	}

	/**
	 * Opens a connection, whose place was reserved, on a transport that carried its
	 * handshake, on the thread of its loop. The answer is sent first; {@code early} was
	 * read behind the handshake.
	 */
	public WsConnection open(Opening opening, EventLoop loop, NioTransport transport, byte[] answer, byte[] early) {
		EngineConnection connection = create(opening, loop);
		connection.attach(transport);
		transport.handOver(connection);
		open(connection, answer, early);
		return connection;
	}

	/**
	 * Creates the connection of a client before its handshake is done, and reserves its
	 * place: messages can be sent already and are kept. The handshake is its transport
	 * meanwhile, of which only {@link Transport#close()} is called.
	 */
	public PendingConnection connect(Opening proposal, EventLoop loop, Transport handshake) {
		EngineConnection connection = create(proposal, loop);
		connection.connect(handshake);
		this.attempts.add(connection);
		boolean admitted = this.reserved.incrementAndGet() <= this.maxConnections && !this.closing;
		return new PendingConnection(this, connection, admitted);
	}

	private EngineConnection create(Opening opening, EventLoop loop) {
		Handoff handoff = Objects.requireNonNull(this.handoffs.get(loop));
		return new EngineConnection(this, opening, loop, handoff, loop.pool(), this.numbers.incrementAndGet());
	}

	private void open(EngineConnection connection, byte[] answer, byte[] early) {
		connection.open(answer, early);
		closeIfClosing(connection);
	}

	/** A loop for something new: the engine's loops in turn. */
	public EventLoop nextLoop() {
		return this.loops.next();
	}

	@Override
	public Collection<WsConnection> connections() {
		List<WsConnection> all = new ArrayList<>();
		this.rosters.keySet().forEach((roster) -> roster.copyTo(all, this));
		return all;
	}

	@Override
	public int connectionCount() {
		return this.reserved.get();
	}

	@Override
	public int maxConnections() {
		return this.maxConnections;
	}

	@Override
	public long partialBytes() {
		return this.partial.used();
	}

	@Override
	public long maxPartialBytes() {
		return this.partial.limit();
	}

	/**
	 * Logs the first time that there is no room for a message, which may be an attack.
	 */
	void noMemory() {
		if (this.noMemoryLogged.compareAndSet(false, true)) {
			log.log(Level.WARNING, () -> "Messages that have not arrived whole take " + this.partial.used() + " of "
					+ this.partial.limit() + " bytes (max-partial-bytes): connections that send more are closed "
					+ "with 1013. Not logged again");
		}
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
		this.closing = true;
		this.attempts.forEach(WsConnection::terminate);
		connections().forEach((connection) -> connection.close(CloseCode.GOING_AWAY, ""));
		boolean fromHandler = Delivery.isUnderWay();
		boolean drained = this.waiting.await(() -> isEmpty(fromHandler), timeout);
		if (!drained) {
			connections().forEach(WsConnection::terminate);
			if (!this.waiting.await(() -> isEmpty(fromHandler), TERMINATION)) {
				log.log(Level.WARNING,
						() -> this.reserved.get() + " handlers are still at work on connections that were terminated");
			}
		}
		return drained;
	}

	@Override
	public void resume() {
		this.closing = false;
	}

	/** A handler does not wait for itself, and so for no handler. */
	private boolean isEmpty(boolean fromHandler) {
		return fromHandler ? this.rosters.isEmpty() : this.reserved.get() == 0;
	}

	@Override
	public void close() {
		drain(Duration.ZERO);
		this.loops.stop();
		if (this.ownExecutor != null) {
			this.ownExecutor.shutdown();
		}
	}

	String id() {
		return this.id;
	}

	/** Where handlers run that are not inline. */
	public Executor executor() {
		return this.executor;
	}

	/**
	 * Where that runs which must run although {@link #executor()} refuses; never throws.
	 */
	public Executor fallback() {
		return this.fallback;
	}

	boolean isLoopThread() {
		return this.loops.isLoopThread();
	}

	void opened(EngineConnection connection) {
		list(connection.endpoint.roster());
		this.attempts.remove(connection);
	}

	void closed(EngineConnection connection) {
		list(connection.endpoint.roster());
		this.attempts.remove(connection);
		if (this.closing) {
			this.waiting.look();
		}
	}

	/**
	 * Keeps a roster, or forgets it, behind every change of it: looked at under the map's
	 * lock, so that the last look finds what is true.
	 */
	private void list(Roster roster) {
		this.rosters.compute(roster, (key, listed) -> key.isEmpty() ? null : Boolean.TRUE);
	}

	void closeIfClosing(EngineConnection connection) {
		if (this.closing) {
			connection.close(CloseCode.GOING_AWAY, "");
		}
	}

	/** Makes the transport of a connection, not started. */
	@FunctionalInterface
	public interface TransportFactory {

		Transport create(EventLoop loop, TransportListener listener);

	}

}
