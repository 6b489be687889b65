package dev.wsboot.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.HexFormat;

import dev.wsboot.benchmarks.load.Load.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageReaderTests {

	private final MessageReader reader = new MessageReader(load(false));

	@Test
	void countsMessagesHoweverTheyAreCut() {
		byte[] bytes = bytes("810548656c6c6f 8900 01024865 80036c6c6f 810548656c6c6f");
		for (int cut = 0; cut <= bytes.length; cut++) {
			MessageReader cutReader = new MessageReader(load(false));
			int messages = cutReader.accept(ByteBuffer.wrap(bytes, 0, cut))
					+ cutReader.accept(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
			assertThat(messages).isEqualTo(3);
		}
	}

	@Test
	void refusesAnAnswerOfAnotherSize() {
		refuses(this.reader, "810448656c6c", "4 bytes");
	}

	@Test
	void refusesMaskedFrames() {
		refuses(this.reader, "818500000000", "masked");
	}

	@Test
	void refusesWhatIsNotCompressedAsAgreed() {
		refuses(this.reader, "c10548656c6c6f", "compressed");
		refuses(new MessageReader(load(true)), "810548656c6c6f", "uncompressed");
	}

	@Test
	void noticesAClose() {
		assertThat(this.reader.closed()).isFalse();
		assertThat(this.reader.accept(ByteBuffer.wrap(bytes("880203e8")))).isZero();
		assertThat(this.reader.closed()).isTrue();
	}

	private static void refuses(MessageReader reader, String hex, String why) {
		assertThatExceptionOfType(LoadException.class).isThrownBy(() -> reader.accept(ByteBuffer.wrap(bytes(hex))))
			.withMessageContaining(why);
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private static Load load(boolean compressed) {
		return new Load("test", "test", Kind.ECHO, "/echo", 1, 1, 5, 1, compressed);
	}

}
