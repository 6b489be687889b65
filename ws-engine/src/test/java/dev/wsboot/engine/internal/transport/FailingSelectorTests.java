package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.wsboot.engine.internal.buffer.MemoryBudget;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A selector that fails costs the loop its sockets, no more.
 */
@ExtendWith(PollsOften.class)
class FailingSelectorTests {

	private final AtomicInteger opened = new AtomicInteger();

	private volatile boolean none;

	private final EventLoop failing = new EventLoop("failing loop", new MemoryBudget(0), () -> {
		if (this.none) {
			throw new IOException("too many open files");
		}
		this.opened.incrementAndGet();
		return Selector.open();
	});

	private final EventLoop other = new EventLoop("other loop", new MemoryBudget(0));

	private final EventLoopGroup both = new EventLoopGroup(List.of(this.failing, this.other), 1_000_000, 10);

	@BeforeEach
	void silence() {
		Logger.getLogger(EventLoop.class.getName()).setLevel(Level.OFF);
	}

	@AfterEach
	void end() {
		Logger.getLogger(EventLoop.class.getName()).setLevel(null);
		this.both.stop();
	}

	private void fails() {
		this.failing.execute(() -> {
			try {
				this.failing.sockets().selector().close();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private <T> T onLoop(Supplier<T> task) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.failing.execute(() -> result.complete(task.get()));
		return result.join();
	}

	@Test
	void endsItsConnectionsAndServesNewOnes() throws IOException {
		try (SocketPair before = SocketPair.open(); SocketPair after = SocketPair.open()) {
			Ends ends = new Ends();
			new NioTransport(this.failing, new ChannelSocket(before.ours), ends).start();
			onLoop(() -> null);
			fails();
			Awaitility.await().until(() -> ends.calls.contains("closed"));
			assertThat(ends.calls).containsExactly("failed", "closed");
			assertThat(before.in().read()).as("the peer sees the end").isEqualTo(-1);
			Ends anew = new Ends();
			NioTransport transport = new NioTransport(this.failing, new ChannelSocket(after.ours), anew);
			transport.start();
			after.out().write('a');
			Awaitility.await().until(() -> anew.calls.contains("received"));
			transport.close();
			Awaitility.await().until(() -> anew.calls.contains("closed"));
		}
		assertThat(this.opened).hasValue(2);
	}

	@Test
	void endsThemAllThoughOneThrows() throws IOException {
		try (SocketPair one = SocketPair.open();
				SocketPair two = SocketPair.open();
				SocketPair three = SocketPair.open()) {
			List<Ends> all = List.of(new Ends(), new Ends(), new Ends());
			List<SocketPair> pairs = List.of(one, two, three);
			for (int i = 0; i < 3; i++) {
				new NioTransport(this.failing, new ChannelSocket(pairs.get(i).ours), all.get(i)).start();
			}
			all.forEach((ends) -> ends.throwing = true);
			onLoop(() -> null);
			fails();
			Awaitility.await().until(() -> all.stream().allMatch((ends) -> ends.calls.contains("closed")));
		}
	}

	@Test
	void leavesTasksAndTimersAlone() {
		CompletableFuture<Void> timer = new CompletableFuture<>();
		onLoop(() -> {
			this.failing.schedule(EventLoopTests.timer(() -> timer.complete(null)),
					this.failing.now() + TimeUnit.MILLISECONDS.toNanos(50));
			return null;
		});
		fails();
		onLoop(() -> null);
		timer.join();
	}

	@Test
	void keepsItsPorts() throws IOException {
		AtomicInteger accepted = new AtomicInteger();
		ListeningSocket acceptor = ListeningSocket.bind(this.failing,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, (channel) -> accepted.incrementAndGet(),
				(cause) -> {
					throw new AssertionError(cause);
				});
		acceptor.start();
		fails();
		try (SocketChannel peer = SocketChannel.open(acceptor.address())) {
			Awaitility.await().until(() -> accepted.get() == 1);
		}
		acceptor.close();
	}

	@Test
	void withNoneToFollowLeavesNewConnectionsToOtherLoops() {
		this.none = true;
		fails();
		Awaitility.await().until(() -> !this.failing.sockets().isOpen());
		for (int i = 0; i < 4; i++) {
			assertThat(this.both.next()).isSameAs(this.other);
		}
		onLoop(() -> null);
		this.none = false;
		Awaitility.await().until(() -> this.failing.sockets().isOpen());
		assertThat(List.of(this.both.next(), this.both.next())).contains(this.failing);
	}

	@Test
	void withNoneToFollowFailsConnectionsAtOnce() throws IOException {
		this.none = true;
		fails();
		Awaitility.await().until(() -> !this.failing.sockets().isOpen());
		try (SocketPair pair = SocketPair.open()) {
			Ends ends = new Ends();
			new NioTransport(this.failing, new ChannelSocket(pair.ours), ends).start();
			Awaitility.await().until(() -> ends.calls.contains("closed"));
			assertThat(ends.calls).containsExactly("failed", "closed");
		}
	}

	/** Remembers how a socket ended. */
	private static final class Ends implements TransportListener {

		private final Queue<String> calls = new ConcurrentLinkedQueue<>();

		private volatile boolean throwing;

		private void called(String name) {
			this.calls.add(name);
			if (this.throwing) {
				throw new IllegalStateException("deliberate");
			}
		}

		@Override
		public void received(byte[] bytes, int offset, int length) {
			called("received");
		}

		@Override
		public void endOfInput() {
			called("end of input");
		}

		@Override
		public void writable() {
			called("writable");
		}

		@Override
		public void failed(IOException cause) {
			called("failed");
		}

		@Override
		public void closed() {
			called("closed");
		}

	}

}
