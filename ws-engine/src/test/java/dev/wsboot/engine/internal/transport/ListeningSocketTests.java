package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.wsboot.engine.internal.buffer.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A port on an event loop, and when it is free again.
 */
class ListeningSocketTests {

	private final EventLoop loop = new EventLoop("loop under test", new MemoryBudget(0));

	private final EventLoopGroup group = new EventLoopGroup(List.of(this.loop), 1_000_000, 10);

	@AfterEach
	void stop() {
		this.group.stop();
	}

	private ListeningSocket bind(int port) throws IOException {
		ListeningSocket acceptor = ListeningSocket.bind(this.loop,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, (channel) -> {
					throw new AssertionError("nobody connects");
				}, (cause) -> {
					throw new AssertionError(cause);
				});
		acceptor.start();
		CompletableFuture<Void> registered = new CompletableFuture<>();
		this.loop.execute(() -> registered.complete(null));
		registered.join();
		return acceptor;
	}

	@Test
	void closeReturnsWhenThePortIsFree() throws Exception {
		ListeningSocket acceptor = bind(0);
		int port = acceptor.address().getPort();
		CountDownLatch held = new CountDownLatch(1);
		this.loop.execute(() -> awaitUninterruptibly(held));
		Thread closing = new Thread(acceptor::close);
		closing.start();
		// The selector has the port as long as the loop is busy.
		await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
		held.countDown();
		closing.join();
		bind(port).close();
	}

	@Test
	void connectionThatCannotBeTakenIsClosedAndTheNextOneTaken() throws Exception {
		Queue<SocketChannel> taken = new ConcurrentLinkedQueue<>();
		Queue<Throwable> told = new ConcurrentLinkedQueue<>();
		IllegalStateException reason = new IllegalStateException("certificates are being changed");
		AtomicInteger offered = new AtomicInteger();
		ListeningSocket acceptor = ListeningSocket.bind(this.loop,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, (channel) -> {
					if (offered.incrementAndGet() == 1) {
						throw reason;
					}
					taken.add(channel);
				}, (cause) -> {
					told.add(cause.getCause());
					throw new StackOverflowError("deliberate");
				});
		Logger.getLogger(ListeningSocket.class.getName()).setLevel(Level.OFF);
		try (SocketChannel first = SocketChannel.open(acceptor.address())) {
			acceptor.start();
			assertThat(first.read(ByteBuffer.allocate(1))).as("end of the first").isEqualTo(-1);
			try (SocketChannel second = SocketChannel.open(acceptor.address())) {
				await().until(() -> taken.size() == 1);
			}
		}
		finally {
			Logger.getLogger(ListeningSocket.class.getName()).setLevel(null);
			acceptor.close();
		}
		assertThat(told).containsExactly(reason);
		taken.remove().close();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
