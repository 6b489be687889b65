package dev.wsboot.engine.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.testing.Frame.binary;
import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.continuation;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.pong;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds however the bytes of a stream are cut into pieces, and for what one side
 * sends and the other receives.
 */
@ParameterizedClass
@EnumSource(Side.class)
@ExtendWith(NothingLeftOver.class)
class StreamTests {

	@Parameter
	Side side;

	private Side other() {
		return (this.side == Side.SERVER) ? Side.CLIENT : Side.SERVER;
	}

	@Nested
	class CutAnywhere {

		/** Text, binary, fragments with control frames between, every form of length. */
		private final Frame[] recorded = { text("Hello"), binary("00 ff 80"), text(""), ping("are you there"),
				text("\u20ac\ud83d").unfinished(), pong(""), continuation("").unfinished(), ping(""),
				continuation("\u00e9 and more"), binary(FramingTests.counting(126)), binary("").unfinished(),
				continuation(FramingTests.counting(200)), text(Utf8Tests.MIXED), pong("unasked"),
				close(4001, "adi\u00f3s"), text("ignored") };

		private Frame[] stream() {
			// The first fragment ends inside a character of four bytes.
			byte[] smile = "\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
			this.recorded[4] = text(Arrays.copyOf(smile, 5)).unfinished();
			this.recorded[6] = continuation(Arrays.copyOfRange(smile, 5, 6)).unfinished();
			this.recorded[8] = continuation(concat(Arrays.copyOfRange(smile, 6, 7), " more".getBytes()));
			return this.recorded;
		}

		private void expect(Conversation endpoint) {
			endpoint.emits(Event.text("Hello"), Event.binary("00 ff 80"), Event.text(""), Event.pong(""),
					Event.text("\u20ac\ud83d\ude00 more"), Event.binary(FramingTests.counting(126)),
					Event.binary(FramingTests.counting(200)), Event.text(Utf8Tests.MIXED), Event.pong("unasked"),
					Event.close(4001, "adi\u00f3s"));
			endpoint.sends(pong("are you there"), pong(""));
		}

		@Test
		void inOnePieceAndByteByByte() {
			Conversation whole = Conversation.of(StreamTests.this.side).receives(stream());
			expect(whole);
			Conversation bytes = Conversation.of(StreamTests.this.side).receivesByteByByte(stream());
			expect(bytes);
		}

		@Test
		void atEveryPoint() {
			byte[] all = Conversation.of(StreamTests.this.side).inbound(stream());
			for (int split = 0; split <= all.length; split++) {
				Conversation endpoint = Conversation.of(StreamTests.this.side);
				endpoint.receives(Arrays.copyOf(all, split)).receives(Arrays.copyOfRange(all, split, all.length));
				expect(endpoint);
			}
		}

		@Test
		void atEveryTwoPoints() {
			byte[] all = Conversation.of(StreamTests.this.side).inbound(stream());
			for (int first = 0; first <= all.length; first += 3) {
				for (int second = first; second <= all.length; second += 7) {
					Conversation endpoint = Conversation.of(StreamTests.this.side);
					endpoint.receives(Arrays.copyOf(all, first))
						.receives(Arrays.copyOfRange(all, first, second))
						.receives(Arrays.copyOfRange(all, second, all.length));
					expect(endpoint);
				}
				Conversation.verifyAll();
			}
		}

		@Test
		void inStepsOfEverySize() {
			byte[] all = Conversation.of(StreamTests.this.side).inbound(stream());
			for (int step = 1; step < all.length; step++) {
				expect(Conversation.of(StreamTests.this.side).receivesInSteps(step, all));
			}
		}

	}

