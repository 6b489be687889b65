package dev.wsboot.engine.internal.deflate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.testing.DeflateStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * RFC 7692 section 7.2: what becomes of a message, as bytes.
 */
class PerMessageDeflateTests {

	private static final PerMessageDeflateOptions EVERYTHING = PerMessageDeflateOptions.builder().threshold(0).build();

	private static final PerMessageDeflateOptions TAKEOVER = EVERYTHING.toBuilder()
		.serverContextTakeover(true)
		.clientContextTakeover(true)
		.build();

	private final Negotiated plain = Negotiated.with(EVERYTHING);

	private final Negotiated takeover = Negotiated.with(TAKEOVER);

	private final long lent = PerMessageDeflate.INFLATERS.lent() + PerMessageDeflate.DEFLATERS.lent();

	@AfterEach
	void nothingStaysBorrowed() {
		close(this.plain);
		close(this.takeover);
		assertThat(PerMessageDeflate.INFLATERS.lent() + PerMessageDeflate.DEFLATERS.lent()).isEqualTo(this.lent);
	}

	private static void close(Negotiated connection) {
		connection.server().close();
		connection.client().close();
	}

	/** The examples of the RFC, received. */
	@Nested
	class Section7_2_3 {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				# 7.2.3.1 a message compressed using one compressed DEFLATE block
				f2 48 cd c9 c9 07 00 | Hello
				# 7.2.3.3 DEFLATE block with no compression
				00 05 00 fa ff 48 65 6c 6c 6f 00 | Hello
				# 7.2.3.4 DEFLATE block with BFINAL set to 1
				f3 48 cd c9 c9 07 00 00 | Hello
				# 7.2.3.5 two DEFLATE blocks in one message
				f2 48 05 00 00 00 ff ff ca c9 c9 07 00 | Hello
				""")
		void decodes(String payload, String text) {
			assertThat(text(PerMessageDeflateTests.this.plain.server(), payload)).isEqualTo(text);
			assertThat(text(PerMessageDeflateTests.this.plain.client(), payload)).isEqualTo(text);
		}

		@Test
		void sharedWindow() {
			// 7.2.3.2
			MessageCodec codec = PerMessageDeflateTests.this.takeover.server();
			assertThat(text(codec, "f2 48 cd c9 c9 07 00")).isEqualTo("Hello");
			assertThat(text(codec, "f2 00 11 00 00")).isEqualTo("Hello");
		}

		@Test
		void emptyMessage() {
			// 7.2.3.6
			assertThat(text(PerMessageDeflateTests.this.plain.server(), "00")).isEmpty();
		}

		private static String text(MessageCodec codec, String payload) {
			return new String(Negotiated.decode(codec, Negotiated.hex(payload)), StandardCharsets.UTF_8);
		}

	}

	/** Compression. */
	@Nested
	class Section7_2_1 {

		@Test
		void removesTheEmptyBlockFromTheEnd() {
			byte[] message = Samples.json(1, 1000);
			byte[] payload = Negotiated.encode(PerMessageDeflateTests.this.plain.server(), message);
			DeflateStream stream = DeflateStream.ofMessage(payload, new byte[0]);
			assertThat(stream.decoded()).isEqualTo(message);
			assertThat(stream.blockTypes()).as("last is stored").endsWith(0).hasSizeGreaterThan(1);
		}

		@ParameterizedTest
		@ValueSource(ints = { 200, 1000, 16_384, 32_768, 65_536, 65_537, 131_072, 1_000_000 })
		void comesBackAsItWas(int size) {
			byte[] message = Arrays.copyOf(Samples.json(size, size), size);
			Negotiated connection = PerMessageDeflateTests.this.plain;
			byte[] payload = Negotiated.encode(connection.server(), message);
			assertThat(payload).hasSizeLessThan(size);
			assertThat(Negotiated.decode(connection.client(), payload)).isEqualTo(message);
			assertThat(Negotiated.decode(connection.server(), Negotiated.encode(connection.client(), message)))
				.isEqualTo(message);
		}

		@Test
		void withoutTakeoverEveryMessageIsTheSame() {
			byte[] message = Samples.json(1, 1000);
			MessageCodec codec = PerMessageDeflateTests.this.plain.server();
			byte[] first = Negotiated.encode(codec, message);
			assertThat(Negotiated.encode(codec, message)).isEqualTo(first);
		}

		@Test
		void withTakeoverAMessageRefersToEarlierOnes() {
			byte[] message = Samples.json(1, 1000);
			Negotiated connection = PerMessageDeflateTests.this.takeover;
			byte[] first = Negotiated.encode(connection.server(), message);
			byte[] second = Negotiated.encode(connection.server(), message);
			assertThat(second.length).isLessThan(first.length / 5);
			assertThat(Negotiated.decode(connection.client(), first)).isEqualTo(message);
			assertThat(Negotiated.decode(connection.client(), second)).isEqualTo(message);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 2, 1000, 65_536, 200_000 })
		void whatDoesNotShrinkGoesOutPlain(int size) {
			byte[] noise = Samples.noise(size, size);
			for (Negotiated connection : new Negotiated[] { PerMessageDeflateTests.this.plain,
					PerMessageDeflateTests.this.takeover }) {
				assertThat(connection.server().encode(noise, 0, size, (bytes, offset, length) -> {
				})).isFalse();
			}
		}

		@Test
		void aMessageThatWentOutPlainLeavesNoTraceInTheWindow() {
			Negotiated connection = PerMessageDeflateTests.this.takeover;
			byte[] message = Samples.json(1, 1000);
			byte[] noise = Samples.noise(1, 1000);
			assertThat(Negotiated.decode(connection.client(), Negotiated.encode(connection.server(), message)))
				.isEqualTo(message);
			assertThat(connection.server().encode(noise, 0, noise.length, (bytes, offset, length) -> {
			})).isFalse();
			byte[] both = Arrays.copyOf(noise, 2000);
			System.arraycopy(message, 0, both, 1000, 1000);
			assertThat(Negotiated.decode(connection.client(), Negotiated.encode(connection.server(), both)))
				.isEqualTo(both);
		}

	}

	/** Decompression. */
	@Nested
	class Section7_2_2 {

		@Test
		void noPayloadIsAnEmptyMessage() {
			assertThat(Negotiated.decode(PerMessageDeflateTests.this.plain.server(), new byte[0])).isEmpty();
		}

		@Test
		void aFinalBlockMayStandAtTheVeryEnd() {
			assertThat(Negotiated.decode(PerMessageDeflateTests.this.plain.server(), finished("Hello".getBytes())))
				.isEqualTo("Hello".getBytes());
		}

		@ParameterizedTest
		@ValueSource(ints = { Deflater.NO_COMPRESSION, Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION })
		void aFinalBlockOfAnyKindMayBeFollowedByOthers(int level) {
			byte[] message = Samples.json(1, 5000);
			byte[] once = finished(message, level);
			byte[] thrice = join(once, once, once, Negotiated.hex("00"));
			assertThat(Negotiated.decode(PerMessageDeflateTests.this.plain.server(), thrice))
				.isEqualTo(join(message, message, message));
		}

		@Test
		void blocksBehindAFinalOneReferToWhatWasBefore() {
			byte[] message = Samples.json(1, 20_000);
			byte[] first = finished(message);
			Deflater deflater = new Deflater(6, true);
			deflater.setDictionary(message);
			byte[] second = compress(deflater, message, Deflater.SYNC_FLUSH);
			assertThat(second.length).isLessThan(first.length / 2);
			byte[] payload = join(first, Arrays.copyOf(second, second.length - 4));
			assertThat(Negotiated.decode(PerMessageDeflateTests.this.plain.server(), payload))
				.isEqualTo(join(message, message));
		}

		@Test
		void theNextMessageRefersAcrossAFinalBlock() {
			byte[] message = Samples.json(1, 4000);
			MessageCodec codec = PerMessageDeflateTests.this.takeover.server();
			assertThat(Negotiated.decode(codec, join(finished(message), Negotiated.hex("00")))).isEqualTo(message);
			Deflater deflater = new Deflater(6, true);
			deflater.setDictionary(message);
			byte[] second = compress(deflater, message, Deflater.SYNC_FLUSH);
			assertThat(second).hasSizeLessThan(100);
			assertThat(Negotiated.decode(codec, Arrays.copyOf(second, second.length - 4))).isEqualTo(message);
		}

		@Test
		void fullWindowOfThePeerIsKept() {
			byte[] far = Samples.noise(1, 1000);
			byte[] message = join(far, Samples.noise(2, 32_768 - 1000));
			MessageCodec codec = PerMessageDeflateTests.this.takeover.server();
			byte[] stored = finished(message, Deflater.NO_COMPRESSION);
			assertThat(Negotiated.decode(codec, join(stored, Negotiated.hex("00")))).isEqualTo(message);
			// Length 3, distance 32768: fixed codes 0000001 and 11101 with 13 ones.
			DeflateStream reference = DeflateStream.ofMessage(Negotiated.hex("02 de ff 0f 00"), message);
			assertThat(reference.maxDistance()).isEqualTo(32_768);
			assertThat(Negotiated.decode(codec, Negotiated.hex("02 de ff 0f 00"))).isEqualTo(Arrays.copyOf(far, 3))
				.isEqualTo(reference.decoded());
		}

		@ParameterizedTest
		@ValueSource(strings = { "ff", "06 00", "00 05 00 fa fe 48", "01 00 00 00 00", "f2 48 cd", "02 00 01", "05",
				"00 05 00 fa ff 48 65 6c 6c", "f3 48 cd c9 c9 07 00 ff", "01 06 00 f9 ff 48", "01 07 00 f8 ff 48" })
		void garbageAndTruncationAre1007(String payload) {
			for (MessageCodec codec : new MessageCodec[] { PerMessageDeflateTests.this.plain.server(),
					PerMessageDeflateTests.this.takeover.client() }) {
				assertThatExceptionOfType(WsProtocolException.class)
					.isThrownBy(() -> Negotiated.decode(codec, Negotiated.hex(payload)))
					.satisfies((ex) -> assertThat(ex.closeCode()).isEqualTo(1007))
					.withMessageContaining("RFC 7692");
			}
		}

		@Test
		void everyTruncationIsNoticed() {
			byte[] message = Samples.json(1, 2000);
			byte[] payload = Negotiated.encode(PerMessageDeflateTests.this.plain.client(), message);
			for (int length = 1; length < payload.length; length++) {
				byte[] part = Arrays.copyOf(payload, length);
				assertThatExceptionOfType(WsProtocolException.class).as(length + " of " + payload.length + " bytes")
					.isThrownBy(() -> Negotiated.decode(PerMessageDeflateTests.this.plain.server(), part));
			}
		}

		@Test
		void withoutTakeoverNothingEarlierCanBeReferredTo() {
			MessageCodec codec = PerMessageDeflateTests.this.plain.server();
			assertThat(Negotiated.decode(codec, Negotiated.hex("f2 48 cd c9 c9 07 00"))).isEqualTo("Hello".getBytes());
			assertThatExceptionOfType(WsProtocolException.class)
				.isThrownBy(() -> Negotiated.decode(codec, Negotiated.hex("f2 00 11 00 00")));
		}

		@Test
		void countlessFinalBlocksAre1009() {
			byte[] payload = new byte[100_000];
			for (int i = 0; i < payload.length; i += 2) {
				payload[i] = 3;
			}
			assertThatExceptionOfType(WsProtocolException.class)
				.isThrownBy(() -> Negotiated.decode(PerMessageDeflateTests.this.plain.server(), payload))
				.satisfies((ex) -> assertThat(ex.closeCode()).isEqualTo(1009));
		}

	}

	static byte[] finished(byte[] message) {
		return finished(message, Deflater.DEFAULT_COMPRESSION);
	}

	static byte[] finished(byte[] message, int level) {
		Deflater deflater = new Deflater(level, true);
		deflater.setInput(message);
		deflater.finish();
		return compress(deflater, null, Deflater.NO_FLUSH);
	}

	private static byte[] compress(Deflater deflater, byte[] message, int flush) {
		if (message != null) {
			deflater.setInput(message);
		}
		byte[] buffer = new byte[1 << 20];
		int length = deflater.deflate(buffer, 0, buffer.length, flush);
		deflater.end();
		return Arrays.copyOf(buffer, length);
	}

	static byte[] join(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

}
