package dev.wsboot.engine.internal.dial;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that is asked for a tunnel (RFC 9110 section 9.3.6).
 *
 * @param headers what {@code CONNECT} says besides the target, for the proxy alone
 * @param tls how TLS is spoken to the proxy itself, or null
 */
public record HttpProxy(String host, int port, Headers headers, @Nullable TlsSettings tls) {

}
