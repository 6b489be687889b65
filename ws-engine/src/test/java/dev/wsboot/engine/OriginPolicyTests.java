package dev.wsboot.engine;

import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Specification of {@link OriginPolicy}, RFC 6455 section 10.2.
 */
class OriginPolicyTests {

	private final OriginPolicy sameOrigin = new OriginPolicy(List.of());

	@Nested
	class SameOrigin {

		@Test
		void allowsAClientThatIsNoBrowser() {
			assertThat(OriginPolicyTests.this.sameOrigin.allows(null, false, "a.example")).isTrue();
			assertThat(OriginPolicyTests.this.sameOrigin.allows(null, false, null)).isTrue();
		}

		@ParameterizedTest
		@CsvSource({ "http://a.example, false, a.example", "http://a.example:80, false, a.example",
				"http://a.example, false, a.example:80", "https://a.example, true, a.example:443",
				"https://a.example:8443, true, a.example:8443", "HTTP://A.Example, false, a.eXample",
				"http://127.0.0.1:8080, false, 127.0.0.1:8080", "http://[::1]:8080, false, [::1]:8080" })
		void allowsItself(String origin, boolean secure, String host) {
			assertThat(OriginPolicyTests.this.sameOrigin.allows(origin, secure, host)).isTrue();
		}

		@ParameterizedTest
		@CsvSource({ "http://b.example, false, a.example", "http://a.example:81, false, a.example",
				"http://a.example, true, a.example", "https://a.example, false, a.example",
				"http://sub.a.example, false, a.example", "http://a.example.evil.example, false, a.example",
				"http://a.example@evil.example, false, a.example", "http://a.example/, false, a.example",
				"http://evil.example/a.example, false, a.example", "null, false, a.example", "'', false, a.example",
				"a.example, false, a.example", "http://*.example, false, *.example",
				"http://a.example:*, false, a.example:*", "http://a.example, false, ''",
				"http://a.example b, false, a.example b" })
		void refusesOthers(String origin, boolean secure, String host) {
			assertThat(OriginPolicyTests.this.sameOrigin.allows(origin, secure, host)).isFalse();
		}

		@Test
		void refusesABrowserWhenTheHostIsUnknown() {
			assertThat(OriginPolicyTests.this.sameOrigin.allows("http://a.example", false, null)).isFalse();
		}

	}

	@Nested
	class Widened {

		@Test
		void keepsAllowingTheSameOrigin() {
			assertThat(allowed("https://b.example", "http://a.example")).isTrue();
		}

		@Test
		void starAllowsEverybody() {
			assertThat(allowed("*", "https://evil.example")).isTrue();
			assertThat(allowed("*", "null")).isTrue();
		}

		@ParameterizedTest
		@CsvSource({ "https://b.example, https://b.example", "https://b.example, https://b.example:443",
				"https://B.example, https://b.EXAMPLE", "http://localhost:3000, http://localhost:3000",
				"https://*.b.example, https://x.b.example", "https://*.b.example, https://y.x.b.example",
				"http://localhost:*, http://localhost:5173", "http://localhost:*, http://localhost", "null, null",
				"app://main, app://main" })
		void allowsWhatIsListed(String pattern, String origin) {
			assertThat(allowed(pattern, origin)).isTrue();
		}

		@ParameterizedTest
		@CsvSource({ "https://b.example, http://b.example", "https://b.example, https://b.example:8443",
				"https://b.example, https://x.b.example", "https://*.b.example, https://b.example",
				"https://*.b.example, https://xb.example", "https://*.b.example, https://x.b.example.evil.example",
				"https://*.b.example, https://x.b.example:8443", "https://*.b.example, http://x.b.example",
				"http://localhost:*, http://localhost.evil.example:1", "https://b.example, null",
				"https://*.b.example, https://*.b.example" })
		void refusesWhatIsNot(String pattern, String origin) {
			assertThat(allowed(pattern, origin)).isFalse();
		}

		private static boolean allowed(String pattern, String origin) {
			return new OriginPolicy(List.of(pattern)).allows(origin, false, "a.example");
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "", "b.example", "https://", "https://b.example/", "https://b.example/path",
			"https://b.*.example", "https://*", "*.b.example", "https://b.example:", "https://b.example:port",
			"https://b.example:999999", "https://user@b.example", "https://b.example https://c.example", "**" })
	void namesAnInvalidOrigin(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> new OriginPolicy(List.of("https://a.example", text)))
			.withMessageContaining("'" + text + "'");
	}

}
