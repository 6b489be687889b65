package dev.wsboot.spring.autoconfigure;

import java.time.Duration;

import dev.wsboot.engine.WsEngine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Closes all connections with 1001 when the application stops, before its web server
 * does, and lets new ones in when it starts again.
 */
final class WsEngineLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(WsEngineLifecycle.class);

	/** A higher phase is stopped earlier. */
	static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512;

	private final WsEngine engine;

	private final Duration timeout;

	private volatile boolean running;

	WsEngineLifecycle(WsEngine engine, Duration timeout) {
		this.engine = engine;
		this.timeout = timeout;
	}

	@Override
	public void start() {
		this.engine.resume();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		int open = this.engine.connectionCount();
		if (!this.engine.drain(this.timeout)) {
			logger.warn("Of " + open + " WebSocket connections some did not close within ws.shutdown-timeout ("
					+ this.timeout + ") and were terminated");
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
