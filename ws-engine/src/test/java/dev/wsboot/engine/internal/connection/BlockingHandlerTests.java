package dev.wsboot.engine.internal.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.internal.dispatch.DispatchPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A handler of the default dispatch may block even when the thread of a busy loop calls
 * it, because it was quick before: another thread takes the loop's place.
 */
class BlockingHandlerTests {

	private static final int PAIRS = 4 * DispatchPolicy.BUSY;

	private static final int TIMES = 3;

	private final Engine engine = Engine.of(WsEngine.builder().eventLoops(1).build());

	private final BlockingQueue<Thread> waiting = new LinkedBlockingQueue<>();

	private final Semaphore proceed = new Semaphore(0);

	private final List<LivePair> pairs = new ArrayList<>();

	private volatile Consumer<WsConnection> blocking = (connection) -> this.proceed.acquireUninterruptibly();

	private final WsHandler handler = new WsHandler() {

		@Override
		public void onText(WsConnection connection, String text) {
			if (text.equals("wait")) {
				BlockingHandlerTests.this.waiting.add(Thread.currentThread());
				BlockingHandlerTests.this.blocking.accept(connection);
			}
			if (text.equals("go")) {
				BlockingHandlerTests.this.proceed.release();
			}
			connection.send(text);
		}

	};

	@AfterEach
	void close() {
		this.proceed.release(1000);
		this.pairs.forEach(LivePair::close);
		await().until(() -> this.engine.connectionCount() == 0);
		this.engine.close();
	}

	private void open(WsOptions.Builder options) {
		Endpoint endpoint = new Endpoint("/test", this.handler, options.build());
		for (int i = 0; i < PAIRS; i++) {
			this.pairs.add(new LivePair(this.engine, endpoint));
		}
		burst();
	}

	/** Keeps the loop busy with quick messages. */
	private void burst() {
		this.pairs.forEach((pair) -> pair.sends(text("a")));
		this.pairs.forEach((pair) -> pair.reads("text a"));
	}

	private static boolean isLoop(Thread thread) {
		return thread.getName().startsWith("ws-loop-");
	}

	/**
	 * Has the handler of the first connection block in the middle of a burst.
	 * @return the thread that called it
	 */
	private Thread blockOne() throws InterruptedException {
		// Each connection in turn: one that blocked goes to the executor for a while.
		Collections.rotate(this.pairs, 1);
		LivePair one = this.pairs.get(0);
		this.pairs.forEach((pair) -> pair.sends(text("a")));
		one.reads("text a");
		one.sends(text("wait"));
		Thread thread = this.waiting.poll(20, TimeUnit.SECONDS);
		assertThat(thread).isNotNull();
		this.pairs.stream().skip(1).forEach((pair) -> pair.reads("text a"));
		return thread;
	}

	@Test
	void keepsNobodyElseWaiting() throws Exception {
		open(WsOptions.builder());
		for (int times = 0; times < TIMES;) {
			Thread thread = blockOne();
			this.pairs.stream().skip(1).forEach((pair) -> pair.sends(text("b")).reads("text b"));
			this.proceed.release();
			this.pairs.get(0).reads("text wait");
			if (isLoop(thread)) {
				times++;
				thread.join(20_000);
				assertThat(thread.isAlive()).as("ends when its work is done").isFalse();
			}
		}
	}

	@Test
	void mayWaitForAnotherOfTheSameLoop() throws Exception {
		open(WsOptions.builder());
		for (int times = 0; times < TIMES;) {
			Thread thread = blockOne();
			this.pairs.get(1).sends(text("go")).reads("text go");
			this.pairs.get(0).reads("text wait");
			times += isLoop(thread) ? 1 : 0;
		}
	}

	@Test
	void mayWaitForRoomToSend() throws Exception {
		open(WsOptions.builder().sendBufferLimit(100_000).overflow(WsOverflow.BLOCK));
		byte[] much = new byte[100];
		for (int times = 0; times < TIMES;) {
			this.blocking = (connection) -> {
				for (int i = 0; i < 50_000; i++) {
					connection.send(much);
				}
			};
			Thread thread = blockOne();
			this.pairs.stream().skip(1).forEach((pair) -> pair.sends(text("b")).reads("text b"));
			this.pairs.get(0).skips(50_000L * 102).reads("text wait");
			times += isLoop(thread) ? 1 : 0;
		}
	}

	@Test
	void mayInterruptItself() throws Exception {
		open(WsOptions.builder());
		for (int times = 0; times < TIMES;) {
			this.blocking = (connection) -> Thread.currentThread().interrupt();
			Thread thread = blockOne();
			this.pairs.get(0).reads("text wait");
			burst();
			times += isLoop(thread) ? 1 : 0;
		}
	}

}
