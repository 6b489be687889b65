package dev.wsboot.engine;

import java.util.ServiceLoader;

/**
 * The {@link EngineProvider} there is, looked for once.
 */
final class Provided {

	static final EngineProvider PROVIDER = ServiceLoader
		.load(EngineProvider.class, EngineProvider.class.getClassLoader())
		.findFirst()
		.orElseThrow(() -> new IllegalStateException(
				"META-INF/services of ws-engine is missing: was it left out when " + "jars were merged into one?"));

	private Provided() {
	}

}
