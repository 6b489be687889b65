package dev.wsboot.engine.client;

import java.util.Objects;

import javax.net.ssl.SSLContext;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.internal.dial.HttpProxy;
import dev.wsboot.engine.internal.dial.Location;

/**
 * An HTTP proxy, asked by {@code CONNECT} (RFC 9110 section 9.3.6) for a tunnel to the
 * server. Immutable.
 */
public final class WsProxy {

	private final HttpProxy proxy;

	private WsProxy(HttpProxy proxy) {
		this.proxy = proxy;
	}

	/**
	 * A proxy that is spoken to without TLS and without credentials.
	 * @param host its name or address
	 * @param port its port, 1 to 65535
	 * @throws IllegalArgumentException if the host is none or the port is out of range
	 */
	public static WsProxy of(String host, int port) {
		Objects.requireNonNull(host, "'host' must not be null");
		if (host.isEmpty() || host.chars().anyMatch((c) -> c <= ' ' || c == 0x7F)) {
			throw new IllegalArgumentException("'host' must not be empty or hold white space");
		}
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("'port' must be 1 to 65535, not " + port);
		}
		return new WsProxy(new HttpProxy(host, port, Headers.EMPTY, null));
	}

	/**
	 * Who asks, as {@code Proxy-Authorization} of the basic scheme (RFC 7617), which the
	 * server behind the proxy does not see.
	 * @param user the user, without a colon
	 * @param password the password
	 * @return the proxy with the credentials
	 */
	public WsProxy credentials(String user, String password) {
		if (user.indexOf(':') >= 0) {
			throw new IllegalArgumentException("'user' must not contain a colon");
		}
		return header("Proxy-Authorization", Location.basic(user + ":" + password));
	}

	/**
	 * A further header field of {@code CONNECT}, for the proxy alone.
	 * @param name its name
	 * @param value its value
	 * @return the proxy with the field
	 * @throws IllegalArgumentException if the name is not a token or the value holds a
	 * control character
	 */
	public WsProxy header(String name, String value) {
		Headers more = Headers.builder().addAll(this.proxy.headers()).add(name, value).build();
		return new WsProxy(new HttpProxy(this.proxy.host(), this.proxy.port(), more, this.proxy.tls()));
	}

	/**
	 * As {@link #tls(TlsSettings)}, with parameters as they come.
	 * @param context key and trust material
	 * @return the proxy with TLS
	 */
	public WsProxy tls(SSLContext context) {
		return tls(TlsSettings.of(context));
	}

	/**
	 * Speaks TLS to the proxy itself.
	 * @param settings key and trust material, and parameters
	 * @return the proxy with TLS
	 */
	public WsProxy tls(TlsSettings settings) {
		return new WsProxy(new HttpProxy(this.proxy.host(), this.proxy.port(), this.proxy.headers(), settings));
	}

	HttpProxy proxy() {
		return this.proxy;
	}

	/** Without credentials, which are among the header fields. */
	@Override
	public String toString() {
		return "WsProxy[" + this.proxy.host() + ":" + this.proxy.port() + "]";
	}

}
