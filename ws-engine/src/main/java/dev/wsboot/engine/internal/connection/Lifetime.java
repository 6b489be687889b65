package dev.wsboot.engine.internal.connection;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.Timer;
import org.jspecify.annotations.Nullable;

/**
 * How long one connection lives and how it ends. Keepalive, idle and close timeout share
 * one timer that moves only when it expires or the connection begins to close, so that
 * traffic costs nothing here but a time stamp. On the scheduler's thread, but for what
 * begins or answers the closing handshake.
 */
final class Lifetime extends Timer {

	private static final Log log = Log.of(WsConnection.class);

	private static final long NEVER = Long.MAX_VALUE;

	/** Data of keepalive Pings, so that their Pongs do not answer the application's. */
	private static final byte[] KEEPALIVE = "keepalive".getBytes(StandardCharsets.US_ASCII);

	private final EngineConnection connection;

	private final boolean server;

	/** When it was opened, or until then created. */
	private volatile long openedMillis = System.currentTimeMillis();

	private long openedNanos;

	/** When the peer last gave a sign of life. */
	private long lastSign;

	/** When a message last went either way; not kept unless there is an idle timeout. */
	private volatile long lastMessage;

	/** When the keepalive Ping that is under way was sent. */
	private long pingSent;

	private boolean pingUnderWay;

	/** How the connection ends, as far as known; the first to set it wins. */
	private volatile @Nullable WsClose ending;

	private boolean closing;

	private boolean ended;

	Lifetime(EngineConnection connection, Side side) {
		this.connection = connection;
		this.server = side == Side.SERVER;
	}

	/** The connection opened. */
	void open() {
		long now = now();
		this.openedNanos = now;
		this.openedMillis = System.currentTimeMillis();
		this.lastSign = now;
		this.lastMessage = now;
		watch(now);
	}

	Instant openedAt() {
		return Instant.ofEpochMilli(this.openedMillis);
	}

	/** Nanoseconds since it was opened. */
	long age() {
		return now() - this.openedNanos;
	}

	/** The peer has sent or taken something. */
	void sign() {
		this.lastSign = now();
	}

	/** A message goes in or out, and there is an idle timeout. On any thread. */
	void message() {
		this.lastMessage = now();
	}

	/** The closing handshake began. */
	void closing() {
		if (!this.closing && !this.ended) {
			this.closing = true;
			this.connection.scheduler.schedule(this, now() + options().closeTimeout().toNanos());
		}
	}

	/** The socket is closed. */
	void end() {
		this.ended = true;
		this.connection.scheduler.cancel(this);
	}

	@Override
	protected void expired() {
		if (this.closing) {
			abort(new WsClose(CloseCode.ABNORMAL, "close timeout", Initiator.LOCAL));
		}
		else {
			watch(now());
		}
	}

	private void watch(long now) {
		if (this.ended) {
			return;
		}
		long wait = Math.min(keepAlive(now), idle(now));
		if (wait != NEVER && !this.closing && !this.ended) {
			this.connection.scheduler.schedule(this, now + wait);
		}
	}

	/**
	 * Does what is due.
	 * @return nanoseconds until the next look
	 */
	private long keepAlive(long now) {
		long interval = options().pingInterval().toNanos();
		if (interval == 0) {
			return NEVER;
		}
		long silent = now - this.lastSign;
		// While it is this side that does not read, the peer is not to blame for silence.
		boolean deaf = this.connection.reader.isHeldUp() && !this.connection.writer.isStalled();
		if (!deaf && this.pingUnderWay && this.lastSign - this.pingSent < 0) {
			long left = this.pingSent + options().pingTimeout().toNanos() - now;
			if (left <= 0) {
				vanished();
				return NEVER;
			}
			return left;
		}
		this.pingUnderWay = false;
		if (silent < interval) {
			return interval - silent;
		}
		// A Ping whose Pong is not read keeps the way open all the same, and where nobody
		// is left it cannot be written for long, which ends the connection.
		this.connection.writer.keepAlivePing(KEEPALIVE);
		this.pingUnderWay = !deaf;
		this.pingSent = now;
		// Answered soon, as most are, the next one is due before the time for the answer
		// ends.
		return deaf ? interval : Math.min(interval, options().pingTimeout().toNanos());
	}

