package dev.wsboot.engine.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The tester finds fault with endpoints that are at fault, and with no others.
 */
class TesterTests {

	/** A server that answers whatever it gets with these bytes, and ends. */
	private static void with(String hex, Compression compression, Case.Script script) throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket ours = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
				Socket theirs = server.accept();
				Tester tester = new Tester(ours, ours.getInputStream(), false, compression, Delivery.WHOLE)) {
			theirs.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
			theirs.shutdownOutput();
			script.run(tester);
		}
	}

	@Nested
	class Frames {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				81 85 00 00 00 00 48 65 6C 6C 6F | 5.1: a client's frames are masked, a server's are not
				81 7E 00 05 48 65 6C 6C 6F       | 5.2: a length has the shortest form
				83 05 48 65 6C 6C 6F             | 5.2: opcodes are known
				A1 05 48 65 6C 6C 6F             | 5.2: reserved bits are 0
				C1 05 48 65 6C 6C 6F             | 5.2: reserved bits are 0
				80 05 48 65 6C 6C 6F             | 5.4: a message follows another
				01 02 48 65 81 03 6C 6C 6F       | 5.4: a message follows another
				01 02 48 65                      | the stream ends within a message
				81 05 48 65                      | the stream ends within a frame
				81 02 C3 28                      | 5.6: a text is UTF-8
				09 00                            | 5.5: a control frame is whole
				88 01 03                         | 5.5.1: a close code has two bytes
				88 02 03 ED                      | 7.4: a close code may be sent, not 1005
				88 03 03 E8 FF                   | 5.5.1: a reason is UTF-8
				81 05 48 65 6C 6C 70             | expected Text of 5 bytes: 48656c6c6f but was
				82 05 48 65 6C 6C 6F             | expected Text of 5 bytes
				""")
		void thatNoServerSendsAreFound(String bytes, String fault) {
			assertThatThrownBy(() -> with(bytes, null, (tester) -> tester.receives(Frame.text("Hello"))))
				.isInstanceOf(AssertionError.class)
				.hasMessageContaining(fault);
		}

		@ParameterizedTest
		@CsvSource({ "8105 48656C6C6F", "0103 48656C 8002 6C6F", "0100 0005 48656C6C6F 8000" })
		void thatMakeTheMessageAreTaken(String bytes) {
			assertThatCode(() -> with(bytes, null, (tester) -> tester.receives(Frame.text("Hello"))))
				.doesNotThrowAnyException();
		}

	}

	@Nested
	class Closing {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				''             | expected Close 1000 in answer but was the end of the stream
				88 02 03 E9    | expected Close 1000 in answer but was Close of 2 bytes: 1001
				8A 00          | expected Close 1000 in answer but was Pong
				88 02 03 E8 8A 00 | nothing follows a Close frame
				""")
		void otherThanTheHandshakeIsFound(String bytes, String fault) {
			assertThatThrownBy(() -> with(bytes, null, Tester::closes)).isInstanceOf(AssertionError.class)
				.hasMessageContaining(fault);
		}

		@Test
		void withoutAnEndIsFound() {
			assertThatThrownBy(() -> with("88 02 03 EA 81 00", null, (tester) -> tester.failsWith(1002)))
				.isInstanceOf(AssertionError.class)
				.hasMessageContaining("nothing follows a Close frame");
		}

		@Test
		void forAnotherReasonIsFound() {
			assertThatThrownBy(() -> with("88 02 03 EF", null, (tester) -> tester.failsWith(1002)))
				.isInstanceOf(AssertionError.class)
				.hasMessageContaining("expected Close [1002] but was Close of 2 bytes: 1007");
		}

		@Test
		void asDemandedIsTaken() {
			assertThatCode(() -> with("88 02 03 E8", null, Tester::closes)).doesNotThrowAnyException();
			assertThatCode(() -> with("88 02 03 EA", null, (tester) -> tester.failsWith(1002)))
				.doesNotThrowAnyException();
		}

	}

	@Nested
	class Compressed {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				'server_no_context_takeover; client_max_window_bits' | 'permessage-deflate'
				'server_max_window_bits=9'  | 'permessage-deflate'
				'server_max_window_bits=9'  | 'permessage-deflate; server_max_window_bits=10'
				'client_max_window_bits=9'  | 'permessage-deflate; client_max_window_bits=10'
				''                          | 'permessage-deflate; unknown'
				''                          | 'permessage-deflate; server_max_window_bits=9; server_max_window_bits=9'
				''                          | 'another'
				""")
		void answersThatMustNotBeAreFound(String offered, String answer) {
			Compression offer = new Compression(!offered.contains("server_no"), !offered.contains("client_no"),
					offered.contains("server_max_window_bits=9") ? 9 : 0,
					offered.contains("client_max_window_bits=9") ? 9 : 0);
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> offer.agree(answer));
		}

		@Test
		void answersThatMayBeAreTaken() {
			Compression offer = new Compression(true, true, 12, 0);
			assertThat(offer.agree("permessage-deflate; server_no_context_takeover; server_max_window_bits=10"))
				.isEqualTo(new Compression(false, true, 10, 0));
		}

		@Test
		void noiseIsFound() {
			assertThatThrownBy(
					() -> with("C1 03 07 FF FF", Compression.PLAIN, (tester) -> tester.receives(Frame.text(""))))
				.isInstanceOf(AssertionError.class)
				.hasMessageContaining("7.2.1: a message can be decompressed");
		}

		@Test
		void distancesBeyondTheWindowAreFound() {
			byte[] block = Samples.noise(400);
			byte[] twice = new byte[800];
			System.arraycopy(block, 0, twice, 0, 400);
			System.arraycopy(block, 0, twice, 400, 400);
			try (Deflation far = new Deflation(true, 15, true, 15); Deflation near = new Deflation(true, 8, true, 8)) {
				byte[] payload = far.compress(twice);
				assertThatThrownBy(() -> near.decompress(payload)).isInstanceOf(AssertionError.class)
					.hasMessageContaining("7.1.2: no distance is above 256, as is 400");
			}
		}

		@Test
		void testerKeepsToTheWindowItself() {
			for (int bits = 8; bits <= 15; bits++) {
				try (Deflation sender = new Deflation(true, bits, true, 0);
						Deflation receiver = new Deflation(true, 0, true, bits)) {
					for (int i = 0; i < 5; i++) {
						byte[] message = Samples.records(3000, i / 2);
						assertThat(receiver.decompress(sender.compress(message))).isEqualTo(message);
					}
				}
			}
		}

		@Test
		void testerRefersToEarlierMessagesIfItMay() {
			byte[] message = Samples.noise(500);
			try (Deflation remembers = new Deflation(true, 0, true, 0);
					Deflation forgets = new Deflation(false, 0, true, 0)) {
				assertThat(remembers.compress(message)).hasSizeGreaterThan(400);
				assertThat(remembers.compress(message)).hasSizeLessThan(50);
				assertThat(forgets.compress(message)).hasSizeGreaterThan(400);
				assertThat(forgets.compress(message)).hasSizeGreaterThan(400);
			}
		}

	}

	@Nested
	class Deliveries {

		@Test
		void areCutWhereTheySay() {
			assertThat(Delivery.WHOLE.cutAfter(0)).isEqualTo(Long.MAX_VALUE);
			assertThat(Delivery.BYTE_BY_BYTE.cutAfter(7)).isEqualTo(8);
			assertThat(Delivery.cutAt(5).cutAfter(0)).isEqualTo(5);
			assertThat(Delivery.cutAt(5).cutAfter(5)).isEqualTo(Long.MAX_VALUE);
			assertThat(Delivery.inChopsOf(100).cutAfter(250)).isEqualTo(300);
		}

	}

	@Test
	void suiteHasManyCasesOfDifferentNames() throws IOException {
		Set<String> names = new HashSet<>();
		ConformanceSuite.groups().forEach((group) -> group.all().forEach((it) -> names.add(it.toString())));
		assertThat(names).hasSize(ConformanceSuite.size()).hasSizeGreaterThan(700);
	}

}
