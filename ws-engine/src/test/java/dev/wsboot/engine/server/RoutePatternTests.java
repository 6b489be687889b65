package dev.wsboot.engine.server;

import java.util.List;
import java.util.Map;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.internal.connection.Endpoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Specification of {@link RoutePattern} and {@link Routes}.
 */
class RoutePatternTests {

	@Nested
	class Matching {

		@ParameterizedTest
		@CsvSource({ "/, /", "/chat, /chat", "/a/b, /a/b", "/caf\u00e9, /caf%C3%A9", "/a/, /a/", "/a.b, /a.b" })
		void matchesItself(String pattern, String path) {
			assertThat(match(pattern, path)).isEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "/, /a", "/chat, /", "/chat, /Chat", "/chat, /chat/", "/chat, /chat/a", "/a/b, /a", "/{x}, /",
				"/{x}, /a/b", "/a/{x}, /a/", "/a/{x}/c, /a/b/d", "/a/{*rest}, /a", "/a.b, /acb" })
		void matchesNothingElse(String pattern, String path) {
			assertThat(match(pattern, path)).isNull();
		}

		@Test
		void tellsWhatVariablesStandFor() {
			assertThat(match("/chat/{room}", "/chat/blue")).containsExactly(Map.entry("room", "blue"));
			assertThat(match("/{a}/x/{b}", "/1/x/2")).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
			assertThat(match("/files/{*path}", "/files/a/b")).containsExactly(Map.entry("path", "a/b"));
			assertThat(match("/files/{*path}", "/files/")).containsExactly(Map.entry("path", ""));
		}

		@Test
		void decodesVariablesAsUtf8() {
			assertThat(match("/{x}", "/a%20b+c%2F%c3%A4")).containsExactly(Map.entry("x", "a b+c/\u00e4"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "/%", "/%4", "/%zz", "/%4g", "/a%", "/%-1" })
		void refusesABadlyEncodedPath(String path) {
			assertThatIllegalArgumentException().isThrownBy(() -> RoutePattern.segments(path));
		}

		private static Map<String, String> match(String pattern, String path) {
			return new RoutePattern(pattern).match(RoutePattern.segments(path));
		}

	}

	@Nested
	class Choosing {

		@ParameterizedTest
		@CsvSource({ "/a/b, /a/b", "/a/c, /a/{x}", "/b/b, /{x}/b", "/b/c, /{x}/{y}", "/b, /{*rest}", "/, /{*rest}",
				"/a/b/c, /a/{*rest}" })
		void prefersTheMoreSpecialRoute(String path, String route) {
			Routes routes = routes("/{*rest}", "/{x}/{y}", "/{x}/b", "/a/{*rest}", "/a/{x}", "/a/b");
			assertThat(routes.match(path)).isNotNull().satisfies((match) -> {
				assertThat(match.route().endpoint().name()).isEqualTo(route);
			});
		}

		@Test
		void findsNothingWhereNothingMatches() {
			assertThat(routes("/a").match("/b")).isNull();
			assertThat(routes().match("/")).isNull();
		}

		@Test
		void refusesTwoRoutesForTheSamePaths() {
			assertThatIllegalArgumentException().isThrownBy(() -> routes("/a/{x}", "/a/{y}"))
				.withMessageContaining("'/a/{x}'")
				.withMessageContaining("'/a/{y}'");
		}

		private static Routes routes(String... patterns) {
			return new Routes(
					List.of(patterns).stream().map((pattern) -> new Routes.Route(new Endpoint(pattern, new WsHandler() {
					}, WsOptions.DEFAULTS), null)).toList());
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "", "chat", "/{", "/{}", "/{*}", "/a{x}", "/{x}b", "/{x}/{x}", "/{*x}/a", "/{a b}", "/a?b",
			"/a%20b", "/*", "/a#b" })
	void namesAnInvalidPattern(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> new RoutePattern(pattern))
			.withMessageContaining("'" + pattern + "'");
	}

}
