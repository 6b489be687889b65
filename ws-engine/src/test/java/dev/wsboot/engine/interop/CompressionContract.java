package dev.wsboot.engine.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import dev.wsboot.engine.internal.deflate.Samples;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds between us and another implementation of RFC 7692. Whatever is agreed is
 * read off the wire, and so is whether it is kept.
 */
interface CompressionContract extends PeerContract {

	@Override
	default Stream<Variant> modes() {
		return Stream.of(Variant.NONE, Variant.ALL);
	}

	/** What we ask for, the peer being open to all. */
	default Stream<Variant> asked() {
		return Variant.all();
	}

	/** What comes of that: all of it, unless the peer says otherwise. */
	default Variant granted(Variant asked) {
		return asked;
	}

	/** What the peer is able to ask for, we being open to all. */
	default Stream<Variant> theirs() {
		return Variant.all();
	}

	@ParameterizedTest
	@MethodSource("asked")
	default void bothKeepWhatWeAskFor(Variant asked) throws Exception {
		try (Conversation conversation = open(asked, Variant.ALL)) {
			Variant agreed = conversation.agreed();
			assertThat(agreed).isEqualTo(granted(asked));
			// RFC 7692 section 7.1.2.2: a client keeps to its offer even if the answer is
			// silent.
			bothKeep(conversation, asked, (conversation.us() == Side.CLIENT) ? agreed.withinClient(asked) : agreed);
		}
	}

	@ParameterizedTest
	@MethodSource("theirs")
	default void bothKeepWhatTheyAskFor(Variant theirs) throws Exception {
		try (Conversation conversation = open(Variant.ALL, theirs)) {
			assertThat(conversation.agreed()).isEqualTo(theirs);
			bothKeep(conversation, theirs, theirs);
		}
	}

	private static void bothKeep(Conversation conversation, Variant asked, Variant agreed) throws Exception {
		byte[] json = Samples.json(1, 1400);
		List<Object> messages = new ArrayList<>(List.of(json, json));
		for (Side side : Side.values()) {
			int window = 1 << agreed.bits(side);
			messages.add(twice(window / 4 * 3));
			messages.add(twice(window / 4 * 5));
		}
		messages.addAll(List.of("Hello", json));
		conversation.exchange(messages);
		for (Side side : Side.values()) {
			List<Frame> sent = conversation.wire().messages(side);
			assertThat(sent).hasSameSizeAs(messages);
			assertThat(sent.get(0).rsv() != 0).as("compressed by the " + side).isEqualTo(agreed.compresses());
			if (agreed.compresses()) {
				List<Integer> sizes = sent.stream().map((message) -> message.payload().length).toList();
				// Some use no context once windows are spoken of.
				boolean must = side == conversation.us() || (asked.serverBits() == 15 && asked.clientBits() == 15);
				keepsContext(sizes, agreed.takeover(side) && agreed.bits(side) > 10, must);
				int near = sizes.get(2 + 2 * side.ordinal());
				int far = sizes.get(3 + 2 * side.ordinal());
				keepsWindow(near, far, 1 << agreed.bits(side), side == conversation.us());
			}
		}
	}

	private static void keepsContext(List<Integer> sizes, boolean may, boolean must) {
		boolean remembers = sizes.get(1) < sizes.get(0) / 4;
		assertThat(remembers).as("the same message took " + sizes).isIn(may, may && must);
	}

	/** What is repeated beyond the window has to be sent as often. */
	private static void keepsWindow(int near, int far, int window, boolean must) {
		assertThat(far).isGreaterThan(window * 3 / 2);
		if (must) {
			assertThat(near).isLessThan(window);
		}
	}

	/** Letters without any order, so that a byte cannot be had for less than six bits. */
	private static String twice(int length) {
		return new Random(length).ints(length, '0', 'p')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString()
			.repeat(2);
	}

}
