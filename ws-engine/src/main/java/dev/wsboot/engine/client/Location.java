package dev.wsboot.engine.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Where a connection goes (RFC 6455 section 3).
 *
 * @param secure whether TLS is used
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port the port
 * @param authority host and port as the {@code Host} header has them
 * @param target path and query, encoded
 */
record Location(boolean secure, String host, int port, String authority, String target) {

	static Location of(URI uri) {
		boolean secure = isSecure(uri);
		String host = uri.getHost();
		if (host == null) {
			throw new IllegalArgumentException("URI '" + shown(uri) + "' has no host");
		}
		// RFC 6455 section 3: fragment identifiers must not be used.
		if (uri.getRawFragment() != null) {
			throw new IllegalArgumentException("URI '" + shown(uri) + "' has a fragment");
		}
		int standard = secure ? 443 : 80;
		int port = (uri.getPort() >= 0) ? uri.getPort() : standard;
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("URI '" + shown(uri) + "' has no possible port");
		}
		URI ascii = URI.create(uri.toASCIIString());
		String path = ascii.getRawPath();
		String target = (path == null || path.isEmpty()) ? "/" : path;
		if (ascii.getRawQuery() != null) {
			target += "?" + ascii.getRawQuery();
		}
		return new Location(secure, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port,
				(port == standard) ? host : host + ":" + port, target);
	}

	private static boolean isSecure(URI uri) {
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		return switch (scheme) {
			case "ws" -> false;
			case "wss" -> true;
			default ->
				throw new IllegalArgumentException("URI '" + shown(uri) + "' has another scheme than ws and wss");
		};
	}

	/** The header that user and password in the URI stand for. */
	static @Nullable String authorization(URI uri) {
		String user = uri.getUserInfo();
		return (user == null) ? null : basic(user);
	}

	/** RFC 7617. */
	static String basic(String userAndPassword) {
		return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Where a redirection leads.
	 * @param header value of its {@code Location}
	 * @throws IllegalArgumentException if it leads nowhere that can be connected to
	 */
	Location redirected(String header) {
		URI base = URI.create((this.secure ? "https://" : "http://") + this.authority + this.target);
		URI uri = base.resolve(header);
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		String mapped = switch (scheme) {
			case "http" -> "ws";
			case "https" -> "wss";
			default -> scheme;
		};
		Location next = of(URI.create(mapped + uri.toString().substring(scheme.length())));
		if (this.secure && !next.secure) {
			throw new IllegalArgumentException("redirection leads from wss to ws");
		}
		return next;
	}

	/** Host and port as a proxy is told. */
	String tunnelTarget() {
		return (this.host.indexOf(':') >= 0) ? "[" + this.host + "]:" + this.port : this.host + ":" + this.port;
	}

	boolean isSameOrigin(Location other) {
		return this.secure == other.secure && this.port == other.port && this.host.equalsIgnoreCase(other.host);
	}

	/** User, password and query may be secrets; a host that is none has them as well. */
	private static String shown(URI uri) {
		return uri.toString().replaceFirst("//[^/?#]*@", "//").replaceFirst("[?#].*", "");
	}

}
