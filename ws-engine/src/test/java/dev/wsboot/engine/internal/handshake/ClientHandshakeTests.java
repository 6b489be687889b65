package dev.wsboot.engine.internal.handshake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.handshake.ClientHandshake.Agreed;
import dev.wsboot.engine.internal.http.HttpHeadCollector;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Specification of {@link ClientHandshake}, RFC 6455 section 4.1.
 */
class ClientHandshakeTests {

	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	private static final String VALID = """
			HTTP/1.1 101 Switching Protocols
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
			""";

	@Nested
	class Request {

		@Test
		void isAGetWithAllThatTheServerNeeds() {
			ClientHandshake handshake = new ClientHandshake(KEY, "server.example.com:81", "/chat?x=1",
					Headers.builder().add("Origin", "http://example.com").build(), List.of("chat", "superchat"),
					List.of(TestExtension.of("first", MessageCodec.RSV1),
							TestExtension.of("second", MessageCodec.RSV2)));
			assertThat(new String(handshake.request(), StandardCharsets.ISO_8859_1).lines()).containsExactly(
					"GET /chat?x=1 HTTP/1.1", "Host: server.example.com:81", "Upgrade: websocket",
					"Connection: Upgrade", "Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Version: 13",
					"Sec-WebSocket-Protocol: chat, superchat", "Sec-WebSocket-Extensions: first, second",
					"Origin: http://example.com", "");
			assertThat(handshake.request()).endsWith("\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
		}

		@Test
		void saysNothingOfWhatIsNotOffered() {
			assertThat(handshake().headers().asMap()).doesNotContainKeys("sec-websocket-protocol",
					"sec-websocket-extensions");
		}

		@Test
		void hasANewKeyEveryTime() {
			String first = newKey();
			assertThat(SecWebSocketKey.isValid(first)).isTrue();
			assertThat(newKey()).isNotEqualTo(first);
		}

		private static String newKey() {
			return String.valueOf(new ClientHandshake("a", "/", Headers.EMPTY, List.of(), List.of()).headers()
				.first("Sec-WebSocket-Key"));
		}

		@Test
		void mayNameAnotherHost() {
			ClientHandshake handshake = new ClientHandshake("a", "/",
					Headers.builder().add("host", "virtual.example").build(), List.of(), List.of());
			assertThat(handshake.headers().all("Host")).containsExactly("virtual.example");
		}

		@Test
		void isAcceptedByTheServersSide() {
			ClientHandshake handshake = new ClientHandshake("a", "/", Headers.EMPTY, List.of("chat"),
					List.of(TestExtension.of("first", MessageCodec.RSV1)));
			ServerHandshake.Accepted accepted = (ServerHandshake.Accepted) new ServerHandshake(
					new OriginPolicy(List.of()), (offered, request) -> offered.get(0),
					List.of(TestExtension.of("first", MessageCodec.RSV1)))
				.judge("GET", true, new WsRequest("/", handshake.headers(), Map.of(), null, null, false), "a");
			Agreed agreed = handshake.verify(new HttpResponseHead(101, accepted.response()), "");
			assertThat(agreed.subprotocol()).isEqualTo("chat");
			assertThat(agreed.extensions()).isEqualTo(accepted.extensions()).containsExactly("first");
			assertThat(agreed.codecs()).hasSize(1);
		}

		@ParameterizedTest
		@ValueSource(strings = { "Upgrade", "connection", "Sec-WebSocket-Key", "SEC-WEBSOCKET-VERSION",
				"Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding" })
		void keepsItsOwnFieldsToItself(String name) {
			Headers headers = Headers.builder().add(name, "x").build();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new ClientHandshake("a", "/", headers, List.of(), List.of()))
				.withMessageContaining(name);
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "x", "/a b", "/\r\nX: y", "/\u00e4" })
		void refusesATargetThatIsNoEncodedPath(String target) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new ClientHandshake("a", target, Headers.EMPTY, List.of(), List.of()));
		}

		@Test
		void refusesAHostWithALineBreak() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new ClientHandshake("a\r\nX: y", "/", Headers.EMPTY, List.of(), List.of()));
		}

	}

	@Nested
	class Answer {

		@Test
		void opensTheConnection() {
			Agreed agreed = handshake().verify(response(VALID), "");
			assertThat(agreed.subprotocol()).isNull();
			assertThat(agreed.extensions()).isEmpty();
			assertThat(agreed.codecs()).isEmpty();
		}

		@Test
		void mayBeInOtherCaseAndListMore() {
			handshake().verify(response(VALID.replace("websocket", "WebSocket")
				.replace("Connection: Upgrade", "connection: keep-alive, upgrade")), "");
		}

		@ParameterizedTest
		@ValueSource(ints = { 200, 302, 401, 403, 404, 426, 500, 503 })
		void ofAnotherStatusIsARefusalThatCanBeRead(int status) {
			HttpResponseHead response = response("HTTP/1.1 " + status + " x\nX-Reason: because\n");
			assertThatExceptionOfType(WsHandshakeException.class)
				.isThrownBy(() -> handshake().verify(response, "no entry"))
				.withMessageContaining(String.valueOf(status))
				.satisfies((ex) -> {
					assertThat(ex.status()).isEqualTo(status);
					assertThat(ex.headers().first("x-reason")).isEqualTo("because");
					assertThat(ex.body()).isEqualTo("no entry");
				});
		}

		@ParameterizedTest
		@ValueSource(strings = { "Upgrade: websocket\n", "Connection: Upgrade\n",
				"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n" })
		void needsEveryField(String field) {
			refused(VALID.replace(field, ""), field.substring(0, field.indexOf(':')));
		}

		@Test
		void needsTheUpgradeToBeWebsocket() {
			refused(VALID.replace("websocket", "h2c"), "Upgrade");
		}

		@Test
		void needsTheProofOfThisKey() {
			refused(VALID.replace("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "S3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "Accept");
			refused(VALID + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n", "Accept");
		}

		@Test
		void mayChooseNoSubprotocol() {
			assertThat(handshake("chat").verify(response(VALID), "").subprotocol()).isNull();
		}

		@Test
		void mayChooseAnOfferedSubprotocol() {
			Agreed agreed = handshake("a", "b").verify(response(VALID + "Sec-WebSocket-Protocol: b\n"), "");
			assertThat(agreed.subprotocol()).isEqualTo("b");
		}

		@ParameterizedTest
		@ValueSource(strings = { "c", "", "A", "a, b", "a\nSec-WebSocket-Protocol: a" })
		void mustNotChooseAnotherSubprotocol(String chosen) {
			WsHandshakeException refusal = refusal(handshake("a", "b"),
					VALID + "Sec-WebSocket-Protocol: " + chosen + "\n");
			assertThat(refusal).hasMessageContaining("subprotocol");
			assertThat(refusal.status()).isEqualTo(101);
		}

		@Test
		void mustNotChooseASubprotocolWhenNoneIsOffered() {
			refused(VALID + "Sec-WebSocket-Protocol: chat\n", "subprotocol");
		}

	}

	/** RFC 6455 section 9.1. */
	@Nested
	class Extensions {

		private final TestExtension first = new TestExtension("first", MessageCodec.RSV1,
				(answer) -> answer.parameters().isEmpty());

		private final TestExtension second = TestExtension.of("second", MessageCodec.RSV2);

		@Test
		void areAppliedInTheServersOrder() {
			Agreed agreed = handshake(this.first, this.second).verify(answer("second; x, FIRST"), "");
			assertThat(agreed.extensions()).containsExactly("second; x", "FIRST");
			assertThat(agreed.codecs()).extracting(MessageCodec::rsv)
				.containsExactly(MessageCodec.RSV2, MessageCodec.RSV1);
		}

		@ParameterizedTest
		@ValueSource(
				strings = { "third", "first, third", "first, first", "first; unknown", "first;", ",", "first second" })
		void mustNotBeUnsolicitedRepeatedOrMalformed(String header) {
			assertThat(
					refusal(handshake(this.first, this.second), VALID + "Sec-WebSocket-Extensions: " + header + "\n"))
				.isInstanceOf(WsHandshakeException.class);
		}

		@Test
		void mustNotShareAReservedBit() {
			Extension rival = TestExtension.of("rival", MessageCodec.RSV1);
			assertThat(refusal(handshake(this.first, rival), VALID + "Sec-WebSocket-Extensions: first, rival\n"))
				.hasMessageContaining("exclude");
		}

		@Test
		void mustNotBeAnsweredWhenNoneIsOffered() {
			refused(VALID + "Sec-WebSocket-Extensions: first\n", "not offered");
		}

		private static HttpResponseHead answer(String extensions) {
			return response(VALID + "Sec-WebSocket-Extensions: " + extensions + "\n");
		}

	}

	private static void refused(String response, String message) {
		assertThat(refusal(handshake(), response)).hasMessageContaining(message);
	}

	private static WsHandshakeException refusal(ClientHandshake handshake, String response) {
		return org.assertj.core.api.Assertions.catchThrowableOfType(WsHandshakeException.class,
				() -> handshake.verify(response(response), ""));
	}

	private static ClientHandshake handshake(String... subprotocols) {
		return new ClientHandshake(KEY, "server.example.com", "/", Headers.EMPTY, List.of(subprotocols), List.of());
	}

	private static ClientHandshake handshake(Extension... extensions) {
		return new ClientHandshake(KEY, "server.example.com", "/", Headers.EMPTY, List.of(), List.of(extensions));
	}

	private static ClientHandshake handshake() {
		return handshake(new String[0]);
	}

	private static HttpResponseHead response(String lines) {
		byte[] bytes = (lines.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
		HttpHeadCollector head = new HttpHeadCollector(bytes.length);
		head.take(bytes, 0, bytes.length);
		return HttpResponseHead.parse(head);
	}

}
