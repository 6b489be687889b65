package dev.wsboot.spring.autoconfigure;

import java.net.BindException;

import dev.wsboot.engine.testing.FreePort;

import org.springframework.boot.web.server.PortInUseException;

/**
 * Ports for tests that must know them before anybody listens.
 */
final class FreePorts {

	private static final int ATTEMPTS = 5;

	private FreePorts() {
	}

	/** Runs a test with a free port, and again with another if somebody else took it. */
	static void use(Use test) throws Exception {
		for (int attempt = 1;; attempt++) {
			try {
				test.with(FreePort.find());
				return;
			}
			catch (Exception ex) {
				if (attempt == ATTEMPTS || !isPortTaken(ex)) {
					throw ex;
				}
			}
		}
	}

	private static boolean isPortTaken(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException || cause instanceof PortInUseException) {
				return true;
			}
		}
		return false;
	}

	/** What is done with a port. */
	interface Use {

		void with(int port) throws Exception;

	}

}
