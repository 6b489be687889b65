package dev.wsboot.benchmarks.load;

import java.io.IOException;

/**
 * Runs loads.
 */
public final class LoadGenerator {

	private LoadGenerator() {
	}

	/**
	 * Runs a load on a server.
	 * @param load what to do
	 * @param subject the server
	 * @param timing for how long
	 * @return what was measured
	 * @throws LoadException if the server does not do what the load asks
	 */
	public static Sample run(Load load, Subject subject, Timing timing) {
		try {
			return switch (load.kind()) {
				case ECHO -> new EchoLoad(load).run(subject, timing);
				case BROADCAST -> new BroadcastLoad(load).run(subject, timing);
				case CHURN -> new ChurnLoad(load).run(subject, timing);
				case IDLE -> new IdleLoad(load).run(subject);
			};
		}
		catch (IOException ex) {
			throw new LoadException(String.valueOf(ex.getMessage()));
		}
	}

}
