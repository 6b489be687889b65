package dev.wsboot.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import org.jspecify.annotations.Nullable;

/**
 * Options of an endpoint. Immutable; {@link #builder()} starts from the defaults and
 * {@link #toBuilder()} from these.
 */
public final class WsOptions {

	/** Longest time that an option may have. */
	public static final Duration LONGEST_TIME = Duration.ofDays(36_500);

	/** Largest {@link #maxPayload()}: a message has to fit an array. */
	public static final int LARGEST_PAYLOAD = Integer.MAX_VALUE - 8;

	/** The options that hold when nothing is set. */
	public static final WsOptions DEFAULTS = builder().build();

	private final Builder values;

	private WsOptions(Builder values) {
		this.values = values;
	}

	/**
	 * Starts from the defaults.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Starts from these options.
	 */
	public Builder toBuilder() {
		return this.values.copy();
	}

	/**
	 * Largest message in bytes, after reassembly and decompression; a larger one closes
	 * the connection with 1009. 64 MiB by default.
	 */
	public int maxPayload() {
		return this.values.maxPayload;
	}

	/**
	 * Most frames of one message; more close the connection with 1009. 131,072 by
	 * default.
	 */
	public int maxFragments() {
		return this.values.maxFragments;
	}

	/**
	 * Whether messages are compressed with peers that offer it (RFC 7692). True by
	 * default.
	 * @return whether permessage-deflate is negotiated
	 */
	public boolean perMessageDeflate() {
		return this.values.perMessageDeflate;
	}

	/**
	 * How messages are compressed, if they are. {@link PerMessageDeflateOptions#DEFAULTS}
	 * by default.
	 */
	public PerMessageDeflateOptions compression() {
		return this.values.compression;
	}

	/**
	 * Further extensions, negotiated in this order, behind permessage-deflate. One of
	 * that name takes the place of the built-in one. None by default.
	 */
	public List<Extension> extensions() {
		return this.values.extensions;
	}

	/**
	 * Subprotocols that the endpoint speaks, the preferred first. None by default.
	 */
	public List<String> subprotocols() {
		return this.values.subprotocols;
	}

	/**
	 * Chooses a connection's subprotocol in place of {@link #subprotocols()}. Of no
	 * meaning for a client.
	 * @return the choice, or null, the default, for the first of those that is offered
	 */
	public @Nullable WsSubprotocolChoice subprotocolChoice() {
		return this.values.subprotocolChoice;
	}

	/**
	 * Where the handler is called. {@link WsDispatch#EXECUTOR} by default.
	 */
	public WsDispatch dispatch() {
		return this.values.dispatch;
	}

	/**
	 * Received messages that may wait for the handler; from then on the connection is not
	 * read until half of them are done. 1,024 by default.
	 */
	public int maxPendingMessages() {
		return this.values.maxPendingMessages;
	}

	/**
	 * Bytes of received messages that may wait for the handler, likewise. 1 MiB by
	 * default; a single larger message is delivered all the same.
	 */
	public int maxPendingBytes() {
		return this.values.maxPendingBytes;
	}

	/**
	 * Bytes that may wait for a slow peer before {@link #overflow()} applies to the next
	 * send. 16 MiB by default; a single larger message is taken all the same.
	 */
	public int sendBufferLimit() {
		return this.values.sendBufferLimit;
	}

	/**
	 * What a send does when the send buffer is full. {@link WsOverflow#CLOSE} by default.
	 */
	public WsOverflow overflow() {
		return this.values.overflow;
	}

	/**
	 * After how long without a byte from the peer a Ping is sent. 30 seconds by default;
	 * zero sends none.
	 */
	public Duration pingInterval() {
		return this.values.pingInterval;
	}

	/**
	 * How long after such a Ping the peer may stay silent before the connection is given
	 * up with 1006. 20 seconds by default.
	 */
	public Duration pingTimeout() {
		return this.values.pingTimeout;
	}

