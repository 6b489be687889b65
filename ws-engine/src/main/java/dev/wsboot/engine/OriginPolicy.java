package dev.wsboot.engine;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which pages may open connections (RFC 6455 section 10.2): browsers do not keep a
 * foreign page from it, and send their user's cookies along. Pages of the same origin are
 * always allowed. Immutable.
 */
public final class OriginPolicy {

	private static final String ALL = "*";

	/** What a browser sends for a page that has no origin. */
	private static final String OPAQUE = "null";

	private final List<Origin> patterns = new ArrayList<>();

	private final boolean all;

	private final boolean opaque;

	/**
	 * Creates a policy.
	 * @param allowed origins beside the same one: {@code https://app.example},
	 * {@code http://localhost:3000}; any subdomain as in {@code https://*.app.example},
	 * any port as in {@code http://localhost:*}; {@code null} for pages without an
	 * origin; {@code *} for all
	 * @throws IllegalArgumentException if one is none of these
	 */
	public OriginPolicy(List<String> allowed) {
		this.all = allowed.contains(ALL);
		this.opaque = allowed.contains(OPAQUE);
		for (String text : allowed) {
			if (!text.equals(ALL) && !text.equals(OPAQUE)) {
				Origin pattern = Origin.parse(text);
				if (pattern == null) {
					throw new IllegalArgumentException("allowed origin '" + text
							+ "' is no origin: write scheme://host or scheme://host:port without a path, such as"
							+ " https://app.example, https://*.app.example or http://localhost:*; or * for all");
				}
				this.patterns.add(pattern);
			}
		}
	}

	/**
	 * Judges a handshake.
	 * @param origin value of the {@code Origin} header, or null without one: then the
	 * client is no browser and is allowed
	 * @param secure whether the request came over TLS
	 * @param hostHeader value of the {@code Host} header, or null without one
	 * @return whether the page may connect
	 */
	public boolean allows(@Nullable String origin, boolean secure, @Nullable String hostHeader) {
		if (origin == null || this.all) {
			return true;
		}
		if (origin.equals(OPAQUE)) {
			return this.opaque;
		}
		Origin page = Origin.parse(origin);
		if (page == null || page.isPattern()) {
			return false;
		}
		if (hostHeader != null && page.equals(Origin.parse((secure ? "https://" : "http://") + hostHeader))) {
			return true;
		}
		return this.patterns.stream().anyMatch((pattern) -> pattern.covers(page));
	}

}
