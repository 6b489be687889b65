package dev.wsboot.engine.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.WsClosedException;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.buffer.BufferPool;
import dev.wsboot.engine.protocol.Close;
import dev.wsboot.engine.protocol.CloseCode;
import dev.wsboot.engine.protocol.Opcode;
import dev.wsboot.engine.protocol.Outbound;
import dev.wsboot.engine.protocol.Side;
import dev.wsboot.engine.protocol.WsProtocol;
import dev.wsboot.engine.protocol.WsProtocolException;
import dev.wsboot.engine.transport.Scheduler;
import dev.wsboot.engine.transport.Transport;
import dev.wsboot.engine.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * One connection: joins protocol, transport and handler.
 *
 * <p>
 * Inbound, on the reader's thread: {@link #received} lets the protocol decode; its events
 * are delivered on the spot (inline) or through the {@link Dispatcher}. Outbound, on any
 * thread: {@code send} encodes under the send lock of {@link Outbound} and
 * {@link ConnectionWriter} writes. What ends the connection meets in {@link #closed},
 * once.
 */
final class EngineConnection implements WsConnection, TransportListener, WsProtocol.Events {

	private static final Logger logger = System.getLogger(WsConnection.class.getName());

	/** Least that a message counts for while it waits for its handler. */
	private static final long MESSAGE_OVERHEAD = 64;

	/** Data of keepalive Pings, so that their Pongs do not answer the application's. */
	private static final byte[] KEEPALIVE = "keepalive".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NOTHING = new byte[0];

	private final WsEngine engine;

	private final WsEndpoint endpoint;

	private volatile Opening opening;

	private final Scheduler scheduler;

	private final WsProtocol protocol;

	private final Outbound outbound;

	private final ConnectionReader reader;

	private final ConnectionWriter writer;

	private final Delivery delivery;

	private final @Nullable Dispatcher dispatcher;

	private final Watchdog watchdog;

	private final long number;

	private long openedNanos;

	private final long openedMillis = System.currentTimeMillis();

	private final boolean tracksMessages;

	private volatile @Nullable Map<String, Object> attributes;

	private volatile @Nullable Callbacks callbacks;

	private volatile @Nullable PendingPings pings;

	/** When the peer last gave a sign of life; the scheduler's thread only. */
	private long lastSign;

	private volatile long lastMessage;

	private volatile boolean connecting;

	/** Whether the handler is or will be told of it; the scheduler's thread only. */
	private boolean opened;

	private volatile boolean closed;

	/** Whether the application wants to hear no more of it but its end. */
	private volatile boolean terminated;

	/** How the connection ends, as far as known; the first to set it wins. */
	private volatile @Nullable WsClose ending;

	/** Whether the peer's Close frame has arrived; the scheduler's thread only. */
	private boolean closeReceived;

	/** The batch that will flush this connection; of the batch's thread. */
	@Nullable SendBatch batch;

	private volatile @Nullable Transport transport;

	EngineConnection(WsEngine engine, Opening opening, Scheduler scheduler, Handoff handoff, BufferPool pool,
			long number) {
		this.engine = engine;
		this.opening = opening;
		this.endpoint = opening.endpoint();
		this.scheduler = scheduler;
		this.number = number;
		WsOptions options = this.endpoint.options();
		this.protocol = new WsProtocol(opening.side(), this.endpoint.limits(), opening.codecs(), pool,
				this.endpoint.ledger(), this);
		this.outbound = this.protocol.outbound();
		this.reader = new ConnectionReader(this, this.protocol);
		this.writer = new ConnectionWriter(this, this.reader, this.outbound, options);
		this.delivery = new Delivery(this, this.endpoint.handler());
		this.dispatcher = (options.dispatch() == WsDispatch.INLINE) ? null : new Dispatcher(this, this.reader,
				this.delivery, handoff, options.maxPendingMessages(), options.maxPendingBytes());
		this.watchdog = new Watchdog(this, scheduler, options);
		this.tracksMessages = !options.idleTimeout().isZero();
		this.openedNanos = scheduler.now();
		this.lastSign = this.openedNanos;
		this.lastMessage = this.openedNanos;
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
		this.opening = agreed;
		this.protocol.negotiated(agreed.codecs());
		this.openedNanos = this.scheduler.now();
		this.lastSign = this.openedNanos;
		this.lastMessage = this.openedNanos;
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
		this.outbound.handshake(answer);
		this.endpoint.add(this);
		this.engine.opened(this);
		this.watchdog.open();
		emit(Delivery.OPEN, 0);
		this.reader.received(early, 0, early.length);
		transport().start();
	}

	// Inbound.

	@Override
	public void received(byte[] bytes, int offset, int length) {
		this.lastSign = this.scheduler.now();
		this.reader.received(bytes, offset, length);
	}

	@Override
	public boolean wantsMore() {
		return this.reader.wantsMore();
	}

	void beginBatch() {
		// What the handler sends is flushed at the batch's end, not the round's.
		this.batch = SendBatch.current();
	}

	void endBatch() {
		this.batch = null;
		if (this.dispatcher != null) {
			this.dispatcher.submit();
		}
		flushReplies();
	}

	void flushReplies() {
		flush();
		this.writer.limitReplies();
	}

	@Override
	public void text(String text) {
		touch();
		emit(text, MESSAGE_OVERHEAD + text.length());
	}

	@Override
	public void binary(byte[] data) {
		touch();
		emit(data, MESSAGE_OVERHEAD + data.length);
	}

	@Override
	public void pong(byte[] data) {
		emit(new Delivery.Pong(data, System.nanoTime()), MESSAGE_OVERHEAD);
	}

	@Override
	public void closeReceived(Close close) {
		this.closeReceived = true;
		this.watchdog.closing();
		if (this.outbound.isCloseSent()) {
			end(new WsClose(close.code(), close.reason(), Initiator.LOCAL));
			answer(close);
		}
		else {
			end(new WsClose(close.code(), close.reason(), Initiator.REMOTE));
			emit(close, 0);
		}
	}

	/** Answers the peer's Close, behind all that came before it. */
	void answer(Close close) {
		this.protocol.answer(close);
		if (this.opening.side() == Side.SERVER) {
			// RFC 6455 section 7.1.1: the server closes TCP first, at once.
			this.writer.closeAfterwards();
		}
		flushLater();
		MessageStream open = openStream();
		if (open != null) {
			open.answered();
		}
	}

	@Override
	public void failed(WsProtocolException cause) {
		logger.log(Level.DEBUG, () -> describe() + " failed: " + cause.getMessage());
		if (cause.closeCode() == CloseCode.TRY_AGAIN_LATER) {
			this.engine.noMemory();
		}
		end(new WsClose(cause.closeCode(), String.valueOf(cause.getMessage()), Initiator.LOCAL));
		this.watchdog.closing();
		emit(new Delivery.Breach(cause), 0);
	}

	/** Tells the peer of its breach, behind the replies to what came before it. */
	void refuse(WsProtocolException cause) {
		this.protocol.refuse(cause);
		// Unread bytes would turn the close into a reset that can overtake our Close
		// frame: the output is shut down and the input drained until the peer closes.
		this.writer.shutdownAfterwards();
		flushLater();
	}

	@Override
	public void endOfInput() {
		if (!this.reader.endOfInput()) {
			return;
		}
		if (this.closeReceived) {
			// Answered behind the messages before it, which may still be handled.
			emit(Delivery.INPUT_ENDED, 0);
			endBatch();
		}
		else {
			transport().close();
		}
	}

	/** The peer's Close is answered and no more will come. */
	void inputEnded() {
		this.writer.closeAfterwards();
		flushLater();
	}

	@Override
	public void failed(IOException cause) {
		if (this.opened && this.ending == null) {
			emit(new Delivery.Failure(cause), 0);
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
		Initiator initiator = this.outbound.isCloseSent() ? Initiator.LOCAL : Initiator.REMOTE;
		end(new WsClose(CloseCode.ABNORMAL, "", initiator));
		this.outbound.discard();
		this.writer.closed();
		WsClose close = this.ending;
		if (close != null && this.endpoint.remove(this)) {
			this.endpoint.ledger().closed(close, this.scheduler.now() - this.openedNanos);
			emit(new Delivery.End(close), 0);
			if (this.dispatcher != null) {
				this.dispatcher.submit();
			}
		}
		this.engine.closed(this);
	}

	private void end(WsClose close) {
		synchronized (this.outbound) {
			if (this.ending == null) {
				this.ending = close;
			}
		}
	}

	// Dispatch.

	private void emit(Object event, long size) {
		if (this.dispatcher == null) {
			this.reader.delivered(size);
			this.delivery.deliver(event);
		}
		else {
			this.dispatcher.add(event, size);
		}
	}

	/** A handler's method threw: nothing more is delivered to it but the end. */
	void handlerFailed() {
		startClosing(new Close(CloseCode.INTERNAL_ERROR, ""));
	}

	void pongDelivered(byte[] data, long arrivedAt) {
		PendingPings pending = this.pings;
		if (pending != null) {
			pending.pong(data, arrivedAt);
		}
	}

	void endDelivered() {
		PendingPings pending = this.pings;
		if (pending != null) {
			pending.closed();
		}
	}

	/** The handler has been told that the connection is open. */
	void openHandled() {
		ConnectionObserver observer = observer();
		if (observer != null) {
			observer.opened(this);
		}
	}

	/** The handler has been told how the connection ended. */
	void endHandled(WsClose close) {
		ConnectionObserver observer = observer();
		if (observer != null) {
			observer.ended(close);
		}
	}

	private @Nullable ConnectionObserver observer() {
		Callbacks set = this.callbacks;
		return (set != null) ? set.observer : null;
	}

	/** The executor takes no more: the handler cannot be called. */
	void rejected(RejectedExecutionException cause) {
		if (startClosing(new Close(CloseCode.TRY_AGAIN_LATER, ""))) {
			logger.log(Level.WARNING,
					() -> describe() + ": the executor refused to call the handler; " + "closing with 1013", cause);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	boolean mayBlock() {
		return !this.engine.isLoopThread();
	}

	boolean isReadingPaused() {
		return this.reader.isPaused();
	}

	// Outbound.

	@Override
	public boolean send(String text) {
		return send(text, true);
	}

	private boolean send(String text, boolean compress) {
		touch();
		Outbound.Result result = this.outbound.text(text, compress);
		while (result == Outbound.Result.FULL && this.writer.makeRoom()) {
			result = this.outbound.text(text, compress);
		}
		return sent(result);
	}

	@Override
	public boolean send(byte[] data) {
		return send(data, 0, data.length, true);
	}

	@Override
	public boolean send(ByteBuffer data) {
		if (data.hasArray()) {
			return send(data.array(), data.arrayOffset() + data.position(), data.remaining(), true);
		}
		byte[] copy = new byte[data.remaining()];
		data.duplicate().get(copy);
		return send(copy, 0, copy.length, true);
	}

	private boolean send(byte[] bytes, int offset, int length, boolean compress) {
		touch();
		Outbound.Result result = this.outbound.binary(bytes, offset, length, compress);
		while (result == Outbound.Result.FULL && this.writer.makeRoom()) {
			result = this.outbound.binary(bytes, offset, length, compress);
		}
		return sent(result);
	}

	@Override
	public boolean send(WsMessage message) {
		if (message instanceof WsMessage.Text text) {
			return send(text.text(), text.compress());
		}
		WsMessage.Binary binary = (WsMessage.Binary) message;
		return send(binary.data(), 0, binary.data().length, binary.compress());
	}

	@Override
	public boolean send(WsBroadcast broadcast) {
		touch();
		Outbound.Result result = this.outbound.shared(broadcast.shared());
		while (result == Outbound.Result.FULL && this.writer.makeRoom()) {
			result = this.outbound.shared(broadcast.shared());
		}
		return sent(result);
	}

	/** Sends a fragment of the message that {@link #sendStream()} began. */
	Outbound.Result fragment(byte[] bytes, int length, boolean last) {
		touch();
		Outbound.Result result = this.outbound.fragment(bytes, 0, length, last);
		while (result == Outbound.Result.FULL) {
			this.writer.waitForRoom();
			result = this.outbound.fragment(bytes, 0, length, last);
		}
		flush();
		return result;
	}

	@Override
	public OutputStream sendStream() {
		return output(Opcode.BINARY);
	}

	@Override
	public Writer sendWriter() {
		return new OutputStreamWriter(output(Opcode.TEXT), StandardCharsets.UTF_8);
	}

	private OutputStream output(int opcode) {
		if (!this.outbound.beginFragments(opcode)) {
			throw new IllegalStateException("a message is being sent in fragments already");
		}
		return new MessageOutput(this);
	}

	private boolean sent(Outbound.Result result) {
		if (result != Outbound.Result.ACCEPTED) {
			return false;
		}
		flushLater();
		return true;
	}

	/** Writes at the end of the calling thread's batch, or at once if it is in none. */
	private void flushLater() {
		SendBatch current = SendBatch.current();
		if (current != null) {
			current.add(this);
		}
		else {
			flush();
		}
	}

	void flush() {
		this.writer.flush();
	}

	@Override
	public void writable() {
		// A full socket has room again: the peer's TCP has taken something.
		this.lastSign = this.scheduler.now();
		this.writer.writable();
	}

	boolean isStalled() {
		return this.writer.isStalled();
	}

	void overflowed() {
		if (startClosing(new Close(CloseCode.POLICY_VIOLATION, "send buffer full (send-buffer-limit)"))) {
			logger.log(Level.WARNING, () -> describe() + ": the peer reads too slowly, send-buffer-limit of "
					+ this.endpoint.options().sendBufferLimit() + " bytes reached; closing with 1008");
		}
	}

	/** The socket failed while written, on whatever thread. */
	void writeFailed(IOException cause) {
		onScheduler(() -> {
			failed(cause);
			transport().close();
		});
	}

	// Ping, and the duties of the watchdog.

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
		if (this.outbound.ping(data)) {
			flushLater();
		}
		if (this.outbound.isCloseSent()) {
			// Whether before the Ping or behind it: the Pong may never be seen.
			pings().closed();
		}
		return answered;
	}

	private PendingPings pings() {
		PendingPings pending = this.pings;
		if (pending == null) {
			synchronized (this.watchdog) {
				pending = this.pings;
				if (pending == null) {
					pending = new PendingPings();
					this.pings = pending;
				}
			}
		}
		return pending;
	}

	void keepAlivePing() {
		this.outbound.ping(KEEPALIVE);
		flush();
	}

	void vanished() {
		logger.log(Level.DEBUG, () -> describe() + ": no answer to the keepalive ping");
		end(new WsClose(CloseCode.ABNORMAL, "no answer to ping", Initiator.REMOTE));
		transport().close();
	}

	void idle() {
		startClosing(new Close(CloseCode.GOING_AWAY, "idle timeout"));
	}

	void closeTimedOut() {
		end(new WsClose(CloseCode.ABNORMAL, "close timeout", Initiator.LOCAL));
		transport().close();
	}

	long lastSign() {
		return this.lastSign;
	}

	long lastMessage() {
		return this.lastMessage;
	}

	private void touch() {
		if (this.tracksMessages) {
			this.lastMessage = this.scheduler.now();
		}
	}

	// Closing.

	@Override
	public void close(int code, String reason) {
		startClosing(Close.of(code, reason));
	}

	private boolean startClosing(Close close) {
		if (!this.protocol.close(close)) {
			return false;
		}
		onScheduler(this.watchdog::closing);
		flushLater();
		MessageStream open = openStream();
		if (open != null) {
			open.closing();
		}
		return true;
	}

	@Override
	public void terminate() {
		end(new WsClose(CloseCode.ABNORMAL, "terminated", Initiator.LOCAL));
		this.terminated = true;
		// As a task even on the scheduler's thread: a handler that terminates is not to
		// find itself closed in the middle of its method.
		onScheduler(() -> transport().close());
	}

	boolean isTerminated() {
		return this.terminated;
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

	// What the application reads and sets.

	@Override
	public String id() {
		return this.engine.id() + '-' + Long.toString(this.number, Character.MAX_RADIX);
	}

	@Override
	public WsRequest request() {
		return this.opening.request();
	}

	@Override
	public Instant openedAt() {
		return Instant.ofEpochMilli(this.openedMillis);
	}

	@Override
	public Map<String, Object> attributes() {
		Map<String, Object> map = this.attributes;
		if (map == null) {
			synchronized (this.watchdog) {
				map = this.attributes;
				if (map == null) {
					map = new ConcurrentHashMap<>(4);
					this.attributes = map;
				}
			}
		}
		return map;
	}

	@Override
	public @Nullable String subprotocol() {
		return this.opening.subprotocol();
	}

	@Override
	public List<String> extensions() {
		return this.opening.extensions();
	}

	@Override
	public WsReadyState readyState() {
		if (this.closed) {
			return WsReadyState.CLOSED;
		}
		if (this.outbound.isCloseSent()) {
			return WsReadyState.CLOSING;
		}
		return this.connecting ? WsReadyState.CONNECTING : WsReadyState.OPEN;
	}

	@Override
	public long bufferedAmount() {
		return this.outbound.size();
	}

	@Override
	public void onText(Consumer<String> callback) {
		settableCallbacks().text = callback;
	}

	@Override
	public void onBinary(Consumer<byte[]> callback) {
		settableCallbacks().binary = callback;
	}

	@Override
	public void onMessage(Consumer<WsMessage> callback) {
		settableCallbacks().message = callback;
	}

	@Override
	public void onPong(Consumer<byte[]> callback) {
		settableCallbacks().pong = callback;
	}

	@Override
	public void onClose(Consumer<WsClose> callback) {
		settableCallbacks().close = callback;
	}

	@Override
	public void onError(Consumer<Throwable> callback) {
		settableCallbacks().error = callback;
	}

	@Override
	public Flow.Processor<WsMessage, WsMessage> stream() {
		Callbacks callbacks = settableCallbacks();
		if (this.connecting) {
			throw new IllegalStateException("connection is not open yet");
		}
		synchronized (this.watchdog) {
			MessageStream open = callbacks.stream;
			if (open == null) {
				open = new MessageStream(new ReceivedMessages(this, this.reader),
						new SentMessages(this, this.endpoint.options().sendBufferLimit()));
				callbacks.stream = open;
			}
			return open;
		}
	}

	private @Nullable MessageStream openStream() {
		Callbacks set = this.callbacks;
		return (set != null) ? set.stream : null;
	}

	/** All that was waiting is written. */
	void drained() {
		Callbacks set = this.callbacks;
		if (set != null) {
			set.drained();
		}
	}

	boolean isClosing() {
		return this.closed || this.outbound.isCloseSent();
	}

	void execute(Runnable task) {
		this.engine.executor().execute(task);
	}

	private Callbacks settableCallbacks() {
		if (!(this.endpoint.handler() instanceof CallbackHandler)) {
			throw new IllegalStateException("endpoint '" + this.endpoint.name()
					+ "' has a WsHandler: callbacks are for a WsAcceptor, (connection, request) -> ...");
		}
		return callbacks();
	}

	Callbacks callbacks() {
		Callbacks set = this.callbacks;
		if (set == null) {
			synchronized (this.watchdog) {
				set = this.callbacks;
				if (set == null) {
					set = new Callbacks();
					this.callbacks = set;
				}
			}
		}
		return set;
	}

	Transport transport() {
		Transport open = this.transport;
		if (open == null) {
			throw new IllegalStateException("connection is not open yet");
		}
		return open;
	}

	String describe() {
		return "connection " + id() + " of '" + this.endpoint.name() + "'";
	}

	@Override
	public String toString() {
		return "WsConnection[" + describe() + ", " + readyState() + "]";
	}

}
