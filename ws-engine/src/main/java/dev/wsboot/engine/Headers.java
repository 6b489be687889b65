package dev.wsboot.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Header fields of one HTTP message. Names are compared without regard to case.
 * Immutable, and compact because a connection keeps those of its request for as long as
 * it is open.
 */
public final class Headers {

	/** No fields. */
	public static final Headers EMPTY = new Headers("");

	private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

	/** Fields as {@code name:value\n}; neither part can contain the line break. */
	private final String lines;

	private Headers(String lines) {
		this.lines = lines;
	}

	/**
	 * Starts a new set of fields.
	 * @return an empty builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * The first value of a field.
	 * @param name the field's name
	 * @return its value, or null if it is absent
	 */
	public @Nullable String first(String name) {
		for (int at = 0; at < this.lines.length(); at = next(at)) {
			if (isField(at, name)) {
				return value(at, name.length());
			}
		}
		return null;
	}

	/**
	 * All values of a field, in order.
	 * @param name the field's name
	 * @return its values, none if it is absent
	 */
	public List<String> all(String name) {
		List<String> values = new ArrayList<>(2);
		for (int at = 0; at < this.lines.length(); at = next(at)) {
			if (isField(at, name)) {
				values.add(value(at, name.length()));
			}
		}
		return values;
	}

	/**
	 * All fields.
	 * @return names in lower case, sorted, with their values in order
	 */
	public Map<String, List<String>> asMap() {
		Map<String, List<String>> map = new TreeMap<>();
		for (int at = 0; at < this.lines.length(); at = next(at)) {
			int colon = this.lines.indexOf(':', at);
			map.computeIfAbsent(this.lines.substring(at, colon).toLowerCase(Locale.ROOT), (name) -> new ArrayList<>(1))
				.add(value(at, colon - at));
		}
		return map;
	}

	/**
	 * Calls the consumer for every field, in order, with its name as it was written.
	 * @param field takes name and value
	 */
	public void forEach(BiConsumer<String, String> field) {
		for (int at = 0; at < this.lines.length(); at = next(at)) {
			int colon = this.lines.indexOf(':', at);
			field.accept(this.lines.substring(at, colon), value(at, colon - at));
		}
	}

	/**
	 * Whether any of the field's values, taken as comma-separated tokens, is the token.
	 * @param name the field's name
	 * @param token the token, compared without regard to case
	 * @return true if it is among them
	 */
	public boolean hasToken(String name, String token) {
		for (String value : all(name)) {
			for (String element : value.split(",", -1)) {
				if (element.strip().equalsIgnoreCase(token)) {
					return true;
				}
			}
		}
		return false;
	}

	@Override
	public String toString() {
		return asMap().toString();
	}

	/**
	 * Whether a text may name a field, a subprotocol or an extension.
	 * @param text the text
	 * @return true if it is a token (RFC 9110 section 5.6.2)
	 */
	public static boolean isToken(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (!isTokenCharacter(text.charAt(i))) {
				return false;
			}
		}
		return !text.isEmpty();
	}

	private static boolean isTokenCharacter(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
				|| TOKEN_SYMBOLS.indexOf(c) >= 0;
	}

	private int next(int at) {
		return this.lines.indexOf('\n', at) + 1;
	}

	private boolean isField(int at, String name) {
		int colon = at + name.length();
		return colon < this.lines.length() && this.lines.charAt(colon) == ':'
				&& this.lines.regionMatches(true, at, name, 0, name.length());
	}

	private String value(int at, int nameLength) {
		return this.lines.substring(at + nameLength + 1, this.lines.indexOf('\n', at));
	}

	/**
	 * Collects fields. Not thread-safe.
	 */
	public static final class Builder {

		private final StringBuilder lines = new StringBuilder();

		private Builder() {
		}

		/**
		 * Adds a field.
		 * @param name its name
		 * @param value its value; surrounding white space is dropped
		 * @return this builder
		 * @throws IllegalArgumentException if the name is not a token, or the value holds
		 * a line break or another control character (RFC 9110 sections 5.1 and 5.5)
		 */
		public Builder add(String name, String value) {
			if (!isToken(name)) {
				throw new IllegalArgumentException("header name '" + printable(name) + "' is not a token");
			}
			if (!isFieldValue(value)) {
				throw new IllegalArgumentException("value of header '" + name + "' holds a control character");
			}
			this.lines.append(name).append(':').append(value.strip()).append('\n');
			return this;
		}

		/**
		 * Adds the fields of another set.
		 * @param headers the fields
		 * @return this builder
		 */
		public Builder addAll(Headers headers) {
			this.lines.append(headers.lines);
			return this;
		}

		/**
		 * The fields.
		 * @return an immutable copy
		 */
		public Headers build() {
			return new Headers(this.lines.toString());
		}

		private static boolean isFieldValue(String value) {
			for (int i = 0; i < value.length(); i++) {
				char c = value.charAt(i);
				if ((c < 0x20 && c != '\t') || c == 0x7F) {
					return false;
				}
			}
			return true;
		}

		private static String printable(String text) {
			return text.replaceAll("\\p{Cntrl}", "?");
		}

	}

}
