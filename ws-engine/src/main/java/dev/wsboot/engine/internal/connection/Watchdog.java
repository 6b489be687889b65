package dev.wsboot.engine.internal.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.transport.Timer;

/**
 * The times of one connection: keepalive, idle and close timeout, in one timer that moves
 * only when it expires or the connection begins to close, so that traffic costs nothing
 * here but a time stamp. On the scheduler's thread.
 */
final class Watchdog extends Timer {

	private static final Logger logger = System.getLogger(WsConnection.class.getName());

	private static final long NEVER = Long.MAX_VALUE;

	/** Data of keepalive Pings, so that their Pongs do not answer the application's. */
	private static final byte[] KEEPALIVE = "keepalive".getBytes(StandardCharsets.US_ASCII);

	private final EngineConnection connection;

	/** When the peer last gave a sign of life. */
	private long lastSign;

	/** When a message last went either way; not kept unless there is an idle timeout. */
	private volatile long lastMessage;

	/** When the keepalive Ping that is under way was sent. */
	private long pingSent;

	private boolean pingUnderWay;

	private boolean closing;

	private boolean ended;

	Watchdog(EngineConnection connection) {
		this.connection = connection;
	}

	/** The connection opened. */
	void open() {
		long now = now();
		this.lastSign = now;
		this.lastMessage = now;
		watch(now);
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
			this.connection.abort(new WsClose(CloseCode.ABNORMAL, "close timeout", Initiator.LOCAL));
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
		return deaf ? interval : options().pingTimeout().toNanos();
	}

	private void vanished() {
		logger.log(Level.DEBUG, () -> this.connection.describe() + ": no answer to the keepalive ping");
		this.connection.abort(new WsClose(CloseCode.ABNORMAL, "no answer to ping", Initiator.REMOTE));
	}

	private long idle(long now) {
		long timeout = options().idleTimeout().toNanos();
		if (timeout == 0) {
			return NEVER;
		}
		long left = timeout - (now - this.lastMessage);
		if (left <= 0) {
			this.connection.startClosing(new Close(CloseCode.GOING_AWAY, "idle timeout"));
			return NEVER;
		}
		return left;
	}

	private WsOptions options() {
		return this.connection.endpoint.options();
	}

	private long now() {
		return this.connection.scheduler.now();
	}

}
