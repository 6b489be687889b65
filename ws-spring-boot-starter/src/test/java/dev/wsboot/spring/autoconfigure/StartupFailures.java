package dev.wsboot.spring.autoconfigure;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a failed start says.
 */
final class StartupFailures {

	private final FailureAnalysis analysis;

	private StartupFailures(FailureAnalysis analysis) {
		this.analysis = analysis;
	}

	static <C extends ApplicationContext, A extends ApplicationContextAssertProvider<C>> StartupFailures of(A context) {
		assertThat(context).hasFailed();
		Throwable cause = context.getStartupFailure();
		while (cause != null && !(cause instanceof FailureAnalyzedException)) {
			cause = cause.getCause();
		}
		assertThat(cause).as("an analyzed failure").isNotNull();
		return new StartupFailures(((FailureAnalyzedException) cause).analysis());
	}

	StartupFailures describes(String... parts) {
		assertThat(this.analysis.getDescription()).contains(parts);
		return this;
	}

	StartupFailures keeps(String secret) {
		assertThat(this.analysis.getDescription() + this.analysis.getAction()).doesNotContain(secret);
		return this;
	}

	StartupFailures advises(String... parts) {
		assertThat(this.analysis.getAction()).contains(parts);
		return this;
	}

}
