package dev.wsboot.engine;

import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link WsOptions}.
 */
class WsOptionsTests {

	/** RFC 6455 section 4.1: non-empty tokens, which must all be unique. */
	@Nested
	class Subprotocols {

		@ParameterizedTest
		@ValueSource(strings = { "", "a b", "a,b", "a\r\nX: y", "\u00e4" })
		void refusesOneThatIsNoToken(String subprotocol) {
			assertThatIllegalArgumentException().isThrownBy(() -> subprotocols(subprotocol))
				.withMessageContaining("subprotocol")
				.withMessageNotContaining("\n");
		}

		@Test
		void refusesOneThatIsThereTwice() {
			assertThatIllegalArgumentException().isThrownBy(() -> subprotocols("a", "b", "a"));
		}

		private static void subprotocols(String... subprotocols) {
			WsOptions.builder().subprotocols(List.of(subprotocols));
		}

	}

}
