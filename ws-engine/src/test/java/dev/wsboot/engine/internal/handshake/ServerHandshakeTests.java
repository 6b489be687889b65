package dev.wsboot.engine.internal.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Accepted;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Outcome;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Refused;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Specification of {@link ServerHandshake}.
 */
class ServerHandshakeTests {

	private static final String VALID = """
			Host: server.example.com
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
			Sec-WebSocket-Version: 13
			""";

	private static final Function<List<String>, String> NONE = (offered) -> null;

	/** RFC 6455 section 4.2.1: reading the client's opening handshake. */
	@Nested
	class ReadingTheRequest {

		@Test
		void acceptsTheExampleOfTheRfc() {
			Accepted accepted = accepted(VALID);
			assertThat(accepted.response().asMap()).containsOnlyKeys("upgrade", "connection", "sec-websocket-accept")
				.containsEntry("upgrade", List.of("websocket"))
				.containsEntry("connection", List.of("Upgrade"))
				.containsEntry("sec-websocket-accept", List.of("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
			assertThat(accepted.subprotocol()).isNull();
			assertThat(accepted.extensions()).isEmpty();
			assertThat(accepted.codecs()).isEmpty();
		}

		@ParameterizedTest
		@ValueSource(strings = { "POST", "HEAD", "get", "OPTIONS", "CONNECT" })
		void refusesAnotherMethodThanGet(String method) {
			Refused refused = refused(evaluate(method, VALID));
			assertThat(refused.status()).isEqualTo(405);
			assertThat(refused.response().first("Allow")).isEqualTo("GET");
			assertThat(refused.reason()).isEqualTo("method");
		}

		@Test
		void plainHttpIsToldToUpgrade() {
			Refused refused = refused("Host: server.example.com\n");
			assertThat(refused.status()).isEqualTo(426);
			assertThat(refused.response().first("Upgrade")).isEqualTo("websocket");
			assertThat(refused.response().first("Connection")).isEqualTo("Upgrade");
			assertThat(refused.reason()).isEqualTo("upgrade");
		}

		@ParameterizedTest
		@ValueSource(strings = { "h2c", "", "websockets", "web socket", "notwebsocket" })
		void refusesAnotherUpgrade(String upgrade) {
			Refused refused = refused(VALID.replace("Upgrade: websocket", "Upgrade: " + upgrade));
			assertThat(refused.status()).isEqualTo(426);
			assertThat(refused.reason()).isEqualTo("upgrade");
		}

		@ParameterizedTest
		@ValueSource(strings = { "WebSocket", "WEBSOCKET", "h2c, websocket" })
		void upgradeIsComparedWithoutRegardToCase(String upgrade) {
			accepted(VALID.replace("Upgrade: websocket", "Upgrade: " + upgrade));
		}

		@ParameterizedTest
		@ValueSource(strings = { "keep-alive", "", "Upgrades" })
		void refusesAConnectionWithoutUpgrade(String connection) {
			Refused refused = refused(VALID.replace("Connection: Upgrade", "Connection: " + connection));
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.reason()).isEqualTo("connection");
		}

		@Test
		void refusesAMissingConnection() {
			assertThat(refused(VALID.replace("Connection: Upgrade\n", "")).status()).isEqualTo(400);
		}

		@ParameterizedTest
		@ValueSource(strings = { "keep-alive, Upgrade", "upgrade", "UPGRADE ,close" })
		void connectionMayListMore(String connection) {
			accepted(VALID.replace("Connection: Upgrade", "Connection: " + connection));
		}

		@ParameterizedTest
		@ValueSource(strings = { "8", "14", "", "13, 8", "013", "thirteen" })
		void anotherVersionIsAnsweredWithTheOneSpoken(String version) {
			Refused refused = refused(VALID.replace("Version: 13", "Version: " + version));
			assertThat(refused.status()).isEqualTo(426);
			assertThat(refused.response().all("Sec-WebSocket-Version")).containsExactly("13");
			assertThat(refused.response().first("Upgrade")).isEqualTo("websocket");
			assertThat(refused.reason()).isEqualTo("version");
		}

		@Test
		void missingVersionIsAnsweredWithTheOneSpoken() {
			Refused refused = refused(VALID.replace("Sec-WebSocket-Version: 13\n", ""));
			assertThat(refused.status()).isEqualTo(426);
			assertThat(refused.response().first("Sec-WebSocket-Version")).isEqualTo("13");
		}

		@Test
		void refusesTheVersionGivenTwice() {
			assertThat(refused(VALID + "Sec-WebSocket-Version: 13\n").reason()).isEqualTo("version");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "x", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=",
				"dGhlIHNhbXBsZSBub25jZSE=", "dGhlIHNhbXBsZSBub25j!Q==", "dGhlIHNhbXBsZSBub25jZQ=A",
				"dGhlIHNhbXBsZSBub25jZTEyMzQ1Njc4OTA=" })
		void refusesAKeyThatIsNotBase64OfSixteenBytes(String key) {
			Refused refused = refused(VALID.replace("dGhlIHNhbXBsZSBub25jZQ==", key));
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.reason()).isEqualTo("key");
		}

