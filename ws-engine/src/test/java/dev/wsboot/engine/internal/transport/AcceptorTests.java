package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.wsboot.engine.internal.buffer.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.awaitility.Awaitility.await;

/**
 * A port on an event loop, and when it is free again.
 */
class AcceptorTests {

	private final EventLoop loop = new EventLoop("loop under test", new MemoryBudget(0));

	private final EventLoopGroup group = new EventLoopGroup(List.of(this.loop), 1_000_000, 10);

	@AfterEach
	void stop() {
		this.group.stop();
	}

	private Acceptor bind(int port) throws IOException {
		Acceptor acceptor = Acceptor.bind(this.loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1,
				new Acceptor.Listener() {

					@Override
					public void accepted(SocketChannel channel) {
						throw new AssertionError("nobody connects");
					}

					@Override
					public void failed(IOException cause) {
						throw new AssertionError(cause);
					}

				});
		acceptor.start();
		CompletableFuture<Void> registered = new CompletableFuture<>();
		this.loop.execute(() -> registered.complete(null));
		registered.join();
		return acceptor;
	}

	@Test
	void closeReturnsWhenThePortIsFree() throws Exception {
		Acceptor acceptor = bind(0);
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

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
