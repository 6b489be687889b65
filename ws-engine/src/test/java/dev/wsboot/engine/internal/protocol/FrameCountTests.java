package dev.wsboot.engine.internal.protocol;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.internal.buffer.BufferPool;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * What a {@link FrameObserver} is told.
 */
class FrameCountTests {

	private final Counts counts = new Counts();

	private final WsProtocol protocol = new WsProtocol(Side.CLIENT, new ProtocolLimits(1_000_000, 100, 1_000_000),
			List.of(), new BufferPool(4), this.counts, new NoEvents());

	@Test
	void receivedFramesAreCountedByOpcode() {
		receive("81 02 61 62  81 01 63  01 01 64  89 03 01 02 03  80 01 65  82 00  8a 00");
		assertThat(this.counts.received).containsOnly(entry("text", "3 frames, 4 bytes"),
				entry("continuation", "1 frames, 1 bytes"), entry("ping", "1 frames, 3 bytes"),
				entry("binary", "1 frames, 0 bytes"), entry("pong", "1 frames, 0 bytes"));
	}

	@Test
	void everySplitGivesTheSameCounts() {
		byte[] stream = bytes("81 02 61 62  01 01 64  89 03 01 02 03  80 01 65  82 04 01 02 03 04");
		for (int split = 0; split <= stream.length; split++) {
			Counts counted = new Counts();
			WsProtocol target = new WsProtocol(Side.CLIENT, new ProtocolLimits(1000, 100, 1000), List.of(),
					new BufferPool(4), counted, new NoEvents());
			target.receive(stream.clone(), 0, split);
			target.receive(stream.clone(), split, stream.length - split);
			assertThat(counted.received).as("split at " + split)
				.containsOnly(entry("text", "2 frames, 3 bytes"), entry("ping", "1 frames, 3 bytes"),
						entry("continuation", "1 frames, 1 bytes"), entry("binary", "1 frames, 4 bytes"));
		}
	}

	@Test
	void onlyBytesThatArrivedAreCounted() {
		receive("82 7f 00 00 00 00 00 0f 42 40  01 02 03");
		assertThat(this.counts.received).containsOnly(entry("binary", "1 frames, 3 bytes"));
		receive("04 05");
		assertThat(this.counts.received).containsOnly(entry("binary", "1 frames, 5 bytes"));
	}

	@Test
	void announcedBytesOfARefusedFrameAreNotCounted() {
		receive("82 7f 7f ff ff ff ff ff ff ff  01 02 03");
		assertThat(this.counts.received).containsOnly(entry("binary", "1 frames, 0 bytes"));
	}

	@Test
	void sentFramesAreCountedByOpcode() {
		Outbound outbound = this.protocol.outbound();
		outbound.text("ab");
		outbound.text("c");
		outbound.binary(new byte[3], 0, 3);
		outbound.ping(new byte[4]);
		this.protocol.close(new Close(CloseCode.NORMAL, ""));
		outbound.discard();
		assertThat(this.counts.sent).containsOnly(entry("text", "2 frames, 3 bytes"),
				entry("binary", "1 frames, 3 bytes"), entry("ping", "1 frames, 4 bytes"),
				entry("close", "1 frames, 2 bytes"));
	}

	private void receive(String hex) {
		byte[] bytes = bytes(hex);
		this.protocol.receive(bytes, 0, bytes.length);
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private static final class Counts implements FrameObserver {

		final Map<String, String> received = new TreeMap<>();

		final Map<String, String> sent = new TreeMap<>();

		private final long[][] sums = new long[2][32];

		@Override
		public void received(int opcode, int frames, long bytes) {
			add(this.received, this.sums[0], opcode, frames, bytes);
		}

		@Override
		public void sent(int opcode, int frames, long bytes) {
			add(this.sent, this.sums[1], opcode, frames, bytes);
		}

		private void add(Map<String, String> target, long[] sums, int opcode, int frames, long bytes) {
			sums[opcode] += frames;
			sums[16 + opcode] += bytes;
			target.put(Opcode.name(opcode), sums[opcode] + " frames, " + sums[16 + opcode] + " bytes");
		}

	}

	private static final class NoEvents implements WsProtocol.Events {

		@Override
		public void text(String text) {
		}

		@Override
		public void binary(byte[] data) {
		}

		@Override
		public void pong(byte[] data) {
		}

		@Override
		public void closeReceived(Close close) {
		}

		@Override
		public void failed(WsProtocolException cause) {
		}

	}

}