		@Test
		void refusesAMissingKey() {
			Refused refused = refused(VALID.replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", ""));
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.reason()).isEqualTo("key");
		}

		@Test
		void refusesTwoKeys() {
			Refused refused = refused(VALID + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n");
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.reason()).isEqualTo("key");
		}

	}

	/** RFC 6455 sections 1.9 and 4.2.2: the subprotocol. */
	@Nested
	class Subprotocol {

		@Test
		void choosesTheEndpointsPreferred() {
			Accepted accepted = accepted(VALID + "Sec-WebSocket-Protocol: v1, v2, v3\n", List.of("v4", "v3", "v2"));
			assertThat(accepted.subprotocol()).isEqualTo("v3");
			assertThat(accepted.response().all("Sec-WebSocket-Protocol")).containsExactly("v3");
		}

		@Test
		void readsSeveralFieldsAsOneList() {
			Accepted accepted = accepted(VALID + "Sec-WebSocket-Protocol: v1\nSec-WebSocket-Protocol: v2\n",
					List.of("v2"));
			assertThat(accepted.subprotocol()).isEqualTo("v2");
		}

		@ParameterizedTest
		@ValueSource(strings = { "Sec-WebSocket-Protocol: other\n", "Sec-WebSocket-Protocol: CHAT\n",
				"Sec-WebSocket-Protocol:\n", "" })
		void proceedsWithoutACommonOne(String header) {
			Accepted accepted = accepted(VALID + header, List.of("chat"));
			assertThat(accepted.subprotocol()).isNull();
			assertThat(accepted.response().first("Sec-WebSocket-Protocol")).isNull();
		}

		@Test
		void namesNoneWhenTheEndpointSpeaksNone() {
			assertThat(accepted(VALID + "Sec-WebSocket-Protocol: chat\n").subprotocol()).isNull();
		}

		@ParameterizedTest
		@ValueSource(strings = { "chat room", "\"chat\"", "chat;v=1", "a, b c" })
		void refusesWhatIsNoListOfTokens(String value) {
			Refused refused = refused(VALID + "Sec-WebSocket-Protocol: " + value + "\n");
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.reason()).isEqualTo("subprotocol");
		}

		@Test
		void isTheOneThatIsChosenOfThoseOffered() {
			List<List<String>> asked = new ArrayList<>();
			Accepted accepted = (Accepted) choosing((offered) -> {
				asked.add(offered);
				return "v2";
			});
			assertThat(asked).containsExactly(List.of("v1", "v2", "v3"));
			assertThat(accepted.subprotocol()).isEqualTo("v2");
			assertThat(accepted.response().first("Sec-WebSocket-Protocol")).isEqualTo("v2");
		}

		@Test
		void isNoneIfNoneIsChosen() {
			Accepted accepted = (Accepted) choosing(NONE);
			assertThat(accepted.subprotocol()).isNull();
			assertThat(accepted.response().first("Sec-WebSocket-Protocol")).isNull();
		}

		@Test
		void mayNotBeOneThatWasNotOffered() {
			assertThatIllegalStateException().isThrownBy(() -> choosing((offered) -> "v4"))
				.withMessage("subprotocol 'v4' was chosen, which was not offered");
		}

		@Test
		void refusesTheHandshakeIfTheChoiceDoes() {
			Refused refused = (Refused) choosing((offered) -> {
				throw WsHandshakeException.refusal(406, "speak v9");
			});
			assertThat(refused.status()).isEqualTo(406);
			assertThat(refused.message()).isEqualTo("speak v9");
			assertThat(refused.reason()).isEqualTo("subprotocol");
		}

		private Outcome choosing(Function<List<String>, String> choice) {
			return ServerHandshake.evaluate("GET",
					headers(VALID + "Sec-WebSocket-Protocol: v1, v2,, v1\nSec-WebSocket-Protocol: v3\n"), choice,
					List.of());
		}

	}

	/** RFC 6455 section 9.1: negotiating extensions. */
	@Nested
	class Extensions {

		private final Extension first = TestExtension.of("first", MessageCodec.RSV1);

		private final Extension second = TestExtension.of("second", MessageCodec.RSV2);

		@Test
		void answersWithWhatIsAgreedInTheEndpointsOrder() {
			Accepted accepted = accepted("second; x=1, unknown, first; y", this.first, this.second);
			assertThat(accepted.extensions()).containsExactly("first; y", "second; x=1");
			assertThat(accepted.codecs()).extracting(MessageCodec::rsv)
				.containsExactly(MessageCodec.RSV1, MessageCodec.RSV2);
			assertThat(accepted.response().all("Sec-WebSocket-Extensions")).containsExactly("first; y, second; x=1");
		}

		@Test
		void triesTheOffersOfOneExtensionInTheClientsOrder() {
			Extension picky = new TestExtension("first", MessageCodec.RSV1, (offer) -> !offer.parameters().isEmpty());
			assertThat(accepted("first, first; a, first; b", picky).extensions()).containsExactly("first; a");
		}

		@Test
		void declinesAnExtensionWhoseBitIsTaken() {
			Extension rival = TestExtension.of("rival", MessageCodec.RSV1);
			assertThat(accepted("rival, first, second", this.first, rival, this.second).extensions())
				.containsExactly("first", "second");
		}

		@Test
		void leavesTheBitToTheNextWhenTheFirstDeclines() {
			Extension refusing = new TestExtension("refusing", MessageCodec.RSV1, (offer) -> false);
			assertThat(accepted("refusing, first", refusing, this.first).extensions()).containsExactly("first");
		}

		@Test
		void comparesNamesWithoutRegardToCase() {
			assertThat(accepted("FIRST", this.first).extensions()).containsExactly("FIRST");
		}

		@Test
		void ignoresWhatItDoesNotKnow() {
			Accepted accepted = accepted("unknown", this.first);
			assertThat(accepted.extensions()).isEmpty();
			assertThat(accepted.response().first("Sec-WebSocket-Extensions")).isNull();
		}

		@Test
		void refusesAHeaderThatBreaksTheGrammar() {
			Refused refused = refused(VALID + "Sec-WebSocket-Extensions: first;\n");
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.reason()).isEqualTo("extensions");
		}

		private Accepted accepted(String header, Extension... extensions) {
			return (Accepted) ServerHandshake.evaluate("GET",
					headers(VALID + "Sec-WebSocket-Extensions: " + header + "\n"), NONE, List.of(extensions));
		}

	}

	@Test
	void everyRefusalSaysWhyInOneLine() {
		for (String request : List.of("", "Upgrade: websocket\n", VALID.replace("13", "8"), VALID.replace("dGhl", ""),
				VALID + "Sec-WebSocket-Protocol: a b\n", VALID + "Sec-WebSocket-Extensions: ;\n")) {
			assertThat(refused(request).message()).isNotBlank().doesNotContain("\n", "\r");
		}
	}

	private static Accepted accepted(String request) {
		return accepted(request, List.of());
	}

	private static Accepted accepted(String request, List<String> subprotocols) {
		Endpoint endpoint = new Endpoint("/", new WsHandler() {
		}, WsOptions.builder().subprotocols(subprotocols).build());
		WsRequest asked = new WsRequest("/", headers(request), Map.of(), null, null, false);
		return (Accepted) ServerHandshake.evaluate("GET", asked.headers(),
				(offered) -> endpoint.subprotocol(offered, asked), List.of());
	}

	private static Refused refused(String request) {
		return refused(evaluate("GET", request));
	}

	private static Refused refused(Outcome outcome) {
		return (Refused) outcome;
	}

	private static Outcome evaluate(String method, String request) {
		return ServerHandshake.evaluate(method, headers(request), NONE, List.of());
	}

	static Headers headers(String lines) {
		Headers.Builder builder = Headers.builder();
		lines.lines().forEach((line) -> {
			int colon = line.indexOf(':');
			builder.add(line.substring(0, colon), line.substring(colon + 1));
		});
		return builder.build();
	}

}
