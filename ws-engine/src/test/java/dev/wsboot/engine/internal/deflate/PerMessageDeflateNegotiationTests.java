package dev.wsboot.engine.internal.deflate;

import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * RFC 7692 sections 5 and 7.1: who offers what, and what is answered.
 */
class PerMessageDeflateNegotiationTests {

	private static final PerMessageDeflateOptions TAKEOVER = PerMessageDeflateOptions.builder()
		.serverContextTakeover(true)
		.clientContextTakeover(true)
		.build();

	@Nested
	class ServerAnswers {

		@ParameterizedTest
		@CsvSource(delimiter = '|',
				textBlock = """
						# offer                                     | answer
						permessage-deflate                          | permessage-deflate
						permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover
						permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover
						permessage-deflate; server_max_window_bits=15  | permessage-deflate; server_max_window_bits=15
						permessage-deflate; server_max_window_bits=8   | permessage-deflate; server_max_window_bits=8
						permessage-deflate; client_max_window_bits     | permessage-deflate
						permessage-deflate; client_max_window_bits=15  | permessage-deflate
						permessage-deflate; client_max_window_bits=9   | permessage-deflate; client_max_window_bits=9
						Permessage-Deflate; Server_Max_Window_Bits=10  | permessage-deflate; server_max_window_bits=10
						permessage-deflate; client_max_window_bits=8; server_max_window_bits=12; client_no_context_takeover; server_no_context_takeover | permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; client_max_window_bits=8
						""")
		void whatIsAskedAndNoMore(String offer, String answer) {
			assertThat(answer(TAKEOVER, offer)).isEqualTo(answer);
		}

		@Test
		void takeoverIsDeclinedInBothDirectionsByDefault() {
			assertThat(answer(PerMessageDeflateOptions.DEFAULTS, "permessage-deflate"))
				.isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
		}

		@Test
		void eachTakeoverIsAnOptionOfItsOwn() {
			assertThat(answer(TAKEOVER.toBuilder().serverContextTakeover(false).build(), "permessage-deflate"))
				.isEqualTo("permessage-deflate; server_no_context_takeover");
			assertThat(answer(TAKEOVER.toBuilder().clientContextTakeover(false).build(), "permessage-deflate"))
				.isEqualTo("permessage-deflate; client_no_context_takeover");
		}

		@Test
		void ownWindowIsLimitedEvenWhereTheClientDidNotAsk() {
			// RFC 7692 section 7.1.2.1
			PerMessageDeflateOptions options = TAKEOVER.toBuilder().serverMaxWindowBits(10).build();
			assertThat(answer(options, "permessage-deflate"))
				.isEqualTo("permessage-deflate; server_max_window_bits=10");
			assertThat(answer(options, "permessage-deflate; server_max_window_bits=12"))
				.isEqualTo("permessage-deflate; server_max_window_bits=10");
			assertThat(answer(options, "permessage-deflate; server_max_window_bits=9"))
				.isEqualTo("permessage-deflate; server_max_window_bits=9");
		}

		@Test
		void clientsWindowIsLimitedOnlyWhereTheClientOffersToObey() {
			// RFC 7692 section 7.1.2.2
			PerMessageDeflateOptions options = TAKEOVER.toBuilder().clientMaxWindowBits(10).build();
			assertThat(answer(options, "permessage-deflate")).isEqualTo("permessage-deflate");
			assertThat(answer(options, "permessage-deflate; client_max_window_bits"))
				.isEqualTo("permessage-deflate; client_max_window_bits=10");
			assertThat(answer(options, "permessage-deflate; client_max_window_bits=12"))
				.isEqualTo("permessage-deflate; client_max_window_bits=10");
			assertThat(answer(options, "permessage-deflate; client_max_window_bits=9"))
				.isEqualTo("permessage-deflate; client_max_window_bits=9");
		}

		@Test
		void takeoverIsDeclinedWhenTheBudgetIsUsedUp() {
			PerMessageDeflateOptions none = TAKEOVER.toBuilder().memoryBudget(0).build();
			assertThat(answer(none, "permessage-deflate"))
				.isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
		}

	}

	@Nested
	class ServerDeclines {

