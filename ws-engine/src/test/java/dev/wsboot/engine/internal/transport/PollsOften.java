package dev.wsboot.engine.internal.transport;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has Awaitility look every two milliseconds, for tests that wait for many short things.
 */
public final class PollsOften implements BeforeEachCallback, AfterEachCallback {

	@Override
	public void beforeEach(ExtensionContext context) {
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		Awaitility.reset();
	}

}
