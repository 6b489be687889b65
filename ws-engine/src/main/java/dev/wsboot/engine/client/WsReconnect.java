package dev.wsboot.engine.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.internal.log.Log;

/**
 * When a {@link WsLink} connects again, and how much it keeps meanwhile. Immutable.
 *
 * <p>
 * The first attempt follows the loss after {@link Builder#initialDelay}, the next ones
 * after delays that grow by {@link Builder#factor} up to {@link Builder#maxDelay}, each
 * shortened by chance, so that the clients of a server that restarts do not come back all
 * at once. The delays start anew only when a connection stood for
 * {@link Builder#steadyAfter}: a server that accepts and closes at once is not hammered.
 * An answer's {@code Retry-After} (RFC 9110 section 10.2.3) lengthens a delay up to
 * {@code maxDelay}.
 */
public final class WsReconnect {

	private static final Log log = Log.of(WsLink.class);

	/** What holds when nothing is set. */
	public static final WsReconnect DEFAULTS = builder().build();

	final Duration initialDelay;

	final Duration maxDelay;

	final double factor;

	final double jitter;

	final Duration steadyAfter;

	final int maxAttempts;

	final long maxKeptBytes;

	private final Predicate<WsClose> closes;

	private final Predicate<WsHandshakeException> refusals;

	private final WsReconnectListener listener;

	private WsReconnect(Builder builder) {
		this.initialDelay = builder.initialDelay;
		this.maxDelay = builder.maxDelay;
		this.factor = builder.factor;
		this.jitter = builder.jitter;
		this.steadyAfter = builder.steadyAfter;
		this.maxAttempts = builder.maxAttempts;
		this.maxKeptBytes = builder.maxKeptBytes;
		this.closes = builder.closes;
		this.refusals = builder.refusals;
		this.listener = builder.listener;
	}

	/** A builder that starts from the defaults. */
	public static Builder builder() {
		return new Builder();
	}

	/** A builder that starts from these settings. */
	public Builder toBuilder() {
		return new Builder().initialDelay(this.initialDelay)
			.maxDelay(this.maxDelay)
			.factor(this.factor)
			.jitter(this.jitter)
			.steadyAfter(this.steadyAfter)
			.maxAttempts(this.maxAttempts)
			.maxKeptBytes(this.maxKeptBytes)
			.closes(this.closes)
			.refusals(this.refusals)
			.listener(this.listener);
	}

	/** What the application's rule says, which gives up where it throws. */
	boolean accepts(WsClose close) {
		return accepts(this.closes, close);
	}

	boolean accepts(WsHandshakeException refusal) {
		return accepts(this.refusals, refusal);
	}

