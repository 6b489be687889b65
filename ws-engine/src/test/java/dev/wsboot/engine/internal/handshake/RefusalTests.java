package dev.wsboot.engine.internal.handshake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specification of {@link Refusal}, and what the documentation says about it.
 */
class RefusalTests {

	private static final Path DOCS = Path.of("../docs");

	@ParameterizedTest
	@EnumSource
	void isToldInOneLineWithAnErrorsStatus(Refusal refusal) {
		assertThat(refusal.message()).matches("[ -~]+");
		assertThat(refusal.status()).isBetween(400, 599);
		assertThat(refusal.reason()).matches("[a-z-]+");
	}

	@ParameterizedTest
	@EnumSource
	void namesTheUpgradeThatA426Requires(Refusal refusal) {
		// RFC 9110 section 15.5.22: the server must send an Upgrade header field.
		assertThat(refusal.headers().hasToken("Upgrade", "websocket")).isEqualTo(refusal.status() == 426);
		assertThat(refusal.headers().hasToken("Connection", "Upgrade")).isEqualTo(refusal.status() == 426);
	}

	@Test
	void tableOfAnswersIsThatOfTheCode() throws IOException {
		List<String> rows = Pattern.compile("(?m)^\\| .+ \\| (\\d{3}).* \\| `([a-z-]+)` \\|$")
			.matcher(Files.readString(DOCS.resolve("how-it-works.md")))
			.results()
			.map((row) -> row.group(1) + ' ' + row.group(2))
			.toList();
		assertThat(rows)
			.containsExactlyElementsOf(all().map((refusal) -> refusal.status() + " " + refusal.reason()).toList());
	}

	@Test
	void reasonsOfMetersAreThoseOfTheCode() throws IOException {
		String page = Files.readString(DOCS.resolve("observability.md"));
		String sentence = page.substring(page.indexOf("- `reason`: "), page.indexOf(", as\n"));
		List<String> words = Pattern.compile("`([a-z-]+)`")
			.matcher(sentence.substring("- `reason`".length()))
			.results()
			.map((word) -> word.group(1))
			.toList();
		assertThat(words).containsExactlyElementsOf(all().map(Refusal::reason).toList());
	}

	private static Stream<Refusal> all() {
		return Arrays.stream(Refusal.values());
	}

}
