package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.dispatch.FallbackExecutor;
import dev.wsboot.engine.internal.dispatch.Handoff;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.testing.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One connection on a {@link MemoryTransport}, a {@link ManualScheduler} and an executor
 * whose tasks run when the test says so. The test is the peer, the clock and the
 * application at once.
 */
final class Rig implements AutoCloseable {

	final ManualScheduler scheduler = new ManualScheduler();

	final ManualExecutor executor = new ManualExecutor();

	final BufferPool pool = new BufferPool(1024 * 1024);

	final Engine engine = Engine.of(WsEngine.builder().eventLoops(1).executor(this.executor).build());

	/** Runs what the executor refuses and must be run all the same. */
	final ManualExecutor fallback = new ManualExecutor();

	private final Handoff handoff = new Handoff(this.executor, new FallbackExecutor(this.executor, this.fallback),
			this.scheduler, false);

	final Side side;

	final Endpoint endpoint;

	final EngineConnection connection;

	final MemoryTransport transport;

	private Rig(Side side, Endpoint endpoint) {
		this(side, endpoint, List.of());
	}

	private Rig(Side side, Endpoint endpoint, List<MessageCodec> codecs) {
		this.side = side;
		this.endpoint = endpoint;
		assertThat(this.engine.reserve()).isTrue();
		this.connection = new EngineConnection(this.engine,
				new Opening(side, endpoint, request(), null, List.of(), codecs), this.scheduler, this.handoff,
				this.pool, 1);
		this.transport = new MemoryTransport(this.connection, this.scheduler);
		this.connection.attach(this.transport);
	}

	static WsRequest request() {
		return new WsRequest("/test", Headers.EMPTY, Map.of(), null, null, false);
	}

	static Rig server(WsHandler handler, WsOptions.Builder options) {
		return of(Side.SERVER, handler, options);
	}

	/** With an extension. */
	static Rig server(WsHandler handler, MessageCodec codec) {
		return new Rig(Side.SERVER, new Endpoint("/test", handler, inline().build()), List.of(codec)).open(new byte[0]);
	}

	/** With frames that were read behind the handshake. */
	static Rig server(WsHandler handler, WsOptions.Builder options, Frame... early) {
		return new Rig(Side.SERVER, new Endpoint("/test", handler, options.build())).open(Frame.bytes(true, early));
	}

	static Rig client(WsHandler handler, WsOptions.Builder options) {
		return of(Side.CLIENT, handler, options);
	}

	static Rig accepting(WsAcceptor acceptor) {
		return of(Side.SERVER, WsHandler.of(acceptor), inline());
	}

	static Rig of(Side side, WsHandler handler, WsOptions.Builder options) {
		return new Rig(side, new Endpoint("/test", handler, options.build())).open(new byte[0]);
	}

	/** A connection of which no more than its transport is there. */
	static Rig unopened(WsHandler handler) {
		return new Rig(Side.SERVER, new Endpoint("/test", handler, inline().build()));
	}

	/** Options under which the handler is called by whoever receives. */
	static WsOptions.Builder inline() {
		return WsOptions.builder().dispatch(WsDispatch.INLINE);
	}

	/** Options under which the handler is called when {@link #dispatch()} is. */
	static WsOptions.Builder dispatched() {
		return WsOptions.builder();
	}

	private Rig open(byte[] early) {
		this.connection.open(new byte[0], early);
		round();
		return this;
	}

	/** The peer sends frames, all in one piece. */
	Rig receives(Frame... frames) {
		this.transport.sends(Frame.bytes(this.side == Side.SERVER, frames));
		round();
		return this;
	}

	/** The executor's turn. */
	Rig dispatch() {
		round();
		this.executor.runAll();
		round();
		return this;
	}

	/** The end of a round of the loop. */
	private void round() {
		this.scheduler.runTasks();
		this.handoff.flush();
	}

	/** What the application does on threads of its own. */
	Rig does(Runnable action) {
		action.run();
		round();
		return this;
	}

	Rig passes(Duration time) {
		this.scheduler.advance(time);
		this.handoff.flush();
		return this;
	}

	/**
	 * What has gone out since the last look, each frame as {@link Frame#describe}.
	 */
	Rig sent(String... frames) {
		assertThat(Frame.parse(this.transport.takeWritten()).stream().map(Frame::describe)).containsExactly(frames);
		return this;
	}

	Rig isOpen() {
		assertThat(this.transport.closed).isFalse();
		return this;
	}

	Rig isClosed() {
		round();
		assertThat(this.transport.closed).isTrue();
		assertThat(this.scheduler.timers()).as("timers left").isZero();
		if (this.executor.waiting() == 0) {
			assertThat(this.engine.connectionCount()).as("places in use once the handler was told").isZero();
		}
		assertThat(this.endpoint.connections()).isEmpty();
		assertThat(this.endpoint.ledger().active()).isZero();
		assertThat(this.endpoint.ledger().closedCount()).isOne();
		return this;
	}

	@Override
	public void close() {
		this.transport.close();
		round();
		this.executor.runAll();
		this.fallback.runAll();
		this.engine.close();
	}

	/** Runs tasks when told to. */
	static final class ManualExecutor implements Executor {

		private final Queue<Runnable> tasks = new ArrayDeque<>();

		boolean refuses;

		/** What else happens meanwhile. */
		Runnable whenGiven = () -> {
		};

		@Override
		public void execute(Runnable task) {
			if (this.refuses) {
				throw new RejectedExecutionException("full");
			}
			this.tasks.add(task);
			this.whenGiven.run();
		}

		void runAll() {
			for (Runnable task; (task = this.tasks.poll()) != null;) {
				task.run();
			}
		}

		int waiting() {
			return this.tasks.size();
		}

	}

	/** Remembers what it was called with. */
	static class Recorder implements WsHandler {

		private final List<String> calls = new ArrayList<>();

		@Override
		public void onOpen(WsConnection connection) throws Exception {
			this.calls.add("open");
		}

		@Override
		public void onText(WsConnection connection, String text) throws Exception {
			this.calls.add("text " + text);
		}

		@Override
		public void onBinary(WsConnection connection, byte[] data) throws Exception {
			this.calls.add("binary " + Arrays.toString(data));
		}

		@Override
		public void onPong(WsConnection connection, byte[] data) throws Exception {
			this.calls.add("pong " + new String(data));
		}

		@Override
		public void onError(WsConnection connection, Throwable error) throws Exception {
			this.calls.add("error " + error.getMessage());
		}

		@Override
		public void onClose(WsConnection connection, dev.wsboot.engine.WsClose close) throws Exception {
			this.calls.add("close " + close.code() + " " + close.initiator()
					+ (close.reason().isEmpty() ? "" : " " + close.reason()));
		}

		void add(String call) {
			this.calls.add(call);
		}

		/** Nothing but these calls came since the last look. */
		void was(String... expected) {
			assertThat(this.calls).containsExactly(expected);
			this.calls.clear();
		}

	}

}
