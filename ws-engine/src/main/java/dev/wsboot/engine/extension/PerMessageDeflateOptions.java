package dev.wsboot.engine.extension;

import dev.wsboot.engine.internal.deflate.PerMessageDeflate;

/**
 * How {@link PerMessageDeflate} compresses and what it negotiates. The names are those of
 * RFC 7692 section 7.1 and mean the same in both roles: what is said of the server holds
 * for this endpoint when it is the server, and for its peer when it is the client.
 *
 * @param level effort of compression, from 1, the fastest, to 9; 2 by default, which
 * takes half the time of 6 for 1 to 14 percent more bytes
 * @param threshold messages of fewer bytes are sent as they are; 256 by default
 * @param serverMaxWindowBits base-2 logarithm of the largest window that the server
 * compresses with, 8 to 15; 15 by default
 * @param clientMaxWindowBits the same for the client; 15 by default. A server can only
 * ask for less than 15 if the client offers to obey
 * @param serverContextTakeover whether the server's messages may refer to its earlier
 * ones; false by default, since each side then has to remember a window
 * @param clientContextTakeover the same for the client's messages; false by default
 * @param memoryBudget bytes that all connections together may retain for context
 * takeover; 64 MiB by default. Beyond it a sender forgets, and a server agrees to no
 * further takeover by clients; what was agreed before is kept
 */
public record PerMessageDeflateOptions(int level, int threshold, int serverMaxWindowBits, int clientMaxWindowBits,
		boolean serverContextTakeover, boolean clientContextTakeover, long memoryBudget) {

	/** Smallest window, as its base-2 logarithm. */
	public static final int MIN_WINDOW_BITS = 8;

	/** Largest window, as its base-2 logarithm. */
	public static final int MAX_WINDOW_BITS = 15;

	/** The options that hold when nothing is set. */
	public static final PerMessageDeflateOptions DEFAULTS = new PerMessageDeflateOptions(2, 256, MAX_WINDOW_BITS,
			MAX_WINDOW_BITS, false, false, 64L * 1024 * 1024);

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException for a value out of range, naming the option
	 */
	public PerMessageDeflateOptions {
		requireRange("level", level, 1, 9);
		requireRange("threshold", threshold, 0, Integer.MAX_VALUE);
		requireRange("serverMaxWindowBits", serverMaxWindowBits, MIN_WINDOW_BITS, MAX_WINDOW_BITS);
		requireRange("clientMaxWindowBits", clientMaxWindowBits, MIN_WINDOW_BITS, MAX_WINDOW_BITS);
		requireRange("memoryBudget", memoryBudget, 0, Long.MAX_VALUE);
	}

	/** A builder that starts from the defaults. */
	public static Builder builder() {
		return DEFAULTS.toBuilder();
	}

	/** A builder that starts from these options. */
	public Builder toBuilder() {
		return new Builder(this);
	}

	private static void requireRange(String option, long value, long least, long most) {
		if (value < least || value > most) {
			throw new IllegalArgumentException("'" + option + "' must be " + least + " to " + most + ", not " + value);
		}
	}

	/**
	 * Collects options, each described at the record's component of its name. Not
	 * thread-safe.
	 */
	public static final class Builder {

		private int level;

		private int threshold;

		private int serverMaxWindowBits;

		private int clientMaxWindowBits;

		private boolean serverContextTakeover;

		private boolean clientContextTakeover;

		private long memoryBudget;

		private Builder(PerMessageDeflateOptions options) {
			this.level = options.level;
			this.threshold = options.threshold;
			this.serverMaxWindowBits = options.serverMaxWindowBits;
			this.clientMaxWindowBits = options.clientMaxWindowBits;
			this.serverContextTakeover = options.serverContextTakeover;
			this.clientContextTakeover = options.clientContextTakeover;
			this.memoryBudget = options.memoryBudget;
		}

		/**
		 * Sets {@link PerMessageDeflateOptions#level()}.
		 * @param level 1 to 9
		 * @return this builder
		 */
		public Builder level(int level) {
			this.level = level;
			return this;
		}

		/**
		 * Sets {@link PerMessageDeflateOptions#threshold()}.
		 * @param bytes 0 or more
		 * @return this builder
		 */
		public Builder threshold(int bytes) {
			this.threshold = bytes;
			return this;
		}

		/**
		 * Sets {@link PerMessageDeflateOptions#serverMaxWindowBits()}.
		 * @param bits 8 to 15
		 * @return this builder
		 */
		public Builder serverMaxWindowBits(int bits) {
			this.serverMaxWindowBits = bits;
			return this;
		}

		/**
		 * Sets {@link PerMessageDeflateOptions#clientMaxWindowBits()}.
		 * @param bits 8 to 15
		 * @return this builder
		 */
		public Builder clientMaxWindowBits(int bits) {
			this.clientMaxWindowBits = bits;
			return this;
		}

		/**
		 * Sets {@link PerMessageDeflateOptions#serverContextTakeover()}.
		 * @param takeover whether the server may refer to earlier messages
		 * @return this builder
		 */
		public Builder serverContextTakeover(boolean takeover) {
			this.serverContextTakeover = takeover;
			return this;
		}

		/**
		 * Sets {@link PerMessageDeflateOptions#clientContextTakeover()}.
		 * @param takeover whether the client may refer to earlier messages
		 * @return this builder
		 */
		public Builder clientContextTakeover(boolean takeover) {
			this.clientContextTakeover = takeover;
			return this;
		}

		/**
		 * Sets {@link PerMessageDeflateOptions#memoryBudget()}.
		 * @param bytes 0 or more
		 * @return this builder
		 */
		public Builder memoryBudget(long bytes) {
			this.memoryBudget = bytes;
			return this;
		}

		/**
		 * The options.
		 * @throws IllegalArgumentException for a value out of range, naming the option
		 */
		public PerMessageDeflateOptions build() {
			return new PerMessageDeflateOptions(this.level, this.threshold, this.serverMaxWindowBits,
					this.clientMaxWindowBits, this.serverContextTakeover, this.clientContextTakeover,
					this.memoryBudget);
		}

	}

}
