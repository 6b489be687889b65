package dev.wsboot.engine.interop;

import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.wsboot.engine.internal.deflate.Samples;
import dev.wsboot.engine.internal.protocol.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds between us and every other implementation. Each message goes both ways, so
 * that either side has to understand what the other sends.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
interface PeerContract {

	/** The subprotocol that both sides speak when they are told to. */
	String SUBPROTOCOL = "v2.chat";

	/**
	 * Connects.
	 * @param ours what we ask for
	 * @param theirs what the other side asks for
	 * @param subprotocols what both sides offer and speak
	 */
	Conversation open(Variant ours, Variant theirs, String... subprotocols) throws Exception;

	/** With compression and without, where the peer knows it. */
	default Stream<Variant> modes() {
		return Stream.of(Variant.NONE);
	}

	@ParameterizedTest
	@MethodSource("modes")
	default void messagesArriveAsTheyWereSent(Variant mode) throws Exception {
		try (Conversation conversation = open(mode, mode)) {
			List<Object> messages = new ArrayList<>(
					List.of("Hello", "", "Grüße, 世界 \uD83D\uDE00", "ab".repeat(100_000), "€".repeat(30_000)));
			for (int size : new int[] { 0, 1, 125, 126, 65_535, 65_536, 200_000 }) {
				messages.add(Samples.noise(size, size));
				messages.add(new byte[size]);
			}
			for (Object message : messages) {
				conversation.exchange(List.of(message));
			}
			assertThat(conversation.agreed()).isEqualTo(mode);
			assertThat(conversation.wire().messages(conversation.us())).hasSameSizeAs(messages)
				.anyMatch((message) -> message.rsv() != 0 || mode == Variant.NONE);
			assertThat(conversation.wire().messages(conversation.them())).hasSameSizeAs(messages)
				.anyMatch((message) -> message.rsv() != 0 || mode == Variant.NONE);
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	default void manyMessagesArriveInTheirOrder(Variant mode) throws Exception {
		try (Conversation conversation = open(mode, mode)) {
			List<Object> messages = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				messages.add("message " + i);
				messages.add(Samples.noise(i % 10, 200));
				messages.add(Samples.json(i % 5, 500));
			}
			conversation.exchange(messages);
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	default void ourFragmentsAreUnderstood(Variant mode) throws Exception {
		try (Conversation conversation = open(mode, mode)) {
			String text = "Fragmént ".repeat(10_000);
			try (Writer writer = conversation.ours().sendWriter()) {
				writer.write(text);
			}
			conversation.remote().inbox().expect(text);
			assertThat(conversation.wire().frames(conversation.us()))
				.filteredOn((frame) -> frame.opcode() == Opcode.CONTINUATION)
				.hasSizeGreaterThan(1);
			conversation.exchange(List.of("next"));
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	default void ourPingsAreAnswered(Variant mode) throws Exception {
		try (Conversation conversation = open(mode, mode)) {
			Duration time = conversation.ours().ping(new byte[] { 1, 2, 3 }).get(20, TimeUnit.SECONDS);
			assertThat(time).isPositive();
			conversation.exchange(List.of("next"));
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	default void ourCloseIsAnswered(Variant mode) throws Exception {
		try (Conversation conversation = open(mode, mode)) {
			conversation.exchange(List.of("before"));
			conversation.ours().close(4321, "enough");
			assertThat(conversation.remote().inbox().awaitClosed()).isEqualTo(new Inbox.Closed(4321, "enough"));
			assertThat(conversation.inbox().awaitClosed().code()).isEqualTo(4321);
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	default void weAnswerTheirClose(Variant mode) throws Exception {
		try (Conversation conversation = open(mode, mode)) {
			conversation.exchange(List.of("before"));
			conversation.remote().close(4322, "done");
			assertThat(conversation.inbox().awaitClosed()).isEqualTo(new Inbox.Closed(4322, "done"));
			assertThat(conversation.remote().inbox().awaitClosed().code()).isEqualTo(4322);
		}
	}

	@Test
	default void bothAgreeOnASubprotocol() throws Exception {
		try (Conversation conversation = open(Variant.NONE, Variant.NONE, SUBPROTOCOL)) {
			assertThat(conversation.ours().subprotocol()).isEqualTo(SUBPROTOCOL);
			conversation.exchange(List.of("spoken"));
		}
	}

	/**
	 * For those who let their users send fragments.
	 */
	interface Fragments extends PeerContract {

		@ParameterizedTest
		@MethodSource("modes")
		default void weUnderstandTheirFragments(Variant mode) throws Exception {
			try (Conversation conversation = open(mode, mode)) {
				String[] parts = { "Fragmént", numbers(1), numbers(2), numbers(3) };
				conversation.remote().sendFragments(parts);
				conversation.inbox().expect(String.join("", parts));
				assertThat(conversation.wire().frames(conversation.them()))
					.filteredOn((frame) -> frame.opcode() == Opcode.CONTINUATION)
					.isNotEmpty();
				assertThat(conversation.wire().messages(conversation.them())).singleElement()
					.satisfies((message) -> assertThat(message.rsv() != 0).isEqualTo(mode.compresses()));
				conversation.exchange(List.of("next"));
			}
		}

		/** Enough for a frame of its own, even if it waits to be one. */
		private static String numbers(int seed) {
			return new Random(seed).ints(4000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
		}

	}

	/**
	 * For those who let their users send Pings.
	 */
	interface Pings extends PeerContract {

		@ParameterizedTest
		@MethodSource("modes")
		default void weAnswerTheirPings(Variant mode) throws Exception {
			try (Conversation conversation = open(mode, mode)) {
				byte[] data = { 3, 2, 1 };
				conversation.remote().ping(data);
				conversation.wire()
					.await(conversation.us(),
							(frame) -> frame.opcode() == Opcode.PONG && Arrays.equals(frame.payload(), data));
				conversation.exchange(List.of("next"));
			}
		}

	}

}
