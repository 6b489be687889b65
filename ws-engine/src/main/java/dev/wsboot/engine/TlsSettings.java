package dev.wsboot.engine;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * How one side speaks TLS.
 *
 * @param context gives key and trust material, asked for every connection so that renewed
 * certificates are used; must not block
 * @param customizer changes the parameters of every connection, such as protocols, cipher
 * suites or client authentication; a client that is not to look for the host's name in
 * the certificate clears the endpoint identification algorithm
 */
public record TlsSettings(Supplier<SSLContext> context, Consumer<SSLParameters> customizer) {

	/**
	 * Checks that both are there.
	 */
	public TlsSettings {
		Objects.requireNonNull(context, "'context' must not be null");
		Objects.requireNonNull(customizer, "'customizer' must not be null");
	}

	/**
	 * With the context's own parameters.
	 * @param context key and trust material
	 * @return the settings
	 */
	public static TlsSettings of(SSLContext context) {
		Objects.requireNonNull(context, "'context' must not be null");
		return new TlsSettings(() -> context, (parameters) -> {
		});
	}

}
