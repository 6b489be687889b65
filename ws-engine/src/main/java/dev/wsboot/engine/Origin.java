package dev.wsboot.engine;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A web origin (RFC 6454 section 4).
 *
 * @param scheme in lower case
 * @param host in lower case; an IPv6 address with its brackets
 * @param port the scheme's default where none is written; {@value #NO_PORT} if it has
 * none, {@value #ANY_PORT} in a pattern
 */
record Origin(String scheme, String host, int port) {

	static final int NO_PORT = -1;

	static final int ANY_PORT = -2;

	/** Possessive, so that no text makes it go back. */
	private static final Pattern SYNTAX = Pattern
		.compile("([a-z][a-z0-9+.-]*+)://((?:\\*\\.)?+[a-z0-9._-]++|\\[[0-9a-f:.]++])(?::([0-9]{1,5}+|\\*))?+");

	private static final String WILDCARD = "*.";

	/** Reads an origin, or a pattern of origins. */
	static @Nullable Origin parse(String text) {
		Matcher matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
		if (!matcher.matches()) {
			return null;
		}
		String scheme = matcher.group(1);
		String port = matcher.group(3);
		return new Origin(scheme, matcher.group(2), (port != null) ? port(port) : defaultPort(scheme));
	}

	private static int port(String text) {
		return text.equals("*") ? ANY_PORT : Integer.parseInt(text);
	}

	private static int defaultPort(String scheme) {
		return switch (scheme) {
			case "http" -> 80;
			case "https" -> 443;
			default -> NO_PORT;
		};
	}

	boolean isPattern() {
		return this.port == ANY_PORT || this.host.startsWith(WILDCARD);
	}

	/** Whether this, as a pattern, covers the origin. */
	boolean covers(Origin origin) {
		return this.scheme.equals(origin.scheme) && (this.port == ANY_PORT || this.port == origin.port)
				&& (this.host.startsWith(WILDCARD) ? isBelow(origin.host) : this.host.equals(origin.host));
	}

	private boolean isBelow(String other) {
		String suffix = this.host.substring(1);
		return other.length() > suffix.length() && other.endsWith(suffix);
	}

}
