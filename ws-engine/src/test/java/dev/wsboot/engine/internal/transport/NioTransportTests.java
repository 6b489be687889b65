package dev.wsboot.engine.internal.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.wsboot.engine.internal.buffer.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Real sockets on a real event loop.
 */
@ExtendWith(PollsOften.class)
class NioTransportTests {

	private final EventLoop loop = new EventLoop("loop under test", new MemoryBudget(0));

	private EventLoopGroup group;

	private final SocketPair pair = SocketPair.open();

	private final Listener listener = new Listener();

	private final NioTransport transport = new NioTransport(this.loop, new ChannelSocket(this.pair.ours),
			this.listener);

	@BeforeEach
	void start() {
		this.group = new EventLoopGroup(List.of(this.loop), 1_000_000, 10);
	}

	@AfterEach
	void stop() throws IOException {
		this.transport.close();
		await().until(() -> this.listener.closed.get() > 0);
		pass();
		assertThat(this.listener.closed).hasValue(1);
		assertThat(this.listener.behindTheEnd).as("calls behind closed()").hasValue(0);
		assertThat(this.pair.ours.isOpen()).isFalse();
		this.group.stop();
		this.pair.close();
	}

	private void pass() {
		CompletableFuture<Void> passed = new CompletableFuture<>();
		this.loop.execute(() -> this.loop.execute(() -> passed.complete(null)));
		passed.join();
	}

	private void peerSends(String text) throws IOException {
		this.pair.out().write(text.getBytes());
	}

	@Test
	void bytesArriveOnTheLoop() throws IOException {
		this.transport.start();
		peerSends("Hello");
		await().until(() -> this.listener.received().equals("Hello"));
		peerSends(", you");
		await().until(() -> this.listener.received().equals("Hello, you"));
		assertThat(this.listener.elsewhere).hasValue(0);
	}

	@Test
	void nothingIsReadBeforeTheStart() throws IOException {
		peerSends("early");
		pass();
		assertThat(this.listener.received()).isEmpty();
		this.transport.start();
		await().until(() -> this.listener.received().equals("early"));
	}

	@Test
	void manyBytesArriveWhole() throws Exception {
		byte[] sent = random(3_000_000);
		this.transport.start();
		Thread sender = new Thread(() -> sendAll(sent));
		sender.start();
		await().until(() -> this.listener.count() == sent.length);
		assertThat(this.listener.bytes()).isEqualTo(sent);
		sender.join();
	}

	@Test
	void pausedSocketIsNotRead() throws IOException {
		this.transport.start();
		peerSends("a");
		await().until(() -> this.listener.received().equals("a"));
		this.transport.pauseReading();
		pass();
		peerSends("b");
		pass();
		assertThat(this.listener.received()).isEqualTo("a");
		this.transport.resumeReading();
		await().until(() -> this.listener.received().equals("ab"));
	}

	@Test
	void pauseBeforeTheStartHolds() throws IOException {
		peerSends("early");
		this.transport.pauseReading();
		this.transport.start();
		pass();
		assertThat(this.listener.received()).isEmpty();
		this.transport.resumeReading();
		await().until(() -> this.listener.received().equals("early"));
	}

	@Test
	void pauseInTheMiddleOfReadingHoldsAtOnce() throws Exception {
		this.listener.pauseAfterEveryRead = true;
		this.transport.start();
		Thread sender = new Thread(() -> sendAll(random(2_000_000)));
		sender.start();
		while (this.listener.count() < 2_000_000) {
			await().until(() -> this.listener.reads.availablePermits() > 0);
			pass();
			assertThat(this.listener.reads.drainPermits()).isOne();
			this.transport.resumeReading();
		}
		sender.join();
		assertThat(this.listener.bytes()).isEqualTo(random(2_000_000));
	}

	@Test
	void backpressureReachesThePeer() throws Exception {
		this.transport.pauseReading();
		this.transport.start();
		this.pair.peer.configureBlocking(false);
		ByteBuffer flood = ByteBuffer.allocate(64 * 1024);
		long sent = 0;
		// Written until the kernel takes no more: nobody reads at our end.
		for (int full = 0; full < 20;) {
			int count = this.pair.peer.write(flood.clear());
			sent += count;
			full = (count == 0) ? full + 1 : 0;
			pass();
			assertThat(sent).isLessThan(64 * 1024 * 1024);
		}
		assertThat(this.listener.count()).isZero();
		this.transport.resumeReading();
		long all = sent;
		await().until(() -> this.listener.count() == all);
	}

