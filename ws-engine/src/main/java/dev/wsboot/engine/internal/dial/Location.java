package dev.wsboot.engine.internal.dial;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param scheme the scheme without TLS, of which the one with TLS has an {@code s} more
 * @param secure whether TLS is used
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port the port
 * @param authority host and port as the {@code Host} header has them
 * @param target path and query, encoded
 */
public record Location(String scheme, boolean secure, String host, int port, String authority, String target) {

	/**
	 * Where a URI of the scheme, or of it with an {@code s}, leads.
	 * @throws IllegalArgumentException if that is nowhere that can be connected to
	 */
	public static Location of(URI uri, String scheme) {
		boolean secure = isSecure(uri, scheme);
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
		return new Location(scheme, secure, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port,
				(port == standard) ? host : host + ":" + port, target);
	}

	private static boolean isSecure(URI uri, String scheme) {
		String given = lowerCase(uri.getScheme());
		if (!given.equals(scheme) && !given.equals(scheme + "s")) {
			throw new IllegalArgumentException(
					"URI '" + shown(uri) + "' has another scheme than " + scheme + " and " + scheme + "s");
		}
		return !given.equals(scheme);
	}

	private static String lowerCase(@Nullable String scheme) {
		return (scheme != null) ? scheme.toLowerCase(Locale.ROOT) : "";
	}

	/**
	 * Credentials of the basic scheme (RFC 7617), of user and password with a colon
	 * between them.
	 */
	public static String basic(String userAndPassword) {
		return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Where a redirection leads by its {@code Location}.
	 * @throws IllegalArgumentException if that is nowhere that can be connected to
	 */
	Location redirected(String header) {
		URI base = URI.create((this.secure ? "https://" : "http://") + this.authority + this.target);
		URI uri = base.resolve(header);
		String given = lowerCase(uri.getScheme());
		String mapped = switch (given) {
			case "http", "ws" -> this.scheme;
			case "https", "wss" -> this.scheme + "s";
			default -> given;
		};
		Location next = of(URI.create(mapped + uri.toString().substring(given.length())), this.scheme);
		if (this.secure && !next.secure) {
			throw new IllegalArgumentException("redirection leads from " + this.scheme + "s to " + this.scheme);
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
