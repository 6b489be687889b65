package dev.wsboot.spring.autoconfigure;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import dev.wsboot.engine.server.WsServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Runs the routes' own server: listens when the application has started, tells the port
 * as {@code local.ws.server.port}, and closes all connections with 1001 when the
 * application stops. The process lives as long as it listens, as with a web server.
 */
final class WsServerLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(WsServer.class);

	/** Started after the engine and stopped before it. */
	static final int PHASE = WsEngineLifecycle.PHASE + 1;

	/** Where Spring Boot puts the ports of web servers. */
	private static final String PORTS = "server.ports";

	private final Supplier<WsServer> source;

	private final Duration timeout;

	private final ConfigurableEnvironment environment;

	private @Nullable WsServer server;

	private volatile @Nullable CountDownLatch listening;

	WsServerLifecycle(Supplier<WsServer> source, Duration timeout, ConfigurableEnvironment environment) {
		this.source = source;
		this.timeout = timeout;
		this.environment = environment;
	}

	@Override
	public synchronized void start() {
		if (this.server == null) {
			this.server = this.source.get();
		}
		listen(this.server);
		tell(this.server.port());
		CountDownLatch stopped = new CountDownLatch(1);
		this.listening = stopped;
		keepAlive(stopped);
		logger.info("WebSocket routes are served on port " + this.server.port());
	}

	private static void listen(WsServer server) {
		try {
			server.start();
		}
		catch (UncheckedIOException ex) {
			throw StartupFailure.cannotListen(ex);
		}
	}

	private void tell(int port) {
		MutablePropertySources sources = this.environment.getPropertySources();
		if (!sources.contains(PORTS)) {
			sources.addFirst(new MapPropertySource(PORTS, new HashMap<>()));
		}
		if (sources.get(PORTS) instanceof MapPropertySource ports) {
			ports.getSource().put("local.ws.server.port", port);
		}
	}

	/** The engine's threads are daemons. */
	private static void keepAlive(CountDownLatch stopped) {
		Thread thread = new Thread(() -> {
			try {
				stopped.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "ws-server-keep-alive");
		thread.setDaemon(false);
		thread.start();
	}

	@Override
	public synchronized void stop() {
		CountDownLatch stopped = this.listening;
		if (stopped == null || this.server == null) {
			return;
		}
		this.listening = null;
		int open = this.server.connections().size();
		if (!this.server.stop(this.timeout)) {
			logger.warn("Of " + open + " WebSocket connections some did not close within ws.shutdown-timeout ("
					+ this.timeout + ") and were terminated");
		}
		stopped.countDown();
	}

	@Override
	public boolean isRunning() {
		return this.listening != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