	@Nested
	class SentAndReceived {

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 7, 8, 9, 124, 125, 126, 127, 255, 256, 257, 8191, 8192, 65_521, 65_522, 65_527,
				65_528, 65_535, 65_536, 65_537, 131_072, 1_000_000 })
		void messagesOfEveryLengthSurvive(int length) {
			byte[] payload = FramingTests.counting(length);
			String ascii = "x".repeat(length);
			String umlauts = "\u00fc".repeat(length);
			Conversation sender = Conversation.of(other());
			Outbound out = sender.outbound();
			out.binary(payload, 0, length);
			out.text(ascii);
			out.text(umlauts);
			out.ping(new byte[Math.min(length, 125)]);
			Conversation receiver = Conversation.of(StreamTests.this.side);
			receiver.receives(sender.takeSent())
				.emits(Event.binary(payload), Event.text(ascii), Event.text(umlauts))
				.sends(Frame.of(Opcode.PONG, new byte[Math.min(length, 125)]));
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 128, 129, 2048, 2049, 8191, 8192, 65_522, 65_536, 131_072, 1_000_000 })
		void textsThatAreAsciiButInOnePlaceSurvive(int length) {
			Conversation sender = Conversation.of(other());
			Conversation receiver = Conversation.of(StreamTests.this.side);
			for (int place : new int[] { 0, length / 2, length - 1 }) {
				StringBuilder text = new StringBuilder("x".repeat(length));
				text.setCharAt(place, '\u20ac');
				sender.outbound().text("before");
				sender.outbound().text(text.toString());
				sender.outbound().text("behind");
				receiver.receives(sender.takeSent())
					.emits(Event.text("before"), Event.text(text.toString()), Event.text("behind"));
			}
		}

		@Test
		void unpairedSurrogatesBecomeQuestionMarks() {
			Conversation sender = Conversation.of(other());
			sender.outbound().text("a\ud800b\udc00c");
			sender.outbound().text("\udfff".repeat(1000));
			Conversation.of(StreamTests.this.side)
				.receives(sender.takeSent())
				.emits(Event.text("a?b?c"), Event.text("?".repeat(1000)));
		}

		@Test
		void closeSurvives() {
			Conversation sender = Conversation.of(other()).closes(3999, "why \u20ac");
			Conversation.of(StreamTests.this.side).receives(sender.takeSent()).emits(Event.close(3999, "why \u20ac"));
		}

		@ParameterizedTest
		@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
		void randomFragmentsWithControlFramesBetweenAreOneMessage(long seed) {
			// The seed is the test's name: a failure can be repeated.
			Random random = new Random(seed);
			for (int round = 0; round < 60; round++) {
				List<Frame> frames = new ArrayList<>();
				List<Event> events = new ArrayList<>();
				List<Frame> answers = new ArrayList<>();
				for (int messages = 1 + random.nextInt(4); messages > 0; messages--) {
					randomMessage(random, frames, events, answers);
				}
				Conversation endpoint = Conversation.of(StreamTests.this.side);
				byte[] bytes = endpoint.inbound(frames.toArray(new Frame[0]));
				for (int at = 0; at < bytes.length;) {
					int step = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 5 : 5000));
					endpoint.receives(Arrays.copyOfRange(bytes, at, at + step));
					at += step;
				}
				endpoint.emits(events.toArray(new Event[0])).sends(answers.toArray(new Frame[0]));
			}
		}

		private void randomMessage(Random random, List<Frame> frames, List<Event> events, List<Frame> answers) {
			boolean isText = random.nextBoolean();
			byte[] payload = isText ? randomText(random).getBytes(StandardCharsets.UTF_8) : randomBytes(random);
			int at = 0;
			boolean first = true;
			boolean last;
			do {
				last = random.nextInt(4) == 0;
				int length = last ? payload.length - at : random.nextInt(payload.length - at + 1);
				byte[] piece = Arrays.copyOfRange(payload, at, at + length);
				Frame frame = Frame.of(first ? (isText ? Opcode.TEXT : Opcode.BINARY) : Opcode.CONTINUATION, piece);
				frames.add(last ? frame : frame.unfinished());
				at += length;
				first = false;
				if (!last && random.nextInt(3) == 0) {
					byte[] data = Arrays.copyOf(randomBytes(random), random.nextInt(126));
					if (random.nextBoolean()) {
						frames.add(Frame.of(Opcode.PING, data));
						answers.add(Frame.of(Opcode.PONG, data));
					}
					else {
						frames.add(Frame.of(Opcode.PONG, data));
						events.add(Event.pong(data));
					}
				}
			}
			while (!last);
			events.add(isText ? Event.text(new String(payload, StandardCharsets.UTF_8)) : Event.binary(payload));
		}

		private static String randomText(Random random) {
			StringBuilder text = new StringBuilder();
			int[] planes = { 0x7F, 0x7FF, 0xD7FF, 0x10FFFF };
			int highest = planes[random.nextInt(4)];
			for (int length = random.nextInt(random.nextInt(10) == 0 ? 30_000 : 300); length > 0; length--) {
				int codePoint = random.nextInt(highest + 1);
				text.appendCodePoint(
						Character.isDefined(codePoint) && Character.getType(codePoint) != Character.SURROGATE
								? codePoint : 'x');
			}
			return text.toString();
		}

		private static byte[] randomBytes(Random random) {
			byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 100_000 : 300)];
			random.nextBytes(bytes);
			return bytes;
		}

		@Test
		void whatGoesOutInPiecesIsWhole() {
			Conversation sender = Conversation.of(other());
			ByteArrayOutputStream taken = new ByteArrayOutputStream();
			for (int i = 0; i < 300; i++) {
				sender.outbound().text("message " + i);
				if (i % 7 == 0) {
					taken.writeBytes(sender.takeSent());
				}
			}
			taken.writeBytes(sender.takeSent());
			Conversation receiver = Conversation.of(StreamTests.this.side).receives(taken.toByteArray());
			assertThat(receiver.takeEvents()).hasSize(300).first().isEqualTo(Event.text("message 0"));
		}

	}

	private static byte[] concat(byte[] first, byte[] second) {
		byte[] all = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, all, first.length, second.length);
		return all;
	}

}
