package dev.wsboot.engine.internal.dial;

import java.time.Duration;

import dev.wsboot.engine.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * How servers are connected to.
 *
 * @param connectTimeout for the look-up of a name and all addresses behind it
 * @param handshakeTimeout for TLS, the proxy and the head of the answer
 * @param maxHeadBytes most bytes of the answer's head
 * @param maxRedirects most redirections that are followed
 * @param tls for servers that are spoken to by TLS
 * @param proxy on the way to every server, or null
 */
public record DialSettings(Duration connectTimeout, Duration handshakeTimeout, int maxHeadBytes, int maxRedirects,
		TlsSettings tls, @Nullable HttpProxy proxy) {

}