		@ParameterizedTest
		@ValueSource(strings = { "permessage-deflate; unknown", "permessage-deflate; unknown=1",
				"permessage-deflate; server_no_context_takeover; server_no_context_takeover",
				"permessage-deflate; client_max_window_bits; client_max_window_bits=10",
				"permessage-deflate; server_max_window_bits=10; Server_Max_Window_Bits=10",
				"permessage-deflate; server_no_context_takeover=true",
				"permessage-deflate; client_no_context_takeover=", "permessage-deflate; server_max_window_bits",
				"permessage-deflate; server_max_window_bits=", "permessage-deflate; server_max_window_bits=7",
				"permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=08",
				"permessage-deflate; server_max_window_bits=+9", "permessage-deflate; server_max_window_bits=-9",
				"permessage-deflate; server_max_window_bits=9.0", "permessage-deflate; server_max_window_bits=\"9\"",
				"permessage-deflate; server_max_window_bits=١٠",
				"permessage-deflate; server_max_window_bits=99999999999", "permessage-deflate; client_max_window_bits=",
				"permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
				"permessage-deflate; client_max_window_bits=015" })
		void invalidOffers(String offer) {
			assertThat(new PerMessageDeflate().accept(Negotiated.element(offer))).isNull();
		}

	}

	@Nested
	class ClientOffers {

		@Test
		void noTakeoverByDefaultAndFallsBackToTheBareExtension() {
			assertThat(new PerMessageDeflate().offers()).map(ExtensionElement::toString)
				.containsExactly(
						"permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits",
						"permessage-deflate; client_no_context_takeover; client_max_window_bits");
		}

		@Test
		void oneElementWhereNothingIsAskedOfTheServer() {
			assertThat(new PerMessageDeflate(TAKEOVER).offers()).map(ExtensionElement::toString)
				.containsExactly("permessage-deflate; client_max_window_bits");
		}

		@Test
		void windowBitsOfBothSides() {
			PerMessageDeflateOptions options = TAKEOVER.toBuilder()
				.serverMaxWindowBits(9)
				.clientMaxWindowBits(10)
				.build();
			assertThat(new PerMessageDeflate(options).offers()).map(ExtensionElement::toString)
				.containsExactly("permessage-deflate; server_max_window_bits=9; client_max_window_bits=10",
						"permessage-deflate; client_max_window_bits=10");
		}

		@Test
		void noTakeoverEvenWhereTheServerCannotLimitItsWindow() {
			PerMessageDeflateOptions options = PerMessageDeflateOptions.builder().serverMaxWindowBits(9).build();
			String forgets = "permessage-deflate; server_no_context_takeover; client_no_context_takeover; ";
			assertThat(new PerMessageDeflate(options).offers()).map(ExtensionElement::toString)
				.containsExactly(forgets + "server_max_window_bits=9; client_max_window_bits",
						forgets + "client_max_window_bits",
						"permessage-deflate; client_no_context_takeover; client_max_window_bits");
		}

	}

	@Nested
	class ClientTakes {

		@ParameterizedTest
		@ValueSource(strings = { "permessage-deflate", "permessage-deflate; server_no_context_takeover",
				"permessage-deflate; client_no_context_takeover", "permessage-deflate; server_max_window_bits=8",
				"permessage-deflate; client_max_window_bits=8",
				"permessage-deflate; client_max_window_bits=15; server_max_window_bits=15" })
		void whatAnswersOneOfItsOffers(String answer) {
			assertThat(new PerMessageDeflate().agree(Negotiated.element(answer))).isNotNull();
		}

		@Test
		void anyLowerBitsThanItOffered() {
			PerMessageDeflate client = new PerMessageDeflate(TAKEOVER.toBuilder().clientMaxWindowBits(10).build());
			assertThat(client.agree(Negotiated.element("permessage-deflate; client_max_window_bits=10"))).isNotNull();
			assertThat(client.agree(Negotiated.element("permessage-deflate; client_max_window_bits=9"))).isNotNull();
		}

	}

	@Nested
	class ClientFailsTheHandshakeUpon {

		@ParameterizedTest
		@ValueSource(strings = { "permessage-deflate; unknown",
				"permessage-deflate; server_no_context_takeover; server_no_context_takeover",
				"permessage-deflate; server_no_context_takeover=1", "permessage-deflate; server_max_window_bits",
				"permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits=16",
				"permessage-deflate; server_max_window_bits=010", "permessage-deflate; client_max_window_bits",
				"permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16" })
		void invalidAnswers(String answer) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new PerMessageDeflate().agree(Negotiated.element(answer)))
				.withMessageContaining("RFC 7692");
		}

		@Test
		void moreBitsThanItOffered() {
			PerMessageDeflate client = new PerMessageDeflate(TAKEOVER.toBuilder().clientMaxWindowBits(10).build());
			assertThatIllegalArgumentException()
				.isThrownBy(() -> client.agree(Negotiated.element("permessage-deflate; client_max_window_bits=11")))
				.withMessageContaining("does not answer what was offered");
		}

	}

	private static String answer(PerMessageDeflateOptions options, String offer) {
		Extension.Agreement agreement = new PerMessageDeflate(options).accept(Negotiated.element(offer));
		return (agreement != null) ? agreement.answer().toString() : "declined";
	}

}
