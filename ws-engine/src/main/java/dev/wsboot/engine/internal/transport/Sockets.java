package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one event loop. Should the selector fail, all that lives on it is told
 * so, and the loop goes on with another: its tasks and timers, its ports and those who
 * hold on to it need not know. Used on the loop's thread, but for {@link #isOpen()} and
 * {@link #wakeup()}.
 */
final class Sockets {

	private static final Log log = Log.of(EventLoop.class);

	/** Errors in a row that may be of the moment, such as memory that is short. */
	private static final int MOST_ERRORS = 10;

	/** Pause behind a failure, lest a loop whose selector fails always does only that. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final Opener opener;

	private final Consumer<SelectionKey> onReady;

	/** Null while none can be made. */
	private volatile @Nullable Selector selector;

	private @Nullable Selectable first;

	/** Those that are to be told that they are lost. */
	private @Nullable Selectable firstLost;

	private int errors;

	/** {@code onReady} is called with what is ready and must not throw. */
	Sockets(Opener opener, Consumer<SelectionKey> onReady) throws IOException {
		this.opener = opener;
		this.onReady = onReady;
		this.selector = opener.open();
	}

	/** Whether channels can be registered. */
	boolean isOpen() {
		Selector present = this.selector;
		return present != null && present.isOpen();
	}

	@Nullable Selector selector() {
		return this.selector;
	}

	void wakeup() {
		Selector present = this.selector;
		if (present != null) {
			present.wakeup();
		}
	}

	/** Registers a channel, or changes what it is selected for; throws if it cannot. */
	SelectionKey register(SelectableChannel channel, int interest, Selectable owner) throws IOException {
		Selector present = this.selector;
		if (present == null) {
			throw new IOException("event loop has no selector");
		}
		try {
			SelectionKey key = channel.register(present, interest, owner);
			add(owner);
			return key;
		}
		catch (ClosedSelectorException ex) {
			throw new IOException("event loop has no selector", ex);
		}
	}

	private void add(Selectable owner) {
		remove(owner);
		Selectable next = this.first;
		owner.after = next;
		if (next != null) {
			next.before = owner;
		}
		this.first = owner;
	}

	/** Its channel is closed, or somebody else's: it is not told of anything more. */
	void remove(Selectable owner) {
		Selectable previous = owner.before;
		Selectable next = owner.after;
		if (previous != null) {
			previous.after = next;
		}
		else if (this.first == owner) {
			this.first = next;
		}
		else if (this.firstLost == owner) {
			this.firstLost = next;
		}
		if (next != null) {
			next.before = previous;
		}
		owner.before = null;
		owner.after = null;
	}

	/**
	 * Waits for channels to be ready, so many nanoseconds at most (0 not to wait, less
	 * for no end), and serves those that are.
	 */
	void select(long nanos) {
		Selector present = this.selector;
		if (present == null) {
			reopen();
			return;
		}
		try {
			if (nanos == 0) {
				present.selectNow(this.onReady);
			}
			else {
				// Rounded up, lest the loop spins through a deadline's last millisecond.
				present.select(this.onReady, (nanos < 0) ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
			}
			this.errors = 0;
		}
		catch (IOException | ClosedSelectorException ex) {
			renew(present, ex);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "event loop could not select", ex);
			if (++this.errors >= MOST_ERRORS) {
				renew(present, ex);
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private void renew(Selector failed, Throwable cause) {
		log.log(Level.ERROR, "event loop cannot select: its connections are lost", cause);
		this.errors = 0;
		this.selector = null;
		close(failed);
		reopen();
		this.firstLost = this.first;
		this.first = null;
		IOException reason = (cause instanceof IOException io) ? io : new IOException("event loop failed", cause);
		for (Selectable lost; (lost = this.firstLost) != null;) {
			remove(lost);
			lose(lost, reason);
		}
	}

	static void lose(Selectable lost, IOException cause) {
		try {
			lost.lost(cause);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "socket of an event loop could not be given up", ex);
		}
	}

	private void reopen() {
		try {
			this.selector = this.opener.open();
		}
		catch (Throwable ex) {
			log.log(Level.DEBUG, "event loop has no selector yet", ex);
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	void close() {
		Selector present = this.selector;
		if (present != null) {
			close(present);
		}
	}

	private static void close(Selector selector) {
		try {
			selector.close();
		}
		catch (Throwable ex) {
			log.log(Level.DEBUG, "selector did not close", ex);
		}
	}

	/** {@link Selector#open()}, but in tests. */
	@FunctionalInterface
	interface Opener {

		Selector open() throws IOException;

	}

}