	/**
	 * After how long without a message in either direction the connection is closed with
	 * 1001. Zero, the default, never does.
	 */
	public Duration idleTimeout() {
		return this.values.idleTimeout;
	}

	/**
	 * How long a closing connection waits for its peer before the socket is closed. 10
	 * seconds by default.
	 */
	public Duration closeTimeout() {
		return this.values.closeTimeout;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof WsOptions options && this.values.all().equals(options.values.all());
	}

	@Override
	public int hashCode() {
		return this.values.all().hashCode();
	}

	@Override
	public String toString() {
		return this.values.all().toString();
	}

	/**
	 * Collects options. Every setter throws {@link IllegalArgumentException}, naming the
	 * option, for a value out of range. Not thread-safe.
	 */
	public static final class Builder implements Cloneable {

		private int maxPayload = 64 * 1024 * 1024;

		private int maxFragments = 131_072;

		private boolean perMessageDeflate = true;

		private PerMessageDeflateOptions compression = PerMessageDeflateOptions.DEFAULTS;

		private List<Extension> extensions = List.of();

		private List<String> subprotocols = List.of();

		private @Nullable WsSubprotocolChoice subprotocolChoice;

		private WsDispatch dispatch = WsDispatch.EXECUTOR;

		private int maxPendingMessages = 1024;

		private int maxPendingBytes = 1024 * 1024;

		private int sendBufferLimit = 16 * 1024 * 1024;

		private WsOverflow overflow = WsOverflow.CLOSE;

		private Duration pingInterval = Duration.ofSeconds(30);

		private Duration pingTimeout = Duration.ofSeconds(20);

		private Duration idleTimeout = Duration.ZERO;

		private Duration closeTimeout = Duration.ofSeconds(10);

		private Builder() {
		}

		private Builder copy() {
			try {
				return (Builder) clone();
			}
			catch (CloneNotSupportedException ex) {
				throw new AssertionError(ex);
			}
		}

		private List<@Nullable Object> all() {
			return Arrays.asList(this.maxPayload, this.maxFragments, this.perMessageDeflate, this.compression,
					this.extensions, this.subprotocols, this.subprotocolChoice, this.dispatch, this.maxPendingMessages,
					this.maxPendingBytes, this.sendBufferLimit, this.overflow, this.pingInterval, this.pingTimeout,
					this.idleTimeout, this.closeTimeout);
		}

		/** Sets {@link WsOptions#maxPayload()}: 1 to {@link #LARGEST_PAYLOAD}. */
		public Builder maxPayload(long bytes) {
			this.maxPayload = positive("maxPayload", bytes, LARGEST_PAYLOAD);
			return this;
		}

		/** Sets {@link WsOptions#maxFragments()}: at least 1. */
		public Builder maxFragments(int frames) {
			this.maxFragments = positive("maxFragments", frames, Integer.MAX_VALUE);
			return this;
		}

		/** Sets {@link WsOptions#perMessageDeflate()}: whether to negotiate it. */
		public Builder perMessageDeflate(boolean enabled) {
			this.perMessageDeflate = enabled;
			return this;
		}

		/** Sets {@link WsOptions#compression()}: the options of permessage-deflate. */
		public Builder compression(PerMessageDeflateOptions compression) {
			this.compression = Objects.requireNonNull(compression, "'compression' must not be null");
			return this;
		}

		/** Sets {@link WsOptions#extensions()}: in order of preference. */
		public Builder extensions(List<? extends Extension> extensions) {
			this.extensions = List.copyOf(extensions);
			return this;
		}

		/**
		 * Sets {@link WsOptions#subprotocols()}: in order of preference, each a token,
		 * none twice.
		 */
		public Builder subprotocols(List<String> subprotocols) {
			requireSubprotocols(subprotocols);
			this.subprotocols = List.copyOf(subprotocols);
			return this;
		}

