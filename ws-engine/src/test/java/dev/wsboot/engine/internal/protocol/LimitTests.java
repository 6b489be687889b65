package dev.wsboot.engine.internal.protocol;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.MemoryBudget;
import dev.wsboot.engine.internal.deflate.Negotiated;
import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.wsboot.engine.internal.protocol.Conversation.maxFragments;
import static dev.wsboot.engine.internal.protocol.Conversation.maxPayload;
import static dev.wsboot.engine.testing.Frame.binary;
import static dev.wsboot.engine.testing.Frame.continuation;
import static dev.wsboot.engine.testing.Frame.ping;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 6455 section 10.4: what a peer may make an endpoint hold, and section 7.4.1 for the
 * code that refuses more.
 */
@ParameterizedClass
@EnumSource(Side.class)
@ExtendWith(NothingLeftOver.class)
class LimitTests {

	private static final String TOO_BIG = "message exceeds 1000 bytes (max-payload)";

	@Parameter
	Side side;

	private Conversation endpoint(ProtocolLimits limits) {
		return Conversation.of(this.side, limits);
	}

	@Nested
	class MaxPayload {

		@Test
		void messageOfExactlyTheLimitIsTaken() {
			byte[] payload = FramingTests.counting(1000);
			endpoint(maxPayload(1000)).receives(binary(payload)).emits(Event.binary(payload));
			endpoint(maxPayload(1000)).receivesByteByByte(binary(payload)).emits(Event.binary(payload));
			endpoint(maxPayload(1000)).receives(text("a".repeat(1000))).emits(Event.text("a".repeat(1000)));
		}

		@Test
		void limitCountsBytesAndNotCharacters() {
			endpoint(maxPayload(1000)).receives(text("\u20ac".repeat(333) + "a"))
				.emits(Event.text("\u20ac".repeat(333) + "a"));
			endpoint(maxPayload(1000)).receives(text("\u20ac".repeat(334))).failsWith(1009, TOO_BIG);
		}

		@Test
		void oneByteMoreIsRefusedAtTheHeader() {
			Conversation endpoint = endpoint(maxPayload(1000));
			byte[] frame = endpoint.inbound(binary(new byte[1001]));
			int header = frame.length - 1001;
			endpoint.receives(Arrays.copyOf(frame, header - 1))
				.sendsNothing()
				.receives(Arrays.copyOfRange(frame, header - 1, header))
				.failsWith(1009, TOO_BIG);
		}

		@Test
		void fragmentsOfExactlyTheLimitAreTaken() {
			byte[] payload = FramingTests.counting(1000);
			endpoint(maxPayload(1000))
				.receives(binary(Arrays.copyOf(payload, 999)).unfinished(),
						continuation(Arrays.copyOfRange(payload, 999, 1000)).unfinished(), continuation(""))
				.emits(Event.binary(payload));
		}

		@Test
		void fragmentThatExceedsTheLimitIsRefusedAtItsHeader() {
			Conversation endpoint = endpoint(maxPayload(1000));
			byte[] last = endpoint.inbound(continuation(new byte[2]));
			endpoint.receives(binary(new byte[999]).unfinished())
				.receives(Arrays.copyOf(last, last.length - 2))
				.failsWith(1009, TOO_BIG);
		}

		@ParameterizedTest
		@ValueSource(longs = { 1001, 65_536, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE - 500, Long.MAX_VALUE })
		void sumOfFragmentsDoesNotOverflow(long announced) {
			endpoint(maxPayload(1000))
				.receives(binary(new byte[900]).unfinished(), continuation("").announcing(announced))
				.failsWith(1009, TOO_BIG);
		}

		@Test
		void everyMessageCountsForItself() {
			byte[] payload = FramingTests.counting(1000);
			endpoint(maxPayload(1000))
				.receives(binary(payload), binary(payload).unfinished(), continuation(""), binary(payload))
				.emits(Event.binary(payload), Event.binary(payload), Event.binary(payload));
		}

		@Test
		void controlFramesDoNotCount() {
			endpoint(maxPayload(4))
				.receives(binary("01 02 03 04").unfinished(), ping("longer than four"), continuation(""))
				.emits(Event.binary("01 02 03 04"))
				.sends(Frame.pong("longer than four"));
		}

	}

	@Nested
	class MaxFragments {

