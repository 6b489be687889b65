package dev.wsboot.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documentation quotes code that is compiled and tested, and links to what exists.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern LINK = Pattern.compile("]\\((?!\\w+:|#)([^)#]+)(#[^)]*)?\\)");

	static Stream<Path> pages() throws IOException {
		try (Stream<Path> folder = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			return Stream.concat(folder, docs)
				.filter((path) -> path.toString().endsWith(".md"))
				.sorted()
				.toList()
				.stream();
		}
	}

	static Stream<Snippet> snippets() throws IOException {
		Stream<Snippet> all = Stream.of();
		for (Path page : pages().toList()) {
			all = Stream.concat(all, Snippet.in(page));
		}
		return all.filter((snippet) -> snippet.file() != null || snippet.language().equals("java"));
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void codeIsQuotedFromItsFile(Snippet snippet) throws IOException {
		assertThat(snippet.file()).as("the file that this code is quoted from").isNotNull();
		assertThat(snippet.file()).as("a file of the build").matches("[^/]+/(src/.+|pom\\.xml)");
		List<String> source = Files.readAllLines(ROOT.resolve(snippet.file()));
		assertThat(snippet.quotes(source))
			.as("%s quotes %s:%n%s", snippet, snippet.file(), String.join("\n", snippet.lines()))
			.isTrue();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Path page) throws IOException {
		assertThat(LINK.matcher(Files.readString(page)).results().map((link) -> link.group(1)))
			.allSatisfy((link) -> assertThat(page.resolveSibling(link)).exists());
	}

	/**
	 * What counts as a quotation.
	 */
	@Nested
	class Quotations {

		private static final List<String> SOURCE = List.of("class A {", "", "\tint a;", "", "\tvoid b() {", "\t\tc();",
				"\t}", "", "}");

		@Test
		void areFoundOnThePage(@TempDir Path folder) throws IOException {
			Path page = folder.resolve("page.md");
			Files.writeString(page, """
					```java file=a/src/A.java
					int a;
					```
					text
					```
					other
					```
					""");
			assertThat(Snippet.in(page)).containsExactly(
					new Snippet("page.md:1", "java", "a/src/A.java", List.of("int a;")),
					new Snippet("page.md:5", "", null, List.of("other")));
		}

		@Test
		void mayBeIndentedOtherwise() {
			assertThat(quotes("void b() {", "    c();", "}")).isTrue();
			assertThat(quotes("    void b() {", "        c();", "    }")).isTrue();
		}

		@Test
		void mayLeaveSomethingOut() {
			assertThat(quotes("class A {", "    // ...", "    void b() {")).isTrue();
		}

		@Test
		void areWhole() {
			assertThat(quotes("void b() {", "}")).isFalse();
			assertThat(quotes("int b;")).isFalse();
			assertThat(quotes("void b() {", "c();", "}")).isFalse();
		}

		@Test
		void keepTheOrder() {
			assertThat(quotes("void b() {", "// ...", "int a;")).isFalse();
		}

		private boolean quotes(String... lines) {
			return new Snippet("", "java", "", List.of(lines)).quotes(SOURCE);
		}

	}

}
