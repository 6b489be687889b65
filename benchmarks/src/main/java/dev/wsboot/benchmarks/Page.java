package dev.wsboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page of the documentation that shows the figures, between two marks that are
 * comments; what stands around them is written by hand.
 */
final class Page {

	static final String BEGIN = "<!-- figures: written by the benchmarks, not by hand -->";

	static final String END = "<!-- end of figures -->";

	private Page() {
	}

	/**
	 * Puts a report into the page, and its chart beside it.
	 * @param directory where {@code performance.md} is and {@code performance.svg} goes
	 */
	static void publish(Path directory, String report, String chart) throws IOException {
		Path page = directory.resolve("performance.md");
		Files.writeString(page, fill(Files.readString(page), report + "\n![chart](performance.svg)\n"));
		Files.writeString(directory.resolve("performance.svg"), chart);
	}

	/**
	 * Replaces what is between the marks.
	 * @throws IllegalArgumentException if the page does not have them
	 */
	static String fill(String page, String figures) {
		int begin = page.indexOf(BEGIN);
		int end = page.indexOf(END);
		if (begin < 0 || end < begin) {
			throw new IllegalArgumentException("the page must have '" + BEGIN + "' and then '" + END + "'");
		}
		return page.substring(0, begin + BEGIN.length()) + "\n\n" + figures + "\n" + page.substring(end);
	}

}
