package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.WsClosedException;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.dispatch.Handoff;
import dev.wsboot.engine.internal.dispatch.SendBatch;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.internal.protocol.WsProtocol;
import dev.wsboot.engine.internal.transport.Scheduler;
import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from its opening to its end. What happens in between is done by its
 * parts, which reach each other through it, for a reference of their own to each would
 * cost every idle connection its bytes: {@link ConnectionReader} is the way in, by
 * {@link WsProtocol} and {@link Delivery}; {@link ConnectionWriter} is the way out;
 * {@link Lifetime} decides when it ends, and what ends it meets in {@link #closed}, once.
 */
final class EngineConnection extends SendBatch.Member implements WsConnection, TransportListener {

	private static final byte[] NOTHING = new byte[0];

	final Engine engine;

	final Endpoint endpoint;

	final Scheduler scheduler;

	final ConnectionReader reader;

	final WsProtocol protocol;

	final ConnectionWriter writer;

	final Lifetime lifetime;

	private final long number;

	// Replaced when a client's handshake is done.

	private volatile WsRequest request;

	private volatile @Nullable String subprotocol;

	private volatile List<String> extensions;

	private volatile @Nullable Extras extras;

	private volatile @Nullable Transport transport;

	private volatile boolean connecting;

	/** Whether the handler is or will be told of it; the scheduler's thread only. */
	private boolean opened;

	private volatile boolean closed;

	EngineConnection(Engine engine, Opening opening, Scheduler scheduler, Handoff handoff, BufferPool pool,
			long number) {
		this.engine = engine;
		this.endpoint = opening.endpoint();
		this.number = number;
		this.request = opening.request();
		this.subprotocol = opening.subprotocol();
		this.extensions = opening.extensions();
		this.scheduler = scheduler;
		this.reader = new ConnectionReader(this, handoff);
		this.protocol = new WsProtocol(opening.side(), this.endpoint.limits(), opening.codecs(), pool,
				this.endpoint.ledger(), this.reader);
		this.writer = new ConnectionWriter(this, this.protocol.outbound());
		this.lifetime = new Lifetime(this, opening.side());
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
		this.request = agreed.request();
		this.subprotocol = agreed.subprotocol();
		this.extensions = agreed.extensions();
		this.protocol.negotiated(agreed.codecs());
		this.connecting = false;
		open(NOTHING, early);
		this.writer.writable();
	}

	void open(byte[] answer, byte[] early) {
		// Unless the container gave the socket up before this came to its turn.
		if (this.closed) {
			return;
		}
		this.opened = true;
		this.protocol.outbound().handshake(answer);
		this.endpoint.add(this);
		this.engine.opened(this);
		this.lifetime.open();
		this.reader.emit(ConnectionEvent.OPENED);
		this.reader.received(early, 0, early.length);
		transport().start();
	}

	// From the transport, on the scheduler's thread.

	@Override
	public void received(byte[] bytes, int offset, int length) {
		this.lifetime.sign();
		this.reader.received(bytes, offset, length);
	}

	@Override
	public void writable() {
		// The peer's TCP has taken something.
		this.lifetime.sign();
		this.writer.writable();
	}

	@Override
	public void endOfInput() {
		this.reader.endOfInput();
	}

	@Override
	public void failed(IOException cause) {
		if (this.opened && this.lifetime.ending() == null) {
			this.reader.emit(new ConnectionEvent.Lost(cause));
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
		this.lifetime.end();
		this.lifetime.endsAs(new WsClose(CloseCode.ABNORMAL, "", isCloseSent() ? Initiator.LOCAL : Initiator.REMOTE));
		this.protocol.outbound().discard();
		this.writer.closed();
		WsClose close = this.lifetime.ending();
		if (close != null && this.endpoint.remove(this)) {
			this.engine.closed(this);
			this.endpoint.ledger().closed(close, this.lifetime.age());
			this.reader.emit(new ConnectionEvent.Ended(close));
			this.reader.submit();
		}
		else {
			this.engine.closed(this);
			this.engine.release();
		}
	}

	/** The handler has been told of the end. */
	void ended() {
		this.endpoint.ended();
		this.engine.release();
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
		return this.writer.binary(data);
	}

	@Override
	public boolean send(WsMessage message) {
		return this.writer.message(message);
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
		return this.writer.textOutput();
	}

	@Override
	public CompletableFuture<Duration> ping(byte[] data) {
		PendingPings.check(data);
		if (this.connecting) {
			return CompletableFuture.failedFuture(new WsClosedException("connection is not open yet"));
		}
		return extras().pings().send(data, this);
	}

	/** A message goes in or out. On any thread. */
	void message() {
		// Asked of the endpoint: a broadcast has one object less to fetch from memory.
		if (this.endpoint.hasIdleTimeout()) {
			this.lifetime.message();
		}
	}

	@Override
	protected void flush() {
		this.writer.flush();
	}

	// Pressure back, in both directions.

	@Override
	public void pauseReading() {
		if (!this.connecting) {
			this.reader.pauseUnlessClosing();
		}
	}

	@Override
	public void resumeReading() {
		this.reader.resume(ConnectionReader.PAUSED_BY_APPLICATION);
	}

	@Override
	public CompletableFuture<Void> drained() {
		return extras().drained(this);
	}

	// Closing.

	@Override
	public void close(int code, String reason) {
		this.lifetime.startClosing(Close.of(code, reason));
	}

	@Override
	public void terminate() {
		this.reader.terminate();
		this.lifetime.terminate();
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
	public String id() {
		return this.engine.id() + '-' + Long.toString(this.number, Character.MAX_RADIX);
	}

	@Override
	public WsEndpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public WsRequest request() {
		return this.request;
	}

	@Override
	public Instant openedAt() {
		return this.lifetime.openedAt();
	}

	@Override
	public @Nullable String subprotocol() {
		return this.subprotocol;
	}

	@Override
	public List<String> extensions() {
		return this.extensions;
	}

	@Override
	public Map<String, Object> attributes() {
		return extras().attributes();
	}

	@Nullable Extras extrasIfAny() {
		return this.extras;
	}

	Extras extras() {
		Extras some = this.extras;
		if (some == null) {
			// Not the connection itself, which the application may lock.
			synchronized (this.lifetime) {
				some = this.extras;
				if (some == null) {
					some = new Extras();
					this.extras = some;
				}
			}
		}
		return some;
	}

	String describe() {
		return "connection " + id() + " of '" + this.endpoint.name() + "'";
	}

	@Override
	public String toString() {
		return "WsConnection[" + describe() + ", " + readyState() + "]";
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