	@Test
	void fullSocketIsToldAndLaterWritable() throws Exception {
		this.transport.start();
		long written = fill();
		// The kernel may move bytes on a little later, and take more.
		while (this.listener.writables.tryAcquire(100, TimeUnit.MILLISECONDS)) {
			written += fill();
		}
		read(written);
		await().until(() -> this.listener.writables.availablePermits() == 1);
		pass();
		assertThat(this.listener.writables.availablePermits()).isOne();
	}

	@Test
	void socketFilledBeforeTheStartIsToldToo() throws IOException {
		long written = fill();
		this.transport.start();
		read(written);
		await().until(() -> this.listener.writables.availablePermits() == 1);
	}

	@Test
	void writerOfAnyThreadGetsEverythingThrough() throws Exception {
		this.transport.start();
		byte[] sent = random(4_000_000);
		Thread writer = new Thread(() -> {
			ByteBuffer source = ByteBuffer.wrap(sent);
			try {
				while (!this.transport.write(source)) {
					this.listener.writables.acquire();
				}
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		writer.start();
		assertThat(this.pair.in().readNBytes(sent.length)).isEqualTo(sent);
		writer.join();
	}

	@Test
	void endOfInputIsToldAndWritingGoesOn() throws IOException {
		this.transport.start();
		peerSends("last words");
		this.pair.peer.shutdownOutput();
		await().until(() -> this.listener.ends.get() == 1);
		assertThat(this.listener.received()).isEqualTo("last words");
		assertThat(this.transport.write(ByteBuffer.wrap("reply".getBytes()))).isTrue();
		assertThat(this.pair.in().readNBytes(5)).isEqualTo("reply".getBytes());
		pass();
		assertThat(this.listener.ends).hasValue(1);
	}

	@Test
	void endOfInputIsToldOnceAlsoWhenResumed() throws IOException {
		this.transport.start();
		this.pair.peer.shutdownOutput();
		await().until(() -> this.listener.ends.get() == 1);
		this.transport.pauseReading();
		this.transport.resumeReading();
		pass();
		assertThat(this.listener.ends).hasValue(1);
	}

	@Test
	void shutdownOfTheOutputLeavesTheInputOpen() throws IOException {
		this.transport.start();
		this.transport.write(ByteBuffer.wrap("bye".getBytes()));
		this.transport.shutdownOutput();
		assertThat(this.pair.in().readAllBytes()).isEqualTo("bye".getBytes());
		peerSends("still here");
		await().until(() -> this.listener.received().equals("still here"));
	}

	@Test
	void shutdownOfTheOutputReadsOnAlsoWhenPaused() throws IOException {
		this.transport.pauseReading();
		this.transport.start();
		this.transport.shutdownOutput();
		peerSends("drained");
		await().until(() -> this.listener.received().equals("drained"));
	}

	@Test
	void resetIsAFailureAndTheEnd() throws IOException {
		this.transport.start();
		pass();
		this.pair.reset();
		await().until(() -> this.listener.closed.get() == 1);
		assertThat(this.listener.failures).hasValue(1);
	}

	@Test
	void resetOfAPausedSocketIsFoundWhenItIsReadAgain() throws IOException {
		this.transport.pauseReading();
		this.transport.start();
		pass();
		this.pair.reset();
		pass();
		this.transport.resumeReading();
		await().until(() -> this.listener.closed.get() == 1);
		assertThat(this.listener.failures).hasValue(1);
	}

	@Test
	void closeFromAnotherThreadEndsIt() throws IOException {
		this.transport.start();
		this.transport.close();
		await().until(() -> this.listener.closed.get() == 1);
		assertThat(this.listener.elsewhere).hasValue(0);
		assertThat(this.pair.in().read()).isEqualTo(-1);
		assertThat(this.listener.failures).hasValue(0);
	}

	@Test
	void closeBeforeTheStartEndsIt() {
		this.transport.close();
		this.transport.start();
		await().until(() -> this.listener.closed.get() == 1);
	}

	@Test
	void closesOfManyThreadsAreOneEnd() throws Exception {
		this.transport.start();
		CountDownLatch go = new CountDownLatch(1);
		Thread[] threads = new Thread[8];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				try {
					go.await();
					this.transport.close();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			threads[i].start();
		}
		go.countDown();
		this.pair.reset();
		for (Thread thread : threads) {
			thread.join();
		}
		await().until(() -> this.listener.closed.get() == 1);
	}

	@Test
	void writeToAClosedSocketThrows() {
		this.transport.start();
		this.transport.close();
		await().until(() -> this.listener.closed.get() == 1);
		assertThatIOException().isThrownBy(() -> this.transport.write(ByteBuffer.wrap(new byte[1])));
	}

	@Test
	void listenerThatThrowsEndsThisSocketAndNoOther() throws IOException {
		this.listener.throwing = true;
		this.transport.start();
		Listener other = new Listener();
		try (SocketPair second = SocketPair.open()) {
			NioTransport healthy = new NioTransport(this.loop, new ChannelSocket(second.ours), other);
			healthy.start();
			peerSends("boom");
			await().until(() -> this.listener.closed.get() == 1);
			assertThat(this.listener.failures).hasValue(1);
			second.out().write("fine".getBytes());
			await().until(() -> other.received().equals("fine"));
			healthy.close();
			await().until(() -> other.closed.get() == 1);
		}
	}

	@Test
	void listenerThatThrowsWhateverItIsToldIsClosedAllTheSame() throws IOException {
		this.listener.throwing = true;
		this.listener.throwingWhenFailed = true;
		Logger.getLogger(NioTransport.class.getName()).setLevel(Level.OFF);
		try {
			this.transport.start();
			peerSends("boom");
			await().until(() -> this.listener.closed.get() == 1);
			assertThat(this.pair.in().read()).isEqualTo(-1);
		}
		finally {
			Logger.getLogger(NioTransport.class.getName()).setLevel(null);
		}
	}

	@Test
	void socketThatAlwaysHoldsInputLeavesTheOthersTheirTurn() throws IOException {
		Listener greedy = new Listener();
		try (SocketPair second = SocketPair.open()) {
			NioTransport endless = new NioTransport(this.loop, new Endless(second.ours), greedy);
			endless.start();
			this.transport.start();
			peerSends("fair");
			await().until(() -> this.listener.received().equals("fair"));
			endless.close();
			await().until(() -> greedy.closed.get() == 1);
		}
	}

	/** Writes until the socket is full. */
	private long fill() throws IOException {
		long written = 0;
		while (true) {
			ByteBuffer source = ByteBuffer.allocate(64 * 1024);
			boolean open = this.transport.write(source);
			written += source.position();
			if (!open) {
				return written;
			}
		}
	}

	private void read(long count) throws IOException {
		this.pair.in().skipNBytes(count);
	}

	private void sendAll(byte[] bytes) {
		try {
			this.pair.out().write(bytes);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

	private final class Listener implements TransportListener {

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		final Semaphore reads = new Semaphore(0);

		final Semaphore writables = new Semaphore(0);

		final AtomicInteger ends = new AtomicInteger();

		final AtomicInteger failures = new AtomicInteger();

		final AtomicInteger closed = new AtomicInteger();

		final AtomicInteger elsewhere = new AtomicInteger();

		final AtomicInteger behindTheEnd = new AtomicInteger();

		volatile boolean pauseAfterEveryRead;

		volatile boolean throwing;

		volatile boolean throwingWhenFailed;

		private void called() {
			if (!NioTransportTests.this.loop.isCurrent()) {
				this.elsewhere.incrementAndGet();
			}
			if (this.closed.get() > 0) {
				this.behindTheEnd.incrementAndGet();
			}
		}

		@Override
		public void received(byte[] bytes, int offset, int length) {
			called();
			if (this.throwing) {
				throw new StackOverflowError("deliberate");
			}
			synchronized (this.received) {
				this.received.write(bytes, offset, length);
			}
			Arrays.fill(bytes, (byte) 0);
			this.reads.release();
			if (this.pauseAfterEveryRead) {
				NioTransportTests.this.transport.pauseReading();
			}
		}

		@Override
		public void endOfInput() {
			called();
			this.ends.incrementAndGet();
		}

		@Override
		public void writable() {
			called();
			this.writables.release();
		}

		@Override
		public void failed(IOException cause) {
			called();
			this.failures.incrementAndGet();
			if (this.throwingWhenFailed) {
				throw new IllegalStateException("deliberate");
			}
		}

		@Override
		public void closed() {
			called();
			this.closed.incrementAndGet();
		}

		byte[] bytes() {
			synchronized (this.received) {
				return this.received.toByteArray();
			}
		}

		int count() {
			synchronized (this.received) {
				return this.received.size();
			}
		}

		String received() {
			return new String(bytes());
		}

	}

	/** Behaves like a TLS engine with more and more to decrypt. */
	private static final class Endless implements StreamSocket {

		private final ChannelSocket socket;

		Endless(SocketChannel channel) {
			this.socket = new ChannelSocket(channel);
		}

		@Override
		public SocketChannel channel() {
			return this.socket.channel();
		}

		@Override
		public int read(ByteBuffer target) {
			target.put((byte) 'x');
			return 1;
		}

		@Override
		public boolean holdsInput() {
			return true;
		}

		@Override
		public boolean write(ByteBuffer source) throws IOException {
			return this.socket.write(source);
		}

		@Override
		public void shutdownOutput() throws IOException {
			this.socket.shutdownOutput();
		}

		@Override
		public void close() {
			this.socket.close();
		}

	}

}
