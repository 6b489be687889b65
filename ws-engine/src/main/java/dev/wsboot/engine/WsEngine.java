package dev.wsboot.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The threads that connections live on, and all connections. One engine serves any number
 * of servers and clients; one that is given none starts its own. Thread-safe.
 */
public interface WsEngine extends AutoCloseable {

	/**
	 * Starts from the defaults.
	 * @return a builder
	 */
	static Builder builder() {
		return new Builder();
	}

	/**
	 * All connections open now.
	 * @return a copy
	 */
	Collection<WsConnection> connections();

	/**
	 * Places in use: connections from their handshake until their handler has been told
	 * of their end.
	 * @return their number
	 */
	int connectionCount();

	/**
	 * Most places at a time.
	 * @return {@link Builder#maxConnections}
	 */
	int maxConnections();

	/**
	 * What messages hold that have not arrived whole.
	 * @return bytes of all connections
	 */
	long partialBytes();

	/**
	 * Most that they may hold.
	 * @return {@link Builder#maxPartialBytes}
	 */
	long maxPartialBytes();

	/**
	 * Has an observer told of the life of all connections.
	 * @param observer told from now on
	 */
	void observe(WsConnectionObserver observer);

	/**
	 * Closes every connection with 1001 and opens no more until {@link #resume()}. Waits
	 * until the peers have answered and the handlers have been told:
	 * {@link WsHandler#onClose} has returned for every connection. Called by a handler,
	 * it waits for the peers alone.
	 * @param timeout how long to wait; connections still open then are terminated, and
	 * handlers still at work are named in the log
	 * @return true if all were closed and all handlers had returned in time
	 */
	boolean drain(Duration timeout);

	/**
	 * Opens connections again after {@link #drain}.
	 */
	void resume();

	/**
	 * Terminates all connections that {@link #drain} has not closed and ends the threads.
	 */
	@Override
	void close();

	/**
	 * Collects the engine's settings. Every setter throws
	 * {@link IllegalArgumentException}, naming the setting, for a value out of range. Not
	 * thread-safe.
	 */
	final class Builder {

		/** The other half of the processors is for handlers, the kernel and the JVM. */
		private int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

		private int maxConnections = 100_000;

		private long maxPartialBytes = Runtime.getRuntime().maxMemory() / 4;

		private @Nullable Executor executor;

		private boolean daemon = true;

		private Builder() {
		}

		/**
		 * Number of event loops. Half as many as processors by default, but at least 1.
		 * @param eventLoops at least 1
		 * @return this builder
		 */
		public Builder eventLoops(int eventLoops) {
			this.eventLoops = (int) positive("eventLoops", eventLoops);
			return this;
		}

		/**
		 * Most connections at a time. 100,000 by default.
		 * @param maxConnections at least 1
		 * @return this builder
		 */
		public Builder maxConnections(int maxConnections) {
			this.maxConnections = (int) positive("maxConnections", maxConnections);
			return this;
		}

		/**
		 * Most bytes that messages which have not arrived whole may hold, of all
		 * connections together; one that needs more is closed with 1013. A quarter of the
		 * JVM's largest heap by default.
		 * @param maxPartialBytes at least 1
		 * @return this builder
		 */
		public Builder maxPartialBytes(long maxPartialBytes) {
			this.maxPartialBytes = positive("maxPartialBytes", maxPartialBytes);
			return this;
		}

		/**
		 * Where handlers run that are not inline. By default a virtual thread for every
		 * batch of messages where the JVM has them, else a pool of platform threads; and
		 * quick ones on the threads of busy event loops, which an executor set here rules
		 * out.
		 * @param executor must not run tasks on the calling thread
		 * @return this builder
		 */
		public Builder executor(Executor executor) {
			this.executor = Objects.requireNonNull(executor, "'executor' must not be null");
			return this;
		}

		/**
		 * Whether the JVM may end although the engine is not closed. True by default.
		 * @param daemon false to keep the JVM alive
		 * @return this builder
		 */
		public Builder daemon(boolean daemon) {
			this.daemon = daemon;
			return this;
		}

		/**
		 * Starts the engine.
		 * @return the engine, to be closed
		 */
		public WsEngine build() {
			return Provided.PROVIDER.engine(new Settings(this.eventLoops, this.maxConnections, this.maxPartialBytes,
					this.executor, this.daemon));
		}

		private static long positive(String setting, long value) {
			if (value < 1) {
				throw new IllegalArgumentException("'" + setting + "' must be at least 1, not " + value);
			}
			return value;
		}

	}

	/**
	 * What a {@link Builder} was told, each as its setter says.
	 *
	 * @param eventLoops number of event loops
	 * @param maxConnections most connections at a time
	 * @param maxPartialBytes most bytes of messages that have not arrived whole
	 * @param executor where handlers run that are not inline, or null for the engine's
	 * own
	 * @param daemon whether the JVM may end although the engine is not closed
	 */
	record Settings(int eventLoops, int maxConnections, long maxPartialBytes, @Nullable Executor executor,
			boolean daemon) {

	}

}
