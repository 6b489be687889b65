package dev.wsboot.engine.internal.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A log that never throws.
 */
class LogTests {

	private final List<String> lines = new ArrayList<>();

	private final Log log = new Log(new Backend());

	@Test
	void tellsTheBackend() {
		this.log.log(Level.WARNING, "a");
		this.log.log(Level.ERROR, "b", new IllegalStateException("reason"));
		this.log.log(Level.INFO, () -> "c");
		this.log.log(Level.INFO, () -> "d", new IllegalStateException("other"));
		assertThat(this.lines).containsExactly("WARNING a", "ERROR b reason", "INFO c", "INFO d other");
	}

	@Test
	void putsNoLineTogetherThatNobodyWants() {
		this.log.log(Level.DEBUG, () -> {
			throw new AssertionError("nobody wants to know");
		});
		assertThat(this.lines).isEmpty();
	}

	@Test
	void survivesItsBackend() {
		Log broken = new Log(new Backend() {

			@Override
			public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
				LogTests.this.lines.add("asked");
				throw new StackOverflowError("appender");
			}

		});
		broken.log(Level.ERROR, "a");
		broken.log(Level.ERROR, "b", new IllegalStateException());
		broken.log(Level.ERROR, () -> "c");
		assertThat(this.lines).hasSize(3);
	}

	@Test
	void survivesAMessageThatCannotBePutTogether() {
		this.log.log(Level.ERROR, () -> {
			throw new OutOfMemoryError("deliberate");
		}, new IllegalStateException());
		assertThat(this.lines).isEmpty();
	}

	@Test
	void survivesHavingNoBackend() {
		Log silent = new Log(null);
		silent.log(Level.ERROR, "a");
		silent.log(Level.ERROR, () -> "b");
		assertThat(this.lines).isEmpty();
	}

	private class Backend implements Logger {

		@Override
		public String getName() {
			return "backend";
		}

		@Override
		public boolean isLoggable(Level level) {
			return level.compareTo(Level.INFO) >= 0;
		}

		@Override
		public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
			LogTests.this.lines.add(level + " " + message + ((thrown != null) ? " " + thrown.getMessage() : ""));
		}

		@Override
		public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
			throw new AssertionError("no line has parameters");
		}

	}

}
