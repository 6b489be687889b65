package dev.wsboot.engine.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.wsboot.engine.Headers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Specification of {@link HttpHeadCollector}, {@link HttpRequestHead} and
 * {@link HttpResponseHead}, RFC 9112.
 */
class HttpHeadTests {

	private static final String REQUEST = "GET /chat?x=1 HTTP/1.1\r\nHost: a.example\r\nX-Y:  z \t\r\n\r\n";

	/** RFC 9112 section 2: where a head ends. */
	@Nested
	class Collecting {

		@Test
		void findsTheEndAtEverySplitPoint() {
			byte[] bytes = bytes(REQUEST + "behind");
			for (int split = 0; split <= bytes.length; split++) {
				HttpHeadCollector collector = new HttpHeadCollector(1000);
				int used = collector.take(bytes, 0, split);
				used += collector.take(bytes, used, bytes.length - used);
				assertThat(used).isEqualTo(REQUEST.length());
				assertThat(collector.isComplete()).isTrue();
				assertThat(HttpRequestHead.parse(collector).target()).isEqualTo("/chat?x=1");
			}
		}

		@Test
		void takesOneByteAtATime() {
			HttpHeadCollector collector = new HttpHeadCollector(1000);
			assertThat(collector.isEmpty()).isTrue();
			for (byte b : bytes(REQUEST)) {
				assertThat(collector.isComplete()).isFalse();
				assertThat(collector.take(new byte[] { 0, b, 0 }, 1, 1)).isEqualTo(1);
				assertThat(collector.isEmpty()).isFalse();
			}
			assertThat(HttpRequestHead.parse(collector).headers().first("x-y")).isEqualTo("z");
		}

		@Test
		void takesAHeadOfTheLargestSizeAndNoLarger() {
			assertThat(collect(REQUEST, REQUEST.length()).isComplete()).isTrue();
			assertThatExceptionOfType(HttpHeadException.class).isThrownBy(() -> collect(REQUEST, REQUEST.length() - 1))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(431));
		}

		@Test
		void givesUpOnEndlessHeadersAtTheLimit() {
			HttpHeadCollector collector = new HttpHeadCollector(8192);
			byte[] piece = bytes("X-Filler: 0123456789\r\n");
			assertThatExceptionOfType(HttpHeadException.class).isThrownBy(() -> {
				for (int i = 0; i < 1000; i++) {
					collector.take(piece, 0, piece.length);
				}
			}).withMessageContaining("8192");
		}

