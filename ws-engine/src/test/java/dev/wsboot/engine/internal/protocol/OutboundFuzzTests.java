package dev.wsboot.engine.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary sends and a socket that takes arbitrary amounts: what arrives at the other
 * side is what was accepted, in order, each frame in its shortest form.
 */
class OutboundFuzzTests {

	private static final int LIMIT = 150_000;

	private static final byte[] LARGE = new byte[2 * 65_535];

	static {
		Arrays.fill(LARGE, (byte) 'x');
	}

	/**
	 * The first byte: bit 0 which side, the upper three whether large messages are left
	 * out, since they take most of the time. Then a byte for each step, and what it
	 * takes.
	 */
	public static void fuzzerTestOneInput(byte[] data) {
		FuzzInput input = new FuzzInput(data);
		int setup = input.next();
		Side side = ((setup & 1) == 0) ? Side.SERVER : Side.CLIENT;
		Exchange exchange = new Exchange(side, setup < 0x20);
		for (int steps = 0; !input.isEmpty() && steps < 64; steps++) {
			exchange.step(input.next(), input);
		}
		exchange.finish();
	}

	@ParameterizedTest
	@Corpus
	void whatIsAcceptedArrives(byte[] input) {
		fuzzerTestOneInput(input);
	}

	private static final class Exchange {

		private final Outbound outbound;

		private final boolean large;

		private final FuzzedPeer peer;

		private final List<String> expected = new ArrayList<>();

		private long appended;

		private long taken;

		private boolean writing;

		private boolean closed;

		Exchange(Side side, boolean large) {
			this.large = large;
			this.outbound = new Outbound(new FrameEncoder(side, () -> 0x01FF80A5), LIMIT, List.of(), FuzzedPeer.POOL,
					FrameObserver.NONE);
			this.peer = new FuzzedPeer((side == Side.SERVER) ? Side.CLIENT : Side.SERVER,
					new ProtocolLimits(1024 * 1024, 1, 1024 * 1024), List.of());
		}

		void step(int choice, FuzzInput input) {
			switch (choice & 7) {
				case 0 -> text(new String(input.take(choice >> 3), StandardCharsets.UTF_16BE));
				case 1 -> text(new String(input.take(choice >> 3), StandardCharsets.UTF_8).repeat(times(input.next())));
				case 2 -> binary(input.take(choice >> 3), 0);
				case 3 -> large(LARGE.length - ((choice >> 3 == 0) ? 2 * input.next16() : input.next()));
				case 4 -> ping(input.take((choice >> 3) * 4));
				case 5 -> close(input.next16());
				case 6 -> write(input.next());
				default -> write(input.next16() * 8);
			}
			requireEqual(this.outbound.size(), this.appended - this.taken, "the size is what waits");
		}

		private void text(String text) {
			accept(this.outbound.text(text),
					"text " + new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
		}

		private int times(int times) {
			return this.large ? times : times & 0xF;
		}

		private void large(int offset) {
			binary(LARGE, this.large ? offset : Math.max(offset, LARGE.length - 255));
		}

		private void binary(byte[] bytes, int offset) {
			int length = bytes.length - offset;
			accept(this.outbound.binary(bytes, offset, length),
					"binary " + new String(bytes, bytes.length - length, length, StandardCharsets.ISO_8859_1));
		}

		private void accept(Outbound.Result result, String event) {
			boolean full = this.appended - this.taken >= LIMIT;
			Outbound.Result right = this.closed ? Outbound.Result.CLOSED
					: full ? Outbound.Result.FULL : Outbound.Result.ACCEPTED;
			requireEqual(result, right, "a full or closed connection takes nothing");
			if (result == Outbound.Result.ACCEPTED) {
				this.expected.add(event);
			}
			this.appended = this.taken + this.outbound.size();
		}

		private void ping(byte[] data) {
			requireEqual(this.outbound.pong(data, 0, data.length), !this.closed, "control frames pass until the Close");
			if (!this.closed) {
				this.expected.add("pong " + new String(data, StandardCharsets.ISO_8859_1));
			}
			this.appended = this.taken + this.outbound.size();
		}

		private void close(int code) {
			if (CloseCode.isSendable(code)) {
				requireEqual(this.outbound.close(new Close(code, "bye").toPayload()), !this.closed,
						"one Close is sent");
				if (!this.closed) {
					this.expected.add("close " + code + " bye");
				}
				this.closed = true;
			}
			this.appended = this.taken + this.outbound.size();
		}

		/** The socket takes so many bytes and is then full. */
		private void write(int most) {
			ByteBuffer view = this.writing ? this.outbound.next(0) : this.outbound.beginWriting();
			if (view == null && !this.writing) {
				requireEqual(this.appended, this.taken, "there is no writer only if there is nothing to write");
			}
			int left = most;
			while (view != null) {
				byte[] bytes = new byte[Math.min(left, view.remaining())];
				view.get(bytes);
				this.taken += bytes.length;
				left -= bytes.length;
				this.peer.receive(bytes, 0, bytes.length);
				if (left == 0) {
					this.outbound.stalled(bytes.length);
					this.writing = true;
					return;
				}
				view = this.outbound.next(bytes.length);
			}
			this.writing = false;
		}

		void finish() {
			write(Integer.MAX_VALUE);
			require(!this.writing && this.outbound.size() == 0, "all is written in the end");
			requireEqual(this.peer.events, this.expected, "what was accepted arrives");
			this.peer.end();
		}

	}

}
