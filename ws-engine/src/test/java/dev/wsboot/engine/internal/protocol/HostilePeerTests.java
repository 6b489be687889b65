package dev.wsboot.engine.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Bytes that no honest peer would send, from fixed seeds: whatever they are, nothing is
 * thrown, little is sent, and at most one Close frame.
 */
@ParameterizedClass
@EnumSource(Side.class)
class HostilePeerTests {

	private static final ProtocolLimits LIMITS = new ProtocolLimits(2000, 50, 1000);

	private static final int INPUTS = 8_400;

	private final BufferPool pool = new BufferPool(1024 * 1024);

	@Parameter
	Side side;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void randomBytes(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < INPUTS; i++) {
			byte[] bytes = new byte[random.nextInt(80)];
			random.nextBytes(bytes);
			run(bytes, random, "seed " + seed + ", input " + i);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 11, 12, 13, 14 })
	void almostValidHeaders(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < INPUTS; i++) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			for (int frames = 1 + random.nextInt(6); frames > 0; frames--) {
				bytes.writeBytes(randomFrame(random).bytes(this.side == Side.SERVER));
			}
			run(bytes.toByteArray(), random, "seed " + seed + ", input " + i);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 21, 22, 23, 24 })
	void mutatedStreams(long seed) {
		Random random = new Random(seed);
		byte[] valid = Frame.bytes(this.side == Side.SERVER, Frame.text("Hello"), Frame.ping("p"),
				Frame.text("\u20ac").unfinished(), Frame.pong("q"), Frame.continuation("\ud83d\ude00"),
				Frame.binary(new byte[130]), Frame.close(1000, "bye"));
		for (int i = 0; i < INPUTS; i++) {
			byte[] bytes = valid.clone();
			for (int mutations = 1 + random.nextInt(3); mutations > 0; mutations--) {
				int at = random.nextInt(random.nextBoolean() ? 40 : bytes.length);
				bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
			}
			run(bytes, random, "seed " + seed + ", input " + i);
		}
	}

	private static Frame randomFrame(Random random) {
		int[] opcodes = { 0, 0, 0, 1, 1, 2, 2, 8, 9, 9, 10, 10, 3, 11 };
		int opcode = opcodes[random.nextInt(opcodes.length)];
		int longest = (opcode >= 8 && random.nextInt(10) != 0) ? 126 : 700;
		byte[] payload = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(longest)];
		if (random.nextBoolean()) {
			random.nextBytes(payload);
		}
		Frame frame = Frame.of(opcode, payload);
		if (random.nextInt(3) == 0) {
			frame = frame.unfinished();
		}
		return switch (random.nextInt(20)) {
			case 0 -> frame.rsv(random.nextInt(8));
			case 1 -> frame.announcing(random.nextLong() >>> random.nextInt(64));
			case 2 -> frame.lengthIn((payload.length > 125) ? 8 : 2 * random.nextInt(2));
			default -> frame;
		};
	}

	private void run(byte[] bytes, Random random, String input) {
		Watcher watcher = new Watcher(input);
		WsProtocol protocol = new WsProtocol(this.side, LIMITS, List.of(), this.pool, FrameObserver.NONE, watcher,
				new FrameEncoder(this.side, () -> 0));
		int received = bytes.length;
		try {
			for (int at = 0; at < bytes.length;) {
				int step = random.nextBoolean() ? bytes.length - at : 1 + random.nextInt(bytes.length - at);
				protocol.receive(bytes, at, step);
				at += step;
			}
			if (watcher.close != null) {
				protocol.answer(watcher.close);
			}
			if (watcher.breach != null) {
				protocol.refuse(watcher.breach);
			}
		}
		catch (Throwable ex) {
			fail(input, ex);
		}
		byte[] sent = sent(protocol.outbound());
		// A Pong has at most the size of its Ping but for the mask; a Close is one frame.
		if (sent.length > 4 * received + 135) {
			fail(input + " made it send " + sent.length + " bytes");
		}
		List<Frame> frames = Frame.parse(sent);
		long closes = frames.stream().filter((frame) -> frame.opcode() == Opcode.CLOSE).count();
		if (closes > 1 || (closes == 1 && frames.get(frames.size() - 1).opcode() != Opcode.CLOSE)
				|| closes != watcher.ends) {
			fail(input + " made it send " + frames);
		}
		assertThat(this.pool.idle()).isLessThanOrEqualTo(2 * (BufferPool.SMALL + BufferPool.LARGE));
	}

	private static byte[] sent(Outbound outbound) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (ByteBuffer view = outbound.beginWriting(); view != null;) {
			byte[] bytes = new byte[view.remaining()];
			view.get(bytes);
			all.writeBytes(bytes);
			view = outbound.next(bytes.length);
		}
		return all.toByteArray();
	}

	private static final class Watcher implements WsProtocol.Events {

		private final String input;

		private Close close;

		WsProtocolException breach;

		private int ends;

		Watcher(String input) {
			this.input = input;
		}

		private void live(long size) {
			if (this.ends > 0) {
				fail(this.input + " caused an event behind the end");
			}
			if (size > LIMITS.maxPayload()) {
				fail(this.input + " brought a message of " + size);
			}
		}

		@Override
		public void text(String text) {
			live(text.length());
		}

		@Override
		public void binary(byte[] data) {
			live(data.length);
		}

		@Override
		public void pong(byte[] data) {
			live(0);
			assertThat(data.length).isLessThanOrEqualTo(125);
		}

		@Override
		public void closeReceived(Close close) {
			live(0);
			this.ends++;
			this.close = close;
		}

		@Override
		public void failed(WsProtocolException cause) {
			live(0);
			this.ends++;
			this.breach = cause;
		}

	}

}
