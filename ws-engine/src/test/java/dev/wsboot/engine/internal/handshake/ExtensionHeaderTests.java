package dev.wsboot.engine.internal.handshake;

import java.time.Duration;
import java.util.List;

import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.ExtensionParameter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Specification of {@link ExtensionHeader}, RFC 6455 section 9.1.
 */
class ExtensionHeaderTests {

	@Nested
	class Reads {

		@Test
		void nothingWithoutTheHeader() {
			assertThat(ExtensionHeader.parse(List.of())).isEmpty();
		}

		@Test
		void theExamplesOfTheRfc() {
			assertThat(parse("foo")).containsExactly(element("foo"));
			assertThat(parse("bar; baz=2")).containsExactly(element("bar", parameter("baz", "2")));
			assertThat(parse("foo, bar; baz=2")).containsExactly(element("foo"), element("bar", parameter("baz", "2")));
			assertThat(parse("deflate-stream, mux; max-channels=4; flow-control, deflate-stream")).containsExactly(
					element("deflate-stream"),
					element("mux", parameter("max-channels", "4"), parameter("flow-control", null)),
					element("deflate-stream"));
		}

		@Test
		void quotedValues() {
			assertThat(parse("a; b=\"15\"; c=\"x\\y\\z\""))
				.containsExactly(element("a", parameter("b", "15"), parameter("c", "xyz")));
		}

		@Test
		void quotesThatHideSeparators() {
			assertThatIllegalArgumentException().isThrownBy(() -> parse("a; b=\"1, c; d=2\""));
		}

		@Test
		void everyFieldAsPartOfOneList() {
			assertThat(ExtensionHeader.parse(List.of("a; b", "c", "d; e=1")))
				.containsExactly(element("a", parameter("b", null)), element("c"), element("d", parameter("e", "1")));
		}

		@Test
		void duplicatedParameters() {
			assertThat(parse("a; b=1; b=2; b"))
				.containsExactly(element("a", parameter("b", "1"), parameter("b", "2"), parameter("b", null)));
		}

		@ParameterizedTest
		@ValueSource(strings = { " a ;\tb = 1 , c ", "a;b=1,c", ",a; b=1,, c,", "\ta;b=\"1\"\t,c" })
		void whiteSpaceAndEmptyElementsAsTheListRuleAllows(String value) {
			assertThat(parse(value)).containsExactly(element("a", parameter("b", "1")), element("c"));
		}

	}

	@Nested
	class Refuses {

		@ParameterizedTest
		@ValueSource(strings = { "", " ", ",", " , ,", ";", "=", "a;", "a; ;b", "a; b=", "a; b=,c", "a; =1", "a=1",
				"a b", "a; b c", "a; b=1 2", "a; b=\"", "a; b=\"1", "a; b=\"\"", "a; b=\"1 2\"", "a; b=\"1\"2",
				"a; b=\"1\\", "a; b=\"\\\"\"", "\"a\"", "a; \"b\"=1", "a/b", "a; b=(1)", "a; b==1", "a;; b", "\u00e4",
				"a; b=\u00e4", "a\0b", "a, \0", "a; b='1 2'" })
		void whatBreaksTheGrammar(String value) {
			assertThatIllegalArgumentException().isThrownBy(() -> parse(value))
				.withMessageContaining("Sec-WebSocket-Extensions");
		}

	}

	/** The time that hostile values take grows with their length, not faster. */
	@Nested
	class Hostile {

		private static final int LENGTH = 64 * 1024;

		@ParameterizedTest
		@ValueSource(strings = { ",", ";", " ", "\t ", "a,", "a;b,", "a;b=\"", "a;b=\"\\", "\\", "\"", "a; ", "= " })
		void valuesOfSixtyFourKibibytesAreReadInOnePass(String pattern) {
			String value = pattern.repeat(LENGTH / pattern.length());
			String prefixed = "a; b=\"" + value;
			org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
				for (int i = 0; i < 20; i++) {
					read(value);
					read(prefixed);
				}
			});
		}

		private static void read(String value) {
			try {
				assertThat(parse(value)).isNotEmpty();
			}
			catch (IllegalArgumentException ex) {
				assertThat(ex.getMessage()).hasSizeLessThan(200);
			}
		}

	}

	private static List<ExtensionElement> parse(String value) {
		return ExtensionHeader.parse(List.of(value));
	}

	private static ExtensionElement element(String name, ExtensionParameter... parameters) {
		return new ExtensionElement(name, List.of(parameters));
	}

	private static ExtensionParameter parameter(String name, String value) {
		return new ExtensionParameter(name, value);
	}

}
