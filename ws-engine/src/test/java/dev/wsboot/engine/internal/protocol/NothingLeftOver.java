package dev.wsboot.engine.internal.protocol;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test if one of its {@link Conversation}s emitted an event or sent bytes that
 * the test did not expect.
 */
class NothingLeftOver implements AfterEachCallback {

	@Override
	public void afterEach(ExtensionContext context) {
		Conversation.verifyAll();
	}

}
