package dev.wsboot.engine.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.extension.SharedEncoder;
import dev.wsboot.engine.internal.deflate.Negotiated;
import dev.wsboot.engine.internal.deflate.PerMessageDeflate;
import dev.wsboot.engine.internal.deflate.Samples;
import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static dev.wsboot.engine.internal.protocol.Conversation.LIMITS;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One message for many connections.
 */
@ExtendWith(NothingLeftOver.class)
class BroadcastTests {

	private static final PerMessageDeflateOptions TAKEOVER = PerMessageDeflateOptions.builder()
		.threshold(10)
		.serverContextTakeover(true)
		.clientContextTakeover(true)
		.build();

	@Test
	void isEncodedOnceForAllThatAreAlike() throws InterruptedException {
		Upper upper = new Upper();
		List<Conversation> endpoints = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			endpoints.add(Conversation.of(Side.SERVER, LIMITS, new Sharing(upper)));
		}
		WsBroadcast message = WsBroadcast.of("hello");
		CountDownLatch start = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		for (int t = 0; t < 4; t++) {
			List<Conversation> part = endpoints.subList(t * 25, t * 25 + 25);
			Thread thread = new Thread(() -> {
				try {
					start.await();
					part.forEach((endpoint) -> endpoint.outbound().shared(message));
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			thread.start();
			threads.add(thread);
		}
		start.countDown();
		for (Thread thread : threads) {
			thread.join();
		}
		endpoints.forEach((endpoint) -> endpoint.sends(text("HELLO").rsv(4)));
		assertThat(upper.calls).hasValue(1);
	}

	@Test
	void isMaskedForEachServerByItself() {
		Upper upper = new Upper();
		WsBroadcast message = WsBroadcast.of("hello");
		Conversation client = Conversation.of(Side.CLIENT, LIMITS, new Sharing(upper));
		Conversation server = Conversation.of(Side.SERVER, LIMITS, new Sharing(upper));
		client.outbound().shared(message);
		server.outbound().shared(message);
		client.outbound().shared(message);
		client.sends(text("HELLO").rsv(4), text("HELLO").rsv(4));
		server.sends(text("HELLO").rsv(4));
	}

	@Test
	void goesToConnectionsWithoutAndWithSeveralExtensionsAsWell() {
		Upper upper = new Upper();
		WsBroadcast message = WsBroadcast.of("hello");
		Conversation plain = Conversation.server();
		Conversation several = Conversation.of(Side.SERVER, LIMITS, new Sharing(upper), new Exclaiming());
		Conversation unshared = Conversation.of(Side.SERVER, LIMITS, new Exclaiming());
		plain.outbound().shared(message);
		several.outbound().shared(message);
		unshared.outbound().shared(message);
		plain.sends(text("hello"));
		several.sends(text("HELLO!").rsv(6));
		unshared.sends(text("hello!").rsv(2));
	}

	@Test
	void isNotForAConnectionThatIsClosed() {
		Conversation endpoint = Conversation.server().closes(1000, "");
		assertThat(endpoint.outbound().shared(WsBroadcast.of("late"))).isEqualTo(Outbound.Result.CLOSED);
		endpoint.sends(Frame.close(1000, ""));
	}

	@Test
	void isCompressedOncePerWindow() {
		PerMessageDeflate large = new PerMessageDeflate(TAKEOVER);
		PerMessageDeflate small = new PerMessageDeflate(TAKEOVER.toBuilder().serverMaxWindowBits(9).build());
		SharedEncoder first = encoder(large);
		assertThat(encoder(large)).isEqualTo(first).hasSameHashCodeAs(first);
		assertThat(encoder(new PerMessageDeflate(TAKEOVER))).isEqualTo(first);
		assertThat(encoder(small)).isNotEqualTo(first);
		byte[] data = Samples.json(1, 20_000);
		WsBroadcast message = WsBroadcast.of(data);
		assertThat(message.encoded(first)).isSameAs(message.encoded(encoder(large)));
		assertThat(message.encoded(first).length).isLessThan(message.encoded(encoder(small)).length);
	}

	@Test
	void isRememberedWhereLaterMessagesMayReferToIt() {
		Negotiated negotiated = Negotiated.with(TAKEOVER);
		Conversation server = Conversation.of(Side.SERVER, LIMITS, negotiated.server());
		Conversation client = Conversation.of(Side.CLIENT, LIMITS, negotiated.client());
		String text = new String(Samples.json(1, 2000), StandardCharsets.UTF_8);
		server.outbound().text(text);
		server.outbound().shared(WsBroadcast.of(text));
		server.outbound().text(text);
		byte[] wire = server.takeSent();
		List<Frame> frames = Frame.parse(wire);
		assertThat(frames.get(1).payload()).as("knows nothing of the message before")
			.hasSameSizeAs(frames.get(0).payload());
		assertThat(frames.get(2).payload().length).as("refers to it").isLessThan(100);
		client.receives(wire).emits(Event.text(text), Event.text(text), Event.text(text));
	}

	private static SharedEncoder encoder(PerMessageDeflate extension) {
		return Negotiated.between(extension, new PerMessageDeflate(TAKEOVER)).server().sharedEncoder();
	}

	/** Turns text to upper case. */
	private static final class Upper implements SharedEncoder {

		private final AtomicInteger calls = new AtomicInteger();

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			this.calls.incrementAndGet();
			byte[] upper = new String(bytes, offset, length, StandardCharsets.UTF_8).toUpperCase()
				.getBytes(StandardCharsets.UTF_8);
			out.write(upper, 0, upper.length);
			return true;
		}

	}

	private static class Sharing implements MessageCodec {

		private final SharedEncoder encoder;

		Sharing(SharedEncoder encoder) {
			this.encoder = encoder;
		}

		@Override
		public int rsv() {
			return RSV1;
		}

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			out.write(bytes, offset, length);
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			return this.encoder.encode(bytes, offset, length, out);
		}

		@Override
		public SharedEncoder sharedEncoder() {
			return this.encoder;
		}

		@Override
		public void close() {
		}

	}

	/** Not shared. */
	private static final class Exclaiming implements MessageCodec {

		@Override
		public int rsv() {
			return RSV2;
		}

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			out.write(bytes, offset, length);
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			out.write(bytes, offset, length);
			out.write(new byte[] { '!' }, 0, 1);
			return true;
		}

		@Override
		public void close() {
		}

	}

}