		@Test
		void messageOfExactlyTheLimitIsTaken() {
			endpoint(maxFragments(3))
				.receives(text("a").unfinished(), continuation("b").unfinished(), continuation("c"))
				.emits(Event.text("abc"));
			endpoint(maxFragments(1)).receives(text("a")).emits(Event.text("a"));
		}

		@Test
		void oneFragmentMoreIsRefused() {
			String rule = "message has more than 3 fragments (max-fragments)";
			endpoint(maxFragments(3))
				.receives(text("a").unfinished(), continuation("b").unfinished(), continuation("c").unfinished(),
						continuation("d"))
				.failsWith(1009, rule);
			endpoint(maxFragments(1)).receives(text("a").unfinished(), continuation(""))
				.failsWith(1009, "message has more than 1 fragments");
		}

		@Test
		void everyMessageCountsForItself() {
			endpoint(maxFragments(2))
				.receives(text("a").unfinished(), continuation("b"), text("c").unfinished(), continuation("d"))
				.emits(Event.text("ab"), Event.text("cd"));
		}

		@Test
		void controlFramesDoNotCount() {
			endpoint(maxFragments(2))
				.receives(text("a").unfinished(), ping("1"), ping("2"), ping("3"), continuation("b"))
				.emits(Event.text("ab"))
				.sends(Frame.pong("1"), Frame.pong("2"), Frame.pong("3"));
		}

		@Test
		void messageOf65536FragmentsPassesByDefault() {
			byte[] fragment = FramingTests.counting(64);
			Conversation endpoint = Conversation.of(this.side());
			byte[] middle = endpoint.inbound(continuation(fragment).unfinished());
			byte[] many = repeat(middle, 256);
			endpoint.receives(binary(fragment).unfinished());
			for (int i = 0; i < 255; i++) {
				endpoint.receives(many);
			}
			endpoint.receives(Arrays.copyOf(many, middle.length * 254));
			endpoint.receives(continuation(fragment));
			endpoint.emits(Event.binary(repeat(fragment, 65_536)));
		}

		private Side side() {
			return LimitTests.this.side;
		}

	}

	/**
	 * Memory follows the bytes that arrive. Allocation is counted, which no collector and
	 * no load of the machine can change.
	 */
	@Nested
	class Memory {

		private static final long SLACK = 400_000;

		@Test
		void announcedLengthAllocatesNothing() {
			Conversation endpoint = Conversation.of(LimitTests.this.side);
			byte[] start = endpoint.inbound(binary(new byte[100]).announcing(60_000_000));
			assertThat(allocatedBy(() -> endpoint.receives(start))).isLessThan(SLACK);
			endpoint.emitsNothing().sendsNothing();
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1 })
		void floodOfSmallFragmentsHoldsNoMoreThanItsBytes(int size) {
			Conversation endpoint = Conversation.of(LimitTests.this.side);
			byte[] flood = repeat(endpoint.inbound(continuation(new byte[size]).unfinished()), 1000);
			endpoint.receives(text(new byte[size]).unfinished());
			long allocated = allocatedBy(() -> {
				for (int i = 0; i < 131; i++) {
					endpoint.receives(flood);
				}
			});
			// The harness copies what it feeds; beyond that, less than ten bytes a frame.
			assertThat(allocated - 131L * flood.length).isLessThan(131_000 * 10 + SLACK);
			endpoint.emitsNothing().sendsNothing().receives(flood).failsWith(1009, "max-fragments");
		}

		@Test
		void floodOfFragmentsInSinglePacketsCopiesAFewTimesOnly() {
			// Every byte of the message arrives alone: copying all that is there each
			// time would allocate gigabytes.
			Conversation endpoint = Conversation.of(LimitTests.this.side);
			byte[] fragment = endpoint.inbound(continuation(new byte[1]).unfinished());
			endpoint.receives(binary(new byte[1]).unfinished());
			long allocated = allocatedBy(() -> {
				for (int i = 0; i < 100_000; i++) {
					endpoint.receives(fragment);
				}
			});
			assertThat(allocated).isLessThan(100_000 * 100L);
			endpoint.emitsNothing().sendsNothing();
		}

		@Test
		void buffersGoBackWhenABatchEnds() {
			Conversation endpoint = Conversation.of(LimitTests.this.side);
			endpoint.receives(binary(new byte[5000]).unfinished());
			assertThat(endpoint.pool.idle()).isPositive();
			long afterFirst = endpoint.pool.idle();
			endpoint.receives(continuation(new byte[5000]));
			endpoint.emits(Event.binary(new byte[10_000]));
			assertThat(endpoint.pool.idle()).isEqualTo(afterFirst);
		}

