package dev.wsboot.engine.connection;

import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.transport.Scheduler;
import dev.wsboot.engine.transport.Timer;

/**
 * The times of one connection: keepalive, idle and close timeout, in one timer that moves
 * only when it expires or the connection begins to close, so that traffic costs nothing
 * here but a time stamp. On the scheduler's thread.
 */
final class Watchdog extends Timer {

	private static final long NEVER = Long.MAX_VALUE;

	private final EngineConnection connection;

	private final Scheduler scheduler;

	private final WsOptions options;

	/** When the keepalive Ping that is under way was sent. */
	private long pingSent;

	private boolean pingUnderWay;

	private boolean closing;

	private boolean ended;

	Watchdog(EngineConnection connection, Scheduler scheduler, WsOptions options) {
		this.connection = connection;
		this.scheduler = scheduler;
		this.options = options;
	}

	/** The connection opened. */
	void open() {
		watch(this.scheduler.now());
	}

	/** The closing handshake began. */
	void closing() {
		if (!this.closing && !this.ended) {
			this.closing = true;
			this.scheduler.schedule(this, this.scheduler.now() + this.options.closeTimeout().toNanos());
		}
	}

	/** The socket is closed. */
	void end() {
		this.ended = true;
		this.scheduler.cancel(this);
	}

	@Override
	protected void expired() {
		if (this.closing) {
			this.connection.closeTimedOut();
		}
		else {
			watch(this.scheduler.now());
		}
	}

	private void watch(long now) {
		if (this.ended) {
			return;
		}
		long wait = Math.min(keepAlive(now), idle(now));
		if (wait != NEVER && !this.closing && !this.ended) {
			this.scheduler.schedule(this, now + wait);
		}
	}

	/**
	 * Does what is due.
	 * @return nanoseconds until the next look
	 */
	private long keepAlive(long now) {
		long interval = this.options.pingInterval().toNanos();
		if (interval == 0) {
			return NEVER;
		}
		long silent = now - this.connection.lastSign();
		if (this.connection.isReadingPaused() && !this.connection.isStalled()) {
			// It is this side that does not read: the peer is not to blame.
			this.pingUnderWay = false;
			return interval;
		}
		if (this.pingUnderWay && this.connection.lastSign() - this.pingSent < 0) {
			long left = this.pingSent + this.options.pingTimeout().toNanos() - now;
			if (left <= 0) {
				this.connection.vanished();
				return NEVER;
			}
			return left;
		}
		this.pingUnderWay = false;
		if (silent < interval) {
			return interval - silent;
		}
		this.pingUnderWay = true;
		this.pingSent = now;
		this.connection.keepAlivePing();
		return this.options.pingTimeout().toNanos();
	}

	private long idle(long now) {
		long timeout = this.options.idleTimeout().toNanos();
		if (timeout == 0) {
			return NEVER;
		}
		long left = timeout - (now - this.connection.lastMessage());
		if (left <= 0) {
			this.connection.idle();
			return NEVER;
		}
		return left;
	}

}