	private void vanished() {
		log.log(Level.DEBUG, () -> this.connection.describe() + ": no answer to the keepalive ping");
		abort(new WsClose(CloseCode.ABNORMAL, "no answer to ping", Initiator.REMOTE));
	}

	private long idle(long now) {
		long timeout = options().idleTimeout().toNanos();
		if (timeout == 0) {
			return NEVER;
		}
		long left = timeout - (now - this.lastMessage);
		if (left <= 0) {
			startClosing(new Close(CloseCode.GOING_AWAY, "idle timeout"));
			return NEVER;
		}
		return left;
	}

	// The end, on any thread unless said otherwise.

	/**
	 * Starts the closing handshake.
	 * @return false if a Close frame was sent already
	 */
	boolean startClosing(Close close) {
		if (!this.connection.protocol.close(close)) {
			return false;
		}
		this.connection.onScheduler(this::closing);
		this.connection.writer.flushLater();
		this.connection.resumeReading();
		return true;
	}

	/** A handler's method threw: nothing more is delivered to it but the end. */
	void handlerFailed() {
		startClosing(new Close(CloseCode.INTERNAL_ERROR, ""));
	}

	/** The executor takes no more: the handler cannot be called. */
	void rejected(Throwable cause) {
		if (startClosing(new Close(CloseCode.TRY_AGAIN_LATER, ""))) {
			log.log(Level.WARNING,
					() -> this.connection.describe() + ": the executor refused to call the handler; closing with 1013",
					cause);
		}
		if (this.ending != null) {
			// The peer has sent its last, and the handler will not come to it.
			inputEnded();
		}
	}

	/**
	 * An extension, or what is left of the heap, could not encode a message to its end.
	 */
	void encodingFailed(Error cause) {
		log.log(Level.ERROR, () -> this.connection.describe() + ": a message could not be encoded", cause);
		// Extensions may have seen a part of it: what they encode next could be misread.
		endsAs(new WsClose(CloseCode.ABNORMAL, "message could not be encoded", Initiator.LOCAL));
		this.connection.onScheduler(() -> this.connection.transport().close());
	}

	/** Answers the peer's Close, behind all that came before it. */
	void answer(Close close) {
		this.connection.protocol.answer(close);
		if (this.server) {
			// RFC 6455 section 7.1.1: the server closes TCP first, at once.
			this.connection.writer.closeAfterwards();
		}
		this.connection.writer.flushLater();
		this.connection.resumeReading();
	}

	/** Tells the peer of its breach, behind the replies to what came before it. */
	void refuse(WsProtocolException cause) {
		this.connection.protocol.refuse(cause);
		// Unread bytes would turn the close into a reset that can overtake our Close
		// frame: the output is shut down and the input drained until the peer closes.
		this.connection.writer.shutdownAfterwards();
		this.connection.writer.flushLater();
	}

	/** The peer's Close is answered and no more will come. */
	void inputEnded() {
		this.connection.writer.closeAfterwards();
		this.connection.writer.flushLater();
	}

	/** Ends it without a closing handshake, on the scheduler's thread. */
	private void abort(WsClose close) {
		endsAs(close);
		this.connection.transport().close();
	}

	void terminate() {
		endsAs(new WsClose(CloseCode.ABNORMAL, "terminated", Initiator.LOCAL));
		// As a task even on the scheduler's thread: a handler that terminates is not to
		// find itself closed in the middle of its method.
		this.connection.onScheduler(() -> this.connection.transport().close());
	}

	/** Says how it ends, unless that is known already. */
	synchronized void endsAs(WsClose close) {
		if (this.ending == null) {
			this.ending = close;
		}
	}

	/** How it ends, or null if nothing has ended it yet. */
	@Nullable WsClose ending() {
		return this.ending;
	}

	private WsOptions options() {
		return this.connection.endpoint.options();
	}

	private long now() {
		return this.connection.scheduler.now();
	}

}
