package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.WsClosedException;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.protocol.WsProtocol;
import dev.wsboot.engine.internal.transport.Scheduler;
import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from its opening to its end. What happens in between is done by its
 * parts, which reach each other through it: {@link ConnectionReader} is the way in, by
 * {@link WsProtocol}, the {@link Dispatcher} if there is one, and {@link Delivery};
 * {@link ConnectionWriter} is the way out. What ends the connection meets in
 * {@link #closed}, once.
 */
final class EngineConnection extends ApplicationSide implements TransportListener {

	private static final Logger logger = System.getLogger(WsConnection.class.getName());

	private static final byte[] NOTHING = new byte[0];

	final Scheduler scheduler;

	final ConnectionReader reader;

	final WsProtocol protocol;

	/** Null if the reader's thread calls the handler. */
	final @Nullable Dispatcher dispatcher;

	final Delivery delivery;

	final ConnectionWriter writer;

	final Watchdog watchdog;

	/** The batch that will flush this connection; of the batch's thread. */
	@Nullable SendBatch batch;

	private final boolean server;

	private long openedNanos;

	private volatile @Nullable Transport transport;

	private volatile boolean connecting;

	/** Whether the handler is or will be told of it; the scheduler's thread only. */
	private boolean opened;

	private volatile boolean closed;

	/** How the connection ends, as far as known; the first to set it wins. */
	private volatile @Nullable WsClose ending;

	EngineConnection(WsEngine engine, Opening opening, Scheduler scheduler, Handoff handoff, BufferPool pool,
			long number) {
		super(engine, opening, number);
		this.scheduler = scheduler;
		this.server = opening.side() == Side.SERVER;
		WsOptions options = this.endpoint.options();
		this.reader = new ConnectionReader(this);
		this.protocol = new WsProtocol(opening.side(), this.endpoint.limits(), opening.codecs(), pool,
				this.endpoint.ledger(), this.reader);
		this.delivery = new Delivery(this, this.endpoint.handler());
		this.dispatcher = (options.dispatch() == WsDispatch.INLINE) ? null : new Dispatcher(this, this.reader,
				this.delivery, handoff, options.maxPendingMessages(), options.maxPendingBytes());
		this.writer = new ConnectionWriter(this, this.protocol.outbound());
		this.watchdog = new Watchdog(this);
		this.openedNanos = scheduler.now();
	}

	// Opening, on the scheduler's thread.

	void attach(Transport transport) {
		this.transport = transport;
	}

	/** A client's handshake is under way: what is sent meanwhile is kept. */
	void connect(Transport handshake) {
		attach(handshake);
		this.connecting = true;
		this.writer.hold();
	}

	/** A client's handshake is done. */
	void connected(Opening agreed, Transport transport, byte[] early) {
		attach(transport);
		agreed(agreed);
		this.protocol.negotiated(agreed.codecs());
		this.openedNanos = this.scheduler.now();
		this.connecting = false;
		open(NOTHING, early);
		this.writer.writable();
	}

	void open(byte[] answer, byte[] early) {
		if (this.closed) {
			// The container gave the socket up before this came to its turn.
			return;
		}
		this.opened = true;
		this.protocol.outbound().handshake(answer);
		this.endpoint.add(this);
		this.engine.opened(this);
		this.watchdog.open();
		this.reader.emit(Delivery.OPEN);
		this.reader.received(early, 0, early.length);
		transport().start();
	}

	// From the transport, on the scheduler's thread.

	@Override
	public void received(byte[] bytes, int offset, int length) {
		this.watchdog.sign();
		this.reader.received(bytes, offset, length);
	}

	@Override
	public void writable() {
		// A full socket has room again: the peer's TCP has taken something.
		this.watchdog.sign();
		this.writer.writable();
	}

	@Override
	public void endOfInput() {
		this.reader.endOfInput();
	}

	@Override
	public void failed(IOException cause) {
		if (this.opened && this.ending == null) {
			this.reader.emit(new Delivery.Failure(cause));
		}
	}

	@Override
	public void closed() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.reader.closed();
		this.protocol.end();
		this.watchdog.end();
		end(new WsClose(CloseCode.ABNORMAL, "", isCloseSent() ? Initiator.LOCAL : Initiator.REMOTE));
		this.protocol.outbound().discard();
		this.writer.closed();
		WsClose close = this.ending;
		if (close != null && this.endpoint.remove(this)) {
			this.endpoint.ledger().closed(close, this.scheduler.now() - this.openedNanos);
			this.reader.emit(new Delivery.End(close));
			this.reader.submit();
		}
		this.engine.closed(this);
	}

	// Sending.

	@Override
	public boolean send(String text) {
		return this.writer.text(text, true);
	}

	@Override
	public boolean send(byte[] data) {
		return this.writer.binary(data, 0, data.length, true);
	}

	@Override
	public boolean send(ByteBuffer data) {
		if (data.hasArray()) {
			return this.writer.binary(data.array(), data.arrayOffset() + data.position(), data.remaining(), true);
		}
		byte[] copy = new byte[data.remaining()];
		data.duplicate().get(copy);
		return this.writer.binary(copy, 0, copy.length, true);
	}

	@Override
	public boolean send(WsMessage message) {
		if (message instanceof WsMessage.Text text) {
			return this.writer.text(text.text(), text.compress());
		}
		WsMessage.Binary binary = (WsMessage.Binary) message;
		return this.writer.binary(binary.data(), 0, binary.data().length, binary.compress());
	}

	@Override
	public boolean send(WsBroadcast broadcast) {
		return this.writer.shared(broadcast);
	}

	@Override
	public OutputStream sendStream() {
		return this.writer.output(Opcode.BINARY);
	}

	@Override
	public Writer sendWriter() {
		return new OutputStreamWriter(this.writer.output(Opcode.TEXT), StandardCharsets.UTF_8);
	}

	@Override
	public CompletableFuture<Duration> ping(byte[] data) {
		if (data.length > 125) {
			throw new IllegalArgumentException(
					"ping data has " + data.length + " bytes, at most 125 fit a control frame (RFC 6455 section 5.5)");
		}
		if (this.connecting) {
			return CompletableFuture.failedFuture(new WsClosedException("connection is not open yet"));
		}
		CompletableFuture<Duration> answered = pings().add(data);
		if (answered.isDone()) {
			return answered;
		}
		this.writer.ping(data);
		if (isCloseSent()) {
			// Whether before the Ping or behind it: the Pong may never be seen.
			pings().closed();
		}
		return answered;
	}

	/** A message goes in or out. On any thread. */
	void message() {
		// Asked of the endpoint: each object of a connection that a broadcast need not
		// touch is one less to be fetched from memory.
		if (this.endpoint.hasIdleTimeout()) {
			this.watchdog.message();
		}
	}

	/** Writes what was sent. */
	void flush() {
		this.writer.flush();
	}

	/** The socket failed while written, on whatever thread. */
	void writeFailed(IOException cause) {
		onScheduler(() -> {
			failed(cause);
			transport().close();
		});
	}

	// As a stream.

	@Override
	public Flow.Processor<WsMessage, WsMessage> stream() {
		Callbacks set = settableCallbacks();
		if (this.connecting) {
			throw new IllegalStateException("connection is not open yet");
		}
		return set.stream(this);
	}

	// Closing.

	@Override
	public void close(int code, String reason) {
		startClosing(Close.of(code, reason));
	}

	/**
	 * Starts the closing handshake.
	 * @return false if a Close frame was sent already
	 */
	boolean startClosing(Close close) {
		if (!this.protocol.close(close)) {
			return false;
		}
		onScheduler(this.watchdog::closing);
		this.writer.flushLater();
		MessageStream open = openStream();
		if (open != null) {
			open.closing();
		}
		return true;
	}

	/** A handler's method threw: nothing more is delivered to it but the end. */
	void handlerFailed() {
		startClosing(new Close(CloseCode.INTERNAL_ERROR, ""));
	}

	/** The executor takes no more: the handler cannot be called. */
	void rejected(RejectedExecutionException cause) {
		if (startClosing(new Close(CloseCode.TRY_AGAIN_LATER, ""))) {
			logger.log(Level.WARNING,
					() -> describe() + ": the executor refused to call the handler; " + "closing with 1013", cause);
		}
	}

	/** Answers the peer's Close, behind all that came before it. */
	void answer(Close close) {
		this.protocol.answer(close);
		if (this.server) {
			// RFC 6455 section 7.1.1: the server closes TCP first, at once.
			this.writer.closeAfterwards();
		}
		this.writer.flushLater();
		MessageStream open = openStream();
		if (open != null) {
			open.answered();
		}
	}

	/** Tells the peer of its breach, behind the replies to what came before it. */
	void refuse(WsProtocolException cause) {
		this.protocol.refuse(cause);
		// Unread bytes would turn the close into a reset that can overtake our Close
		// frame: the output is shut down and the input drained until the peer closes.
		this.writer.shutdownAfterwards();
		this.writer.flushLater();
	}

	/** The peer's Close is answered and no more will come. */
	void inputEnded() {
		this.writer.closeAfterwards();
		this.writer.flushLater();
	}

	@Override
	public void terminate() {
		end(new WsClose(CloseCode.ABNORMAL, "terminated", Initiator.LOCAL));
		this.delivery.terminate();
		// As a task even on the scheduler's thread: a handler that terminates is not to
		// find itself closed in the middle of its method.
		onScheduler(() -> transport().close());
	}

	/** Ends it without a closing handshake, on the scheduler's thread. */
	void abort(WsClose close) {
		end(close);
		transport().close();
	}

	void end(WsClose close) {
		synchronized (monitor()) {
			if (this.ending == null) {
				this.ending = close;
			}
		}
	}

	// State.

	@Override
	public WsReadyState readyState() {
		if (this.closed) {
			return WsReadyState.CLOSED;
		}
		if (isCloseSent()) {
			return WsReadyState.CLOSING;
		}
		return this.connecting ? WsReadyState.CONNECTING : WsReadyState.OPEN;
	}

	@Override
	public long bufferedAmount() {
		return this.protocol.outbound().size();
	}

	@Override
	Object monitor() {
		return this.watchdog;
	}

	// For its parts.

	Transport transport() {
		Transport open = this.transport;
		if (open == null) {
			throw new IllegalStateException("connection is not open yet");
		}
		return open;
	}

	boolean isCloseSent() {
		return this.protocol.outbound().isCloseSent();
	}

	boolean isClosed() {
		return this.closed;
	}

	boolean isClosing() {
		return this.closed || isCloseSent();
	}

	boolean mayBlock() {
		return !this.engine.isLoopThread();
	}

	void execute(Runnable task) {
		this.engine.executor().execute(task);
	}

	void onScheduler(Runnable task) {
		try {
			this.scheduler.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The engine has stopped, and with it all of its connections.
			transport().close();
		}
	}

}
