package dev.wsboot.engine.internal.protocol;

import java.util.Arrays;
import java.util.List;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import dev.wsboot.engine.fuzz.Pieces;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary bytes at an open connection of either side, in arbitrary pieces: what comes
 * of them does not depend on how they were cut, and keeps the rules whatever they are.
 */
class ProtocolFuzzTests {

	private static final int[] MAX_PAYLOAD = { 1024 * 1024, 65_536, 1000, 126, 125, 16, 2, 1 };

	private static final int[] MAX_FRAGMENTS = { 1000, 3, 2, 1 };

	/**
	 * The first byte: side, limits and extensions; the second: how to cut; the third:
	 * where this side begins to close. The rest is what the peer sends.
	 */
	public static void fuzzerTestOneInput(byte[] data) {
		FuzzInput input = new FuzzInput(data);
		int setup = input.next();
		int seed = input.next();
		int closeAt = input.next();
		byte[] wire = input.rest();
		FuzzedPeer whole = converse(setup, wire, closeAt, Pieces.whole());
		FuzzedPeer cut = converse(setup, wire, closeAt, Pieces.of(seed));
		if (hasCodecs(setup) && failsAtDecodedBytes(whole) && failsAtDecodedBytes(cut)) {
			requireEqual(butTheLast(cut.events), butTheLast(whole.events),
					"pieces change nothing of what comes before");
		}
		else {
			requireEqual(cut.events, whole.events, "pieces change nothing of what is told");
			requireEqual(cut.framesReceived, whole.framesReceived, "pieces change nothing of what is counted");
			requireEqual(cut.sentBytes(), whole.sentBytes(), "pieces change nothing of what is sent");
		}
		require(whole.bytesReceived <= wire.length, "no more is counted than arrived");
		whole.sent();
	}

	private static List<String> butTheLast(List<String> events) {
		return events.subList(0, events.size() - 1);
	}

	/**
	 * An extension gives decoded bytes as it gets them: of two breaches in one message
	 * the cut decides which is met first.
	 */
	private static boolean failsAtDecodedBytes(FuzzedPeer peer) {
		String last = peer.events.isEmpty() ? "" : peer.events.get(peer.events.size() - 1);
		return last.equals("failure 1007") || last.equals("failure 1009");
	}

	private static FuzzedPeer converse(int setup, byte[] wire, int closeAt, Pieces pieces) {
		ProtocolLimits limits = new ProtocolLimits(MAX_PAYLOAD[setup >> 1 & 7], MAX_FRAGMENTS[setup >> 4 & 3],
				1024 * 1024);
		Side side = ((setup & 1) == 0) ? Side.SERVER : Side.CLIENT;
		FuzzedPeer peer = new FuzzedPeer(side, limits, codecs(setup));
		int before = (closeAt == 0) ? wire.length : Math.min(wire.length, closeAt - 1);
		pieces.cut(0, before, (offset, length) -> peer.receive(wire, offset, length));
		if (closeAt > 0) {
			peer.close();
		}
		pieces.cut(before, wire.length, (offset, length) -> peer.receive(wire, offset, length));
		peer.end();
		return peer;
	}

	private static boolean hasCodecs(int setup) {
		return setup >> 6 != 0;
	}

	private static List<MessageCodec> codecs(int setup) {
		return switch (setup >> 6) {
			case 0 -> List.of();
			case 1 -> List.of(new Repeating(MessageCodec.RSV1, 3));
			case 2 -> List.of(new Repeating(MessageCodec.RSV1, 1), new Repeating(MessageCodec.RSV2, 2));
			default -> List.of(new Repeating(MessageCodec.RSV3, 40), new Repeating(MessageCodec.RSV2, 1),
					new Repeating(MessageCodec.RSV1, 2));
		};
	}

	@ParameterizedTest
	@Corpus
	void anyBytesInAnyPieces(byte[] input) {
		fuzzerTestOneInput(input);
	}

	/**
	 * Enlarges what it decodes, ends it with a byte of its own and does not know 0xFE.
	 */
	private record Repeating(int rsv, int times) implements MessageCodec {

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			for (int i = offset; i < offset + length; i++) {
				if (bytes[i] == (byte) 0xFE) {
					throw WsProtocolException.invalidPayload("0xFE");
				}
				byte[] repeated = new byte[this.times];
				Arrays.fill(repeated, bytes[i]);
				out.write(repeated, 0, this.times);
			}
			out.write(new byte[] { '.' }, 0, 1);
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			return false;
		}

		@Override
		public void close() {
		}

	}

}
