package dev.wsboot.engine.internal.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.WsSubprotocolChoice;
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

	private static final WsSubprotocolChoice NONE = (offered, request) -> null;

	private static final OriginPolicy SAME = new OriginPolicy(List.of());

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
			assertThat(refused.refusal()).isEqualTo(Refusal.METHOD);
		}

		@Test
		void plainHttpIsToldToUpgrade() {
			Refused refused = refused("Host: server.example.com\n");
			assertThat(refused.status()).isEqualTo(426);
			assertThat(refused.response().first("Upgrade")).isEqualTo("websocket");
			assertThat(refused.response().first("Connection")).isEqualTo("Upgrade");
			assertThat(refused.refusal()).isEqualTo(Refusal.UPGRADE);
		}

		@ParameterizedTest
		@ValueSource(strings = { "h2c", "", "websockets", "web socket", "notwebsocket" })
		void refusesAnotherUpgrade(String upgrade) {
			Refused refused = refused(VALID.replace("Upgrade: websocket", "Upgrade: " + upgrade));
			assertThat(refused.status()).isEqualTo(426);
			assertThat(refused.refusal()).isEqualTo(Refusal.UPGRADE);
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
			assertThat(refused.refusal()).isEqualTo(Refusal.CONNECTION);
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
			assertThat(refused.refusal()).isEqualTo(Refusal.VERSION);
		}

		@Test
		void missingVersionIsAnsweredWithTheOneSpoken() {
			Refused refused = refused(VALID.replace("Sec-WebSocket-Version: 13\n", ""));
			assertThat(refused.status()).isEqualTo(426);
			assertThat(refused.response().first("Sec-WebSocket-Version")).isEqualTo("13");
		}

		@Test
		void refusesTheVersionGivenTwice() {
			assertThat(refused(VALID + "Sec-WebSocket-Version: 13\n").refusal()).isEqualTo(Refusal.VERSION);
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "x", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=",
				"dGhlIHNhbXBsZSBub25jZSE=", "dGhlIHNhbXBsZSBub25j!Q==", "dGhlIHNhbXBsZSBub25jZQ=A",
				"dGhlIHNhbXBsZSBub25jZTEyMzQ1Njc4OTA=" })
		void refusesAKeyThatIsNotBase64OfSixteenBytes(String key) {
			Refused refused = refused(VALID.replace("dGhlIHNhbXBsZSBub25jZQ==", key));
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.refusal()).isEqualTo(Refusal.KEY);
		}

		@Test
		void refusesAMissingKey() {
			Refused refused = refused(VALID.replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", ""));
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.refusal()).isEqualTo(Refusal.KEY);
		}

		@Test
		void refusesTwoKeys() {
			Refused refused = refused(VALID + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n");
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.refusal()).isEqualTo(Refusal.KEY);
		}

	}

	/** Nobody along the way may take for a body what this side takes for frames. */
	@Nested
	class Body {

		@ParameterizedTest
		@ValueSource(strings = { "Content-Length: 5", "Content-Length: -0", "Content-Length: 0, 5",
				"Content-Length: 00", "Content-Length:", "Content-Length: 0\nContent-Length: 5",
				"Transfer-Encoding: chunked", "Transfer-Encoding: identity" })
		void isRefused(String field) {
			Refused refused = refused(VALID + field + "\n");
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.refusal()).isEqualTo(Refusal.BODY);
		}

		@Test
		void mayBeSaidToBeEmpty() {
			accepted(VALID + "Content-Length: 0\n");
		}

	}

	/** RFC 6455 section 4.2.2: the origin. */
	@Nested
	class Origins {

		@Test
		void areRefusedIfForeign() {
			Refused refused = refused(VALID + "Origin: https://evil.example\n");
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.refusal()).isEqualTo(Refusal.ORIGIN);
		}

		@Test
		void areComparedWithTheHostThatWasAddressed() {
			accepted(VALID + "Origin: http://server.example.com\n");
		}

		@Test
		void areAllowedByThePolicy() {
			ServerHandshake allowing = new ServerHandshake(new OriginPolicy(List.of("https://app.example")), NONE,
					List.of());
			assertThat(judge(allowing, "GET", VALID + "Origin: https://app.example\n")).isInstanceOf(Accepted.class);
		}

		@Test
		void countBeforeTheApplicationIsAsked() {
			ServerHandshake asking = new ServerHandshake(SAME, (offered, request) -> {
				throw new AssertionError("asked");
			}, List.of());
			assertThat(refused(judge(asking, "GET", VALID + "Origin: https://evil.example\n")).refusal())
				.isEqualTo(Refusal.ORIGIN);
		}

	}

	/** Of several faults it is always the same that is told. */
	@Nested
	class Order {

		@Test
		void isThatOfTheConstants() {
			String foreign = "Origin: https://evil.example\n";
			String request = foreign + "Sec-WebSocket-Protocol: a b\nSec-WebSocket-Extensions: ;\n";
			List<Refusal> told = new ArrayList<>();
			told.add(reason("POST", false, request));
			told.add(reason("GET", false, request));
			told.add(reason("GET", true, request));
			request += "Upgrade: websocket\n";
			told.add(reason("GET", true, request + "Content-Length: 3\n"));
			told.add(reason("GET", true, request));
			request += "Connection: Upgrade\n";
			told.add(reason("GET", true, request));
			request += "Sec-WebSocket-Version: 13\n";
			told.add(reason("GET", true, request));
			request += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";
			told.add(reason("GET", true, request));
			request = request.replace(foreign, "");
			told.add(reason("GET", true, request));
			told.add(reason("GET", true, request.replace("a b", "a")));
			assertThat(told).containsExactly(Refusal.METHOD, Refusal.HTTP_VERSION, Refusal.UPGRADE, Refusal.BODY,
					Refusal.CONNECTION, Refusal.VERSION, Refusal.KEY, Refusal.ORIGIN, Refusal.SUBPROTOCOL,
					Refusal.EXTENSIONS);
			assertThat(told).isSorted();
		}

		private Refusal reason(String method, boolean http11, String request) {
			WsRequest asked = new WsRequest("/", headers(request), Map.of(), null, null, false);
			return refused(new ServerHandshake(SAME, NONE, List.of()).judge(method, http11, asked, null)).refusal();
		}

	}

	/** Which requests are nobody else's to answer. */
	@Nested
	class Attempts {

		@ParameterizedTest
		@ValueSource(strings = { "Upgrade: websocket", "Upgrade: h2c, WebSocket", "Upgrade: websockets",
				"Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 8" })
		void areHandshakesHoweverWrong(String field) {
			assertThat(ServerHandshake.isAttempt(headers(field)::first)).isTrue();
		}

		@ParameterizedTest
		@ValueSource(strings = { "Host: a", "Upgrade: h2c", "Connection: Upgrade", "Origin: https://a.example" })
		void areNotPlainRequests(String field) {
			assertThat(ServerHandshake.isAttempt(headers(field)::first)).isFalse();
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
			assertThat(refused.refusal()).isEqualTo(Refusal.SUBPROTOCOL);
		}

		@Test
		void isTheOneThatIsChosenOfThoseOffered() {
			List<List<String>> asked = new ArrayList<>();
			Accepted accepted = (Accepted) choosing((offered, request) -> {
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
			Refused refused = (Refused) choosing((offered, request) -> "v4");
			assertThat(refused.refusal()).isEqualTo(Refusal.ERROR);
			assertThat(refused.cause()).hasMessage("subprotocol 'v4' was chosen, which was not offered");
		}

		@Test
		void refusesTheHandshakeIfTheChoiceDoes() {
			Refused refused = (Refused) choosing((offered, request) -> {
				throw WsHandshakeException.refusal(406, "speak v9");
			});
			assertThat(refused.status()).isEqualTo(406);
			assertThat(refused.message()).isEqualTo("speak v9");
			assertThat(refused.refusal()).isEqualTo(Refusal.SUBPROTOCOL);
		}

		@Test
		void isAnsweredWithoutDetailsIfTheChoiceFails() {
			Error failure = new StackOverflowError("secret");
			Refused refused = (Refused) choosing((offered, request) -> {
				throw failure;
			});
			assertThat(refused.status()).isEqualTo(500);
			assertThat(refused.message()).isEqualTo("internal error");
			assertThat(refused.cause()).isSameAs(failure);
		}

		private Outcome choosing(WsSubprotocolChoice choice) {
			return judge(new ServerHandshake(SAME, choice, List.of()), "GET",
					VALID + "Sec-WebSocket-Protocol: v1, v2,, v1\nSec-WebSocket-Protocol: v3\n");
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
		void areReleasedIfALaterOneFails() {
			AtomicInteger closed = new AtomicInteger();
			Extension counting = new TestExtension("first", MessageCodec.RSV1, (offer) -> true,
					closed::incrementAndGet);
			Extension failing = new TestExtension("second", MessageCodec.RSV2, (offer) -> {
				throw new IllegalStateException("deliberate");
			});
			assertThat(refused(offer("first, second", counting, failing)).refusal()).isEqualTo(Refusal.ERROR);
			assertThat(closed).hasValue(1);
		}

		@Test
		void refusesAHeaderThatBreaksTheGrammar() {
			Refused refused = refused(VALID + "Sec-WebSocket-Extensions: first;\n");
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.refusal()).isEqualTo(Refusal.EXTENSIONS);
		}

		private Accepted accepted(String header, Extension... extensions) {
			return (Accepted) offer(header, extensions);
		}

		private Outcome offer(String header, Extension... extensions) {
			return judge(new ServerHandshake(SAME, NONE, List.of(extensions)), "GET",
					VALID + "Sec-WebSocket-Extensions: " + header + "\n");
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
		return (Accepted) judge(new ServerHandshake(SAME, endpoint::subprotocol, List.of()), "GET", request);
	}

	private static Refused refused(String request) {
		return refused(evaluate("GET", request));
	}

	private static Refused refused(Outcome outcome) {
		return (Refused) outcome;
	}

	private static Outcome evaluate(String method, String request) {
		return judge(new ServerHandshake(SAME, NONE, List.of()), method, request);
	}

	private static Outcome judge(ServerHandshake handshake, String method, String request) {
		return handshake.judge(method, true, new WsRequest("/", headers(request), Map.of(), null, null, false),
				"server.example.com");
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
