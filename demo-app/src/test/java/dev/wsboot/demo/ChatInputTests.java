package dev.wsboot.demo;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ChatInputTests {

	@Nested
	class Nicknames {

		@ParameterizedTest
		@ValueSource(strings = { "Ann", "Bo Svensson", "مريم", "李雷", "x", "\uD83D\uDE00" })
		void areTakenInEveryLanguage(String name) {
			assertThat(ChatInput.nickname(name)).isEqualTo(name);
		}

		@Test
		void areStripped() {
			assertThat(ChatInput.nickname(" \t Ann\u3000 ")).isEqualTo("Ann");
		}

		@Test
		void ofTheSameLookAreTheSame() {
			assertThat(ChatInput.nickname("\uFF21nn")).isEqualTo("Ann");
		}

		@ParameterizedTest
		@NullSource
		@ValueSource(strings = { "", "  ", "\u3000" })
		void areNotEmpty(String name) {
			assertThatRefusal(() -> ChatInput.nickname(name)).withMessage("A nickname must not be empty");
		}

		@Test
		void haveAtMost24Characters() {
			assertThat(ChatInput.nickname("x".repeat(24))).hasSize(24);
			assertThatRefusal(() -> ChatInput.nickname("x".repeat(25)))
				.withMessage("A nickname must not be longer than 24 characters");
		}

		@ParameterizedTest
		@ValueSource(strings = { "A\u0000n", "A\nn", "A\u001Bn", "A\u2028n", "A\uD83Dn" })
		void haveNoControlCharacters(String name) {
			assertThatRefusal(() -> ChatInput.nickname(name))
				.withMessage("A nickname must not contain control characters");
		}

		@ParameterizedTest
		@ValueSource(strings = { "A\u200Bn", "A\u202En", "A\uFEFFn" })
		void haveNoInvisibleCharacters(String name) {
			assertThatRefusal(() -> ChatInput.nickname(name))
				.withMessage("A nickname must not contain invisible characters");
		}

	}

	@Nested
	class Messages {

		@ParameterizedTest
		@ValueSource(strings = { "Hello", "<script>", "\uD83D\uDC69\u200D\uD83D\uDCBB" })
		void areTakenAsTheyAre(String text) {
			assertThat(ChatInput.message(text)).isEqualTo(text);
		}

		@ParameterizedTest
		@NullSource
		@ValueSource(strings = { "", " " })
		void areNotEmpty(String text) {
			assertThatRefusal(() -> ChatInput.message(text)).withMessage("A message must not be empty");
		}

		@Test
		void haveAtMost1000Characters() {
			assertThat(ChatInput.message("x".repeat(1000))).hasSize(1000);
			assertThatRefusal(() -> ChatInput.message("x".repeat(1001)))
				.withMessage("A message must not be longer than 1000 characters");
		}

		@ParameterizedTest
		@ValueSource(strings = { "a\u0000b", "a\nb", "a\u009Bb" })
		void haveNoControlCharacters(String text) {
			assertThatRefusal(() -> ChatInput.message(text))
				.withMessage("A message must not contain control characters");
		}

	}

	private static ThrowableAssertAlternative<ChatRefusal> assertThatRefusal(ThrowingCallable call) {
		return assertThatExceptionOfType(ChatRefusal.class).isThrownBy(call);
	}

}
