package dev.wsboot.engine.internal.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A logger that never throws, whatever its backend, the message or what was thrown does.
 * A line of the log is not worth an event loop or a connection, and where one is written
 * something has often gone wrong already: memory may be short. Such a line is lost.
 * Thread-safe.
 */
public final class Log {

	private final @Nullable Logger logger;

	Log(@Nullable Logger logger) {
		this.logger = logger;
	}

	/** The log of a class, silent if there can be none. */
	public static Log of(Class<?> type) {
		try {
			return new Log(System.getLogger(type.getName()));
		}
		catch (Throwable ex) {
			return new Log(null);
		}
	}

	public void log(Level level, String message) {
		log(level, message, null);
	}

	public void log(Level level, String message, @Nullable Throwable thrown) {
		try {
			if (this.logger != null) {
				this.logger.log(level, message, thrown);
			}
		}
		catch (Throwable ex) {
			// Nobody is left to be told.
		}
	}

	/** Puts the line together only if somebody wants to know. */
	public void log(Level level, Supplier<String> message) {
		log(level, message, null);
	}

	/** Puts the line together only if somebody wants to know. */
	public void log(Level level, Supplier<String> message, @Nullable Throwable thrown) {
		try {
			if (this.logger != null && this.logger.isLoggable(level)) {
				this.logger.log(level, message.get(), thrown);
			}
		}
		catch (Throwable ex) {
			// Nobody is left to be told.
		}
	}

}
