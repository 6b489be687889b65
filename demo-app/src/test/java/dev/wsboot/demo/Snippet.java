package dev.wsboot.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code in a page of the documentation. One that starts with
 * <code>```java file=path/from/the/root</code> quotes that file: its lines stand there
 * one after the other, whatever their indentation as a whole. A line of three dots in a
 * comment leaves something out.
 *
 * @param place where it stands
 * @param language what it is written in
 * @param file the file it quotes, or null
 * @param lines its lines
 */
record Snippet(String place, String language, String file, List<String> lines) {

	private static final Pattern FENCE = Pattern.compile(" *```(\\S*)(?: +file=(\\S+))?.*");

	private static final Pattern LEFT_OUT = Pattern.compile("\\s*(//|#|<!--) \\.\\.\\.( -->)?");

	static Stream<Snippet> in(Path page) throws IOException {
		List<Snippet> snippets = new ArrayList<>();
		Snippet current = null;
		List<String> lines = Files.readAllLines(page);
		for (int i = 0; i < lines.size(); i++) {
			Matcher fence = FENCE.matcher(lines.get(i));
			if (!fence.matches()) {
				if (current != null) {
					current.lines.add(lines.get(i));
				}
			}
			else if (current == null) {
				current = new Snippet(page.getFileName() + ":" + (i + 1), fence.group(1), fence.group(2),
						new ArrayList<>());
			}
			else {
				snippets.add(current);
				current = null;
			}
		}
		return snippets.stream();
	}

	/**
	 * Whether all of it stands in a source, in this order.
	 */
	boolean quotes(List<String> source) {
		int from = 0;
		List<String> part = new ArrayList<>();
		for (String line : this.lines) {
			if (!LEFT_OUT.matcher(line).matches()) {
				part.add(line);
			}
			else {
				from = find(part, source, from);
				part.clear();
			}
			if (from < 0) {
				return false;
			}
		}
		return find(part, source, from) >= 0;
	}

	private static int find(List<String> part, List<String> source, int from) {
		List<String> wanted = shiftLeft(part);
		for (int i = from; i + part.size() <= source.size(); i++) {
			if (shiftLeft(source.subList(i, i + part.size())).equals(wanted)) {
				return i + part.size();
			}
		}
		return -1;
	}

	private static List<String> shiftLeft(List<String> lines) {
		// The sources have tabs, which a page shows too wide
		return String.join("\n", lines).replace("\t", "    ").stripTrailing().stripIndent().lines().toList();
	}

	@Override
	public String toString() {
		return this.place;
	}

}