		/**
		 * Sets {@link WsOptions#subprotocolChoice()}: the choice, or null for that by
		 * order.
		 */
		public Builder subprotocolChoice(@Nullable WsSubprotocolChoice choice) {
			this.subprotocolChoice = choice;
			return this;
		}

		/** Sets {@link WsOptions#dispatch()}: where the handler is called. */
		public Builder dispatch(WsDispatch dispatch) {
			this.dispatch = Objects.requireNonNull(dispatch, "'dispatch' must not be null");
			return this;
		}

		/** Sets {@link WsOptions#maxPendingMessages()}: at least 1. */
		public Builder maxPendingMessages(int messages) {
			this.maxPendingMessages = positive("maxPendingMessages", messages, Integer.MAX_VALUE);
			return this;
		}

		/** Sets {@link WsOptions#maxPendingBytes()}: at least 1. */
		public Builder maxPendingBytes(long bytes) {
			this.maxPendingBytes = positive("maxPendingBytes", bytes, Integer.MAX_VALUE);
			return this;
		}

		/** Sets {@link WsOptions#sendBufferLimit()}: at least 1. */
		public Builder sendBufferLimit(long bytes) {
			this.sendBufferLimit = positive("sendBufferLimit", bytes, Integer.MAX_VALUE);
			return this;
		}

		/** Sets {@link WsOptions#overflow()}: the policy. */
		public Builder overflow(WsOverflow overflow) {
			this.overflow = Objects.requireNonNull(overflow, "'overflow' must not be null");
			return this;
		}

		/** Sets {@link WsOptions#pingInterval()}: zero or more. */
		public Builder pingInterval(Duration interval) {
			this.pingInterval = notNegative("pingInterval", interval);
			return this;
		}

		/** Sets {@link WsOptions#pingTimeout()}: more than zero. */
		public Builder pingTimeout(Duration timeout) {
			this.pingTimeout = positive("pingTimeout", timeout);
			return this;
		}

		/** Sets {@link WsOptions#idleTimeout()}: zero or more. */
		public Builder idleTimeout(Duration timeout) {
			this.idleTimeout = notNegative("idleTimeout", timeout);
			return this;
		}

		/** Sets {@link WsOptions#closeTimeout()}: more than zero. */
		public Builder closeTimeout(Duration timeout) {
			this.closeTimeout = positive("closeTimeout", timeout);
			return this;
		}

		/**
		 * The options.
		 * @return an immutable copy
		 */
		public WsOptions build() {
			return new WsOptions(copy());
		}

		private static void requireSubprotocols(List<String> subprotocols) {
			Set<String> unique = new HashSet<>();
			for (String subprotocol : subprotocols) {
				// RFC 6455 section 4.1: non-empty tokens, which must all be unique.
				if (!Headers.isToken(subprotocol) || !unique.add(subprotocol)) {
					throw new IllegalArgumentException("subprotocol '" + subprotocol.replaceAll("\\p{Cntrl}", "?")
							+ "' is not a token, or is there twice");
				}
			}
		}

		private static int positive(String option, long value, int most) {
			if (value < 1 || value > most) {
				throw new IllegalArgumentException("'" + option + "' must be 1 to " + most + ", not " + value);
			}
			return (int) value;
		}

		private static Duration positive(String option, Duration value) {
			if (notNegative(option, value).isZero()) {
				throw new IllegalArgumentException("'" + option + "' must be more than zero");
			}
			return value;
		}

		private static Duration notNegative(String option, Duration value) {
			Objects.requireNonNull(value, () -> "'" + option + "' must not be null");
			if (value.isNegative()) {
				throw new IllegalArgumentException("'" + option + "' must not be negative, but is " + value);
			}
			if (value.compareTo(LONGEST_TIME) > 0) {
				throw new IllegalArgumentException(
						"'" + option + "' must be at most " + LONGEST_TIME.toDays() + " days, but is " + value);
			}
			return value;
		}

	}

}
