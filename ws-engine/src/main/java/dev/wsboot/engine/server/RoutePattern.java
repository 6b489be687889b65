package dev.wsboot.engine.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A path with variables: {@code /chat/{room}} matches one segment, {@code /files/{*path}}
 * at the end matches all that follow. Immutable.
 */
final class RoutePattern implements Comparable<RoutePattern> {

	private final String text;

	private final List<String> segments;

	/** Throws {@link IllegalArgumentException}, naming the text, if it is no pattern. */
	RoutePattern(String text) {
		this.text = text;
		if (!text.startsWith("/")) {
			throw invalid("is to begin with /");
		}
		this.segments = List.of(text.substring(1).split("/", -1));
		Set<String> names = new HashSet<>();
		for (int i = 0; i < this.segments.size(); i++) {
			String segment = this.segments.get(i);
			if (isVariable(segment)) {
				check(segment, names, i == this.segments.size() - 1);
			}
			else if (segment.matches(".*[{}?#%*].*")) {
				throw invalid("has '" + segment + "', which is neither plain text nor one {variable}");
			}
		}
	}

	private void check(String segment, Set<String> names, boolean last) {
		if (isRest(segment) && !last) {
			throw invalid("has '" + segment + "', which may stand at the end only");
		}
		String name = name(segment);
		if (!name.matches("\\w+") || !names.add(name)) {
			throw invalid("has '" + segment + "', whose name is not a word, or there twice");
		}
	}

	private IllegalArgumentException invalid(String what) {
		return new IllegalArgumentException("route '" + this.text + "' " + what);
	}

	private static boolean isVariable(String segment) {
		return segment.startsWith("{") && segment.endsWith("}");
	}

	private static boolean isRest(String segment) {
		return segment.startsWith("{*");
	}

	private static String name(String segment) {
		return segment.substring(isRest(segment) ? 2 : 1, segment.length() - 1);
	}

	/** A path's variables, from its decoded segments; null if it does not match. */
	@Nullable Map<String, String> match(List<String> path) {
		boolean rest = isRest(this.segments.get(this.segments.size() - 1));
		if (rest ? path.size() < this.segments.size() : path.size() != this.segments.size()) {
			return null;
		}
		Map<String, String> variables = new LinkedHashMap<>();
		for (int i = 0; i < this.segments.size(); i++) {
			String segment = this.segments.get(i);
			String given = path.get(i);
			if (isRest(segment)) {
				variables.put(name(segment), String.join("/", path.subList(i, path.size())));
			}
			else if (isVariable(segment) ? given.isEmpty() : !segment.equals(given)) {
				return null;
			}
			else if (isVariable(segment)) {
				variables.put(name(segment), given);
			}
		}
		return variables;
	}

	/** The decoded segments of a path; throws if it is badly encoded. */
	static List<String> segments(String path) {
		List<String> segments = new ArrayList<>();
		for (String segment : path.substring(1).split("/", -1)) {
			segments.add((segment.indexOf('%') < 0) ? segment : decode(segment));
		}
		return segments;
	}

	private static String decode(String segment) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
		for (int i = 0; i < segment.length(); i++) {
			char c = segment.charAt(i);
			if (c != '%') {
				bytes.write(c);
				continue;
			}
			int high = (i + 2 < segment.length()) ? Character.digit(segment.charAt(i + 1), 16) : -1;
			int low = (high >= 0) ? Character.digit(segment.charAt(i + 2), 16) : -1;
			if (low < 0) {
				throw new IllegalArgumentException("path is badly encoded");
			}
			bytes.write(high << 4 | low);
			i += 2;
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	/** Orders the more special pattern first; equal if both match the same paths. */
	@Override
	public int compareTo(RoutePattern other) {
		int common = Math.min(this.segments.size(), other.segments.size());
		for (int i = 0; i < common; i++) {
			String mine = this.segments.get(i);
			String others = other.segments.get(i);
			int order = Integer.compare(generality(mine), generality(others));
			if (order == 0 && !isVariable(mine)) {
				order = mine.compareTo(others);
			}
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(this.segments.size(), other.segments.size());
	}

	private static int generality(String segment) {
		return !isVariable(segment) ? 0 : isRest(segment) ? 2 : 1;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof RoutePattern pattern && compareTo(pattern) == 0;
	}

	@Override
	public int hashCode() {
		return this.segments.size();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