		@ParameterizedTest
		@ValueSource(strings = { "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n", "GET / HTTP/1.1\rHost",
				"GET / HTTP/1.1\r\nHost: a\r\n\rx", "GET /\0 HTTP/1.1", "\u0016\u0003\u0001",
				"GET / HTTP/1.1\r\nA: \u007f", "GET / HTTP/1.1\r\nA: \u0007" })
		void refusesOtherLineBreaksAndControlCharactersAtOnce(String head) {
			assertThatExceptionOfType(HttpHeadException.class).isThrownBy(() -> collect(head, 1000))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(400));
		}

		@Test
		void isNotReadBeforeItIsComplete() {
			assertThatIllegalStateException()
				.isThrownBy(() -> HttpRequestHead.parse(collect("GET / HTTP/1.1\r\n", 1000)));
		}

	}

	/** RFC 9112 section 3: the request line. */
	@Nested
	class Request {

		@Test
		void isReadWithItsFields() {
			HttpRequestHead head = request(REQUEST);
			assertThat(head.method()).isEqualTo("GET");
			assertThat(head.minorVersion()).isEqualTo(1);
			assertThat(head.headers().asMap()).hasSize(2)
				.containsEntry("host", List.of("a.example"))
				.containsEntry("x-y", List.of("z"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "http://a.example/x?y", "ws://a.example:80/x?y", "WSS://a.example/x?y" })
		void mayHaveATargetInAbsoluteForm(String target) {
			assertThat(request("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").target()).isEqualTo("/x?y");
		}

		@Test
		void inAbsoluteFormMayLackAPath() {
			assertThat(request("GET http://a.example HTTP/1.1\r\nHost: a\r\n\r\n").target()).isEqualTo("/");
			assertThat(request("GET http://a.example?x HTTP/1.1\r\nHost: a\r\n\r\n").target()).isEqualTo("/?x");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "GET", "GET /", "GET  HTTP/1.1", "GET / HTTP/1.1 ", "GET / x HTTP/1.1",
				" GET / HTTP/1.1", "GET\t/ HTTP/1.1", "G@T / HTTP/1.1", "GET x HTTP/1.1", "GET * HTTP/1.1",
				"GET ://a/ HTTP/1.1", "GET /\u00e4 HTTP/1.1", "GET / http/1.1", "GET / HTTP/1", "GET / HTTP/1.1.1",
				"GET / HTTP/a.b", "GET / HTTPS/1.1" })
		void isRefusedWhenItIsMalformed(String line) {
			assertThat(refusal(line + "\r\nHost: a\r\n\r\n").status()).isEqualTo(400);
		}

		@Test
		void isRefusedInAnotherVersionOfHttp() {
			assertThat(refusal("GET / HTTP/2.0\r\nHost: a\r\n\r\n").status()).isEqualTo(505);
			assertThat(refusal("GET / HTTP/0.9\r\nHost: a\r\n\r\n").status()).isEqualTo(505);
		}

		@Test
		void needsOneHost() {
			assertThat(refusal("GET / HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
			assertThat(refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").status()).isEqualTo(400);
			assertThat(request("GET / HTTP/1.0\r\n\r\n").minorVersion()).isZero();
		}

	}

	/** RFC 9112 section 5: header fields. */
	@Nested
	class Fields {

		@ParameterizedTest
		@ValueSource(strings = { "A : b", " folded", "\tfolded", "novalue", ": b", "A B: c", "(A): b", "\u00e4: b" })
		void areRefusedWhenTheyAreMalformed(String line) {
			assertThat(refusal("GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n").status()).isEqualTo(400);
		}

		@Test
		void mayBeEmptyAndHoldObsoleteText() {
			Headers headers = request("GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB: \u00e4;\"x\"\r\n\r\n").headers();
			assertThat(headers.first("A")).isEmpty();
			assertThat(headers.first("B")).isEqualTo("\u00e4;\"x\"");
		}

	}

	/** RFC 9112 section 4: the status line. */
	@Nested
	class Response {

		@ParameterizedTest
		@ValueSource(
				strings = { "HTTP/1.1 101 Switching Protocols", "HTTP/1.1 101 ", "HTTP/1.1 101", "HTTP/1.0 101 x y" })
		void isRead(String line) {
			HttpResponseHead head = response(line + "\r\nUpgrade: websocket\r\n\r\n");
			assertThat(head.status()).isEqualTo(101);
			assertThat(head.headers().first("upgrade")).isEqualTo("websocket");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 1", "HTTP/1.1 1010 x", "HTTP/1.1 abc x",
				"HTTP/1.1 099 x", "HTTP/2.0 101 x", "101 HTTP/1.1", "HTTP/1.1  101 x", "ICY 200 OK" })
		void isRefusedWhenItIsMalformed(String line) {
			assertThatExceptionOfType(HttpHeadException.class).isThrownBy(() -> response(line + "\r\n\r\n"));
		}

		@Test
		void isWrittenAsItIsRead() {
			Headers headers = Headers.builder().add("Upgrade", "websocket").add("X", "").build();
			byte[] bytes = new HttpResponseHead(426, headers).toBytes();
			assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
				.isEqualTo("HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nX: \r\n\r\n");
			HttpResponseHead read = response(new String(bytes, StandardCharsets.ISO_8859_1));
			assertThat(read.status()).isEqualTo(426);
			assertThat(read.headers().asMap()).isEqualTo(headers.asMap());
		}

	}

	private static HttpHeadException refusal(String head) {
		return org.assertj.core.api.Assertions.catchThrowableOfType(HttpHeadException.class, () -> request(head));
	}

	private static HttpRequestHead request(String head) {
		return HttpRequestHead.parse(collect(head, 10_000));
	}

	private static HttpResponseHead response(String head) {
		return HttpResponseHead.parse(collect(head, 10_000));
	}

	private static HttpHeadCollector collect(String head, int limit) {
		HttpHeadCollector collector = new HttpHeadCollector(limit);
		byte[] bytes = bytes(head);
		collector.take(bytes, 0, bytes.length);
		return collector;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