		@Test
		void unfinishedMessageIsDroppedWhenTheConnectionEnds() {
			long before = usedMemory();
			List<Conversation> ended = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				Conversation failed = Conversation.of(LimitTests.this.side);
				failed.receives(binary(new byte[4_000_000]).unfinished());
				ended.add(failed.receives(text("a")).failsWith(1002, "5.4"));
				Conversation closed = Conversation.of(LimitTests.this.side);
				closed.receives(binary(new byte[4_000_000]).unfinished());
				ended.add(closed.receives(Frame.close(1000, "")).emits(Event.close(1000, "")));
			}
			assertThat(usedMemory() - before).isLessThan(8_000_000);
			assertThat(ended).hasSize(8);
		}

		private static long usedMemory() {
			System.gc();
			return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
		}

		private static long allocatedBy(Runnable action) {
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			long before = threads.getCurrentThreadAllocatedBytes();
			action.run();
			return threads.getCurrentThreadAllocatedBytes() - before;
		}

	}

	private static byte[] repeat(byte[] bytes, int times) {
		byte[] all = new byte[bytes.length * times];
		for (int i = 0; i < times; i++) {
			System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
		}
		return all;
	}

	/** What the messages of all connections hold until they are whole. */
	@Nested
	class PartialBytes {

		private final MemoryBudget budget = new MemoryBudget(100_000);

		private final BufferPool pool = new BufferPool(1024 * 1024, this.budget);

		private Conversation connection() {
			return Conversation.of(LimitTests.this.side, this.pool);
		}

		@Test
		void areThoseOfAllConnections() {
			Conversation first = connection().receives(binary(new byte[60_000]).unfinished());
			Conversation second = connection().receives(binary(new byte[39_000]).unfinished());
			assertThat(this.budget.used()).isEqualTo(99_000);
			connection().receives(text("whole")).emits(Event.text("whole"));
			connection().receives(binary(new byte[2000]).unfinished()).failsWith(1013, "max-partial-bytes");
			second.receives(continuation(new byte[3000]).unfinished()).failsWith(1013, "max-partial-bytes");
			assertThat(this.budget.used()).isEqualTo(60_000);
			first.receives(continuation(new byte[1])).emits(Event.binary(new byte[60_001]));
			assertThat(this.budget.used()).isZero();
		}

		@Test
		void areAtMostFourTimesWhatHasArrived() {
			byte[] payload = FramingTests.counting(60_000);
			Conversation connection = connection();
			byte[] bytes = connection.inbound(binary(payload));
			for (int at = 0; at < bytes.length; at += 500) {
				int end = Math.min(at + 500, bytes.length);
				connection.receives(Arrays.copyOfRange(bytes, at, end));
				assertThat(this.budget.used()).as("after %d bytes", end).isLessThanOrEqualTo(4L * end);
			}
			connection.emits(Event.binary(payload));
			assertThat(this.budget.used()).isZero();
		}

		@Test
		void areNoneWhenTheConnectionEnds() {
			Conversation connection = connection().receives(binary(new byte[60_000]).unfinished());
			connection.protocol().end();
			assertThat(this.budget.used()).isZero();
			connection.receives(continuation("ignored")).emitsNothing();
		}

		@Test
		void areNoneOfAMessageThatArrivesInOneRead() {
			connection().receives(binary(new byte[50_000]).unfinished(), continuation(new byte[10_000]))
				.emits(Event.binary(new byte[60_000]));
			assertThat(this.budget.used()).isZero();
		}

		@Test
		void areThoseOfWhatIsDecodedToo() {
			PerMessageDeflateOptions options = PerMessageDeflateOptions.builder().threshold(0).build();
			Negotiated peers = Negotiated.with(options);
			boolean server = LimitTests.this.side == Side.SERVER;
			byte[] bomb = Negotiated.encode(server ? peers.client() : peers.server(), new byte[1_000_000]);
			Conversation.of(LimitTests.this.side, this.pool, server ? peers.server() : peers.client())
				.receives(binary(bomb).rsv(MessageCodec.RSV1))
				.failsWith(1013, "max-partial-bytes");
			assertThat(this.budget.used()).isZero();
		}

	}

}
