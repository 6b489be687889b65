package dev.wsboot.engine.internal.transport;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of an engine. Connections are dealt out in turn. Thread-safe.
 */
public final class EventLoopGroup {

	private final List<EventLoop> loops;

	private final LoopWatch watch;

	private final AtomicInteger turn = new AtomicInteger();

	/**
	 * Takes over loops and starts them.
	 * @param loops at least one
	 * @param tickNanos time between two looks at loops that do {@link BlockingWork}
	 * @param quietTicks looks without any such work, after which nobody looks until there
	 * is some
	 */
	public EventLoopGroup(List<EventLoop> loops, long tickNanos, int quietTicks) {
		this.loops = List.copyOf(loops);
		this.watch = new LoopWatch(this.loops, tickNanos, quietTicks);
		this.watch.start();
		this.loops.forEach((loop) -> loop.start(this.watch));
	}

	/**
	 * The loop of the next connection: not one that cannot serve it, if there is another.
	 * @return one of the loops
	 */
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

	/**
	 * Whether the caller must not block.
	 * @return true on the thread of one of the loops
	 */
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

	/**
	 * Ends all loops.
	 */
	public void stop() {
		this.loops.forEach(EventLoop::stop);
		this.watch.stop();
	}

}
