package dev.wsboot.engine.internal.transport;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of an engine. Connections are dealt out in turn. Thread-safe. */
public final class EventLoopGroup {

	private final List<EventLoop> loops;

	private final LoopWatch watch;

	private final AtomicInteger turn = new AtomicInteger();

	/**
	 * Takes over at least one loop and starts them all. The watch looks at those that do
	 * {@link BlockingWork} every tick, and after so many quiet ones not until there is
	 * some.
	 */
	public EventLoopGroup(List<EventLoop> loops, long tickNanos, int quietTicks) {
		this.loops = List.copyOf(loops);
		this.watch = new LoopWatch(this.loops, tickNanos, quietTicks);
		this.watch.start();
		this.loops.forEach((loop) -> loop.start(this.watch));
	}

	/** The next connection's loop: not one that cannot serve it, if there is another. */
	public EventLoop next() {
		EventLoop next = inTurn();
		for (int others = 1; others < this.loops.size() && !next.sockets().isOpen(); others++) {
			next = inTurn();
		}
		return next;
	}

	private EventLoop inTurn() {
		return this.loops.get((this.turn.getAndIncrement() & Integer.MAX_VALUE) % this.loops.size());
	}

	/** Whether the caller must not block. */
	public boolean isLoopThread() {
		for (EventLoop loop : this.loops) {
			if (loop.isCurrent()) {
				return true;
			}
		}
		return false;
	}

	LoopWatch watch() {
		return this.watch;
	}

	public void stop() {
		this.loops.forEach(EventLoop::stop);
		this.watch.stop();
	}

}