	private static <T> boolean accepts(Predicate<T> rule, T event) {
		try {
			return rule.test(event);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "rule of a link threw, which gives up", ex);
			return false;
		}
	}

	void tell(Consumer<WsReconnectListener> event) {
		try {
			event.accept(this.listener);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "listener of a link threw", ex);
		}
	}

	/**
	 * Whether a connection that ended so may well be possible again, whichever side ended
	 * it.
	 * @param close how it ended
	 * @return false for 1000, for what one side holds against the other and would again
	 * (1002, 1003, 1007 to 1010), and for the codes of libraries and applications (3000
	 * to 4999), of which only they know the meaning; true for the rest, such as 1001,
	 * 1005, 1006 and 1011 to 1014
	 */
	public static boolean isTemporary(WsClose close) {
		return switch (close.code()) {
			case CloseCode.NORMAL, CloseCode.PROTOCOL_ERROR, CloseCode.UNSUPPORTED_DATA, CloseCode.INVALID_PAYLOAD,
					CloseCode.POLICY_VIOLATION, CloseCode.MESSAGE_TOO_BIG, CloseCode.MANDATORY_EXTENSION ->
				false;
			default -> close.code() < 3000;
		};
	}

	/**
	 * Whether an attempt that failed so may well succeed later.
	 * @param refusal how it failed
	 * @return true if there was no answer (nobody listens, a timeout, an unknown host,
	 * TLS that came to nothing) and for the statuses 408, 425, 429 and 500 to 599, of
	 * server or proxy; false for every other answer
	 */
	public static boolean isTemporary(WsHandshakeException refusal) {
		return switch (refusal.status()) {
			case 0, 408, 425, 429 -> true;
			default -> refusal.status() / 100 == 5;
		};
	}

	/**
	 * Collects the settings. Every setter throws {@link IllegalArgumentException}, naming
	 * the setting, for a value out of range. Not thread-safe.
	 */
	public static final class Builder {

		private Duration initialDelay = Duration.ofMillis(500);

		private Duration maxDelay = Duration.ofSeconds(30);

		private double factor = 2;

		private double jitter = 0.5;

		private Duration steadyAfter = Duration.ofSeconds(10);

		private int maxAttempts = Integer.MAX_VALUE;

		private long maxKeptBytes = WsOptions.DEFAULTS.sendBufferLimit();

		private Predicate<WsClose> closes = WsReconnect::isTemporary;

		private Predicate<WsHandshakeException> refusals = WsReconnect::isTemporary;

		private WsReconnectListener listener = new WsReconnectListener() {
		};

		private Builder() {
		}

		/**
		 * Longest time to the first attempt behind a loss. 500 milliseconds by default.
		 * @param delay more than zero
		 * @return this builder
		 */
		public Builder initialDelay(Duration delay) {
			this.initialDelay = positive("initialDelay", delay);
			return this;
		}

		/**
		 * Longest time between two attempts. 30 seconds by default.
		 * @param delay more than zero; below the initial delay it holds for that, too
		 * @return this builder
		 */
		public Builder maxDelay(Duration delay) {
			this.maxDelay = positive("maxDelay", delay);
			return this;
		}

		/**
		 * How many times longer each delay is than the one before. 2 by default.
		 * @param factor 1 or more
		 * @return this builder
		 */
		public Builder factor(double factor) {
			require(factor >= 1 && factor <= Double.MAX_VALUE, "factor", "1.0 to " + Double.MAX_VALUE, factor);
			this.factor = factor;
			return this;
		}

		/**
		 * The fraction of a delay that is left to chance: with 0.5, a delay of 8 seconds
		 * takes 4 to 8. 0.5 by default.
		 * @param jitter 0 for none, to 1
		 * @return this builder
		 */
		public Builder jitter(double jitter) {
			require(jitter >= 0 && jitter <= 1, "jitter", "0.0 to 1.0", jitter);
			this.jitter = jitter;
			return this;
		}

		/**
		 * How long a connection has to stand for the delays, and the count of attempts,
		 * to start anew behind it. 10 seconds by default.
		 * @param time zero for every connection that came about
		 * @return this builder
		 */
		public Builder steadyAfter(Duration time) {
			require(!time.isNegative() && time.compareTo(WsOptions.LONGEST_TIME) <= 0, "steadyAfter", "zero or more",
					time);
			this.steadyAfter = time;
			return this;
		}

		/**
		 * Most attempts that are made in a row without a connection that stood; behind
		 * the last the link gives up. Unlimited by default.
		 * @param attempts 0 or more, the first connect not among them
		 * @return this builder
		 */
		public Builder maxAttempts(int attempts) {
			require(attempts >= 0, "maxAttempts", "0 or more", attempts);
			this.maxAttempts = attempts;
			return this;
		}

		/**
		 * From how many bytes of messages on, kept while the link is not connected or the
		 * server reads too slowly, no more are taken. A message counts for its bytes, or
		 * characters, and 64 more. 16 MiB by default, as for
		 * {@link WsOptions#sendBufferLimit()}.
		 * @param bytes 0 to keep none, or more
		 * @return this builder
		 */
		public Builder maxKeptBytes(long bytes) {
			require(bytes >= 0, "maxKeptBytes", "0 or more", bytes);
			this.maxKeptBytes = bytes;
			return this;
		}

		/**
		 * Behind which ends of a connection another is tried.
		 * {@link WsReconnect#isTemporary(WsClose)} by default.
		 * @param temporary true to try again
		 * @return this builder
		 */
		public Builder closes(Predicate<WsClose> temporary) {
			this.closes = Objects.requireNonNull(temporary, "'temporary' must not be null");
			return this;
		}

		/**
		 * Behind which failed attempts another is made.
		 * {@link WsReconnect#isTemporary(WsHandshakeException)} by default.
		 * @param temporary true to try again
		 * @return this builder
		 */
		public Builder refusals(Predicate<WsHandshakeException> temporary) {
			this.refusals = Objects.requireNonNull(temporary, "'temporary' must not be null");
			return this;
		}

		/**
		 * Who is told of connects and losses. Nobody by default.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(WsReconnectListener listener) {
			this.listener = Objects.requireNonNull(listener, "'listener' must not be null");
			return this;
		}

		/** The settings. */
		public WsReconnect build() {
			return new WsReconnect(this);
		}

		private static Duration positive(String setting, Duration value) {
			boolean inReach = value.compareTo(Duration.ZERO) > 0 && value.compareTo(WsOptions.LONGEST_TIME) <= 0;
			require(inReach, setting, "more than zero", value);
			return value;
		}

	}

	static void require(boolean holds, String setting, String wanted, Object value) {
		if (!holds) {
			throw new IllegalArgumentException("'" + setting + "' must be " + wanted + ", not " + value);
		}
	}

}
