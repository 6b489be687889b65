package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

import dev.wsboot.engine.internal.buffer.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes bytes from their source to the socket. Whoever finds no writer at work writes, on
 * its own thread and outside of any lock; when the socket is full, the role is parked
 * until the transport calls {@link #writable()}. When everything is written, what is to
 * follow is done. Thread-safe.
 *
 * @param <S> where the bytes come from
 */
public abstract class SocketWriter<S extends ByteSource> {

	protected final S source;

	/** What follows once everything is written. */
	private volatile @Nullable Consumer<Transport> afterwards;

	/** Whether the role waits for the socket; written under the monitor. */
	private volatile boolean parked;

	/** Whether the socket became writable before the role was parked; guarded by this. */
	private boolean woken;

	protected SocketWriter(S source) {
		this.source = source;
	}

	/** Keeps everything back until {@link #writable()}: there is no socket yet. */
	public final synchronized void hold() {
		this.source.hold();
		this.parked = true;
	}

	/**
	 * Closes the socket once everything is written. To be called when nothing can be
	 * added any more, before the last {@link #flush()}.
	 */
	public final void closeAfterwards() {
		this.afterwards = Transport::close;
	}

	/** Shuts the output down instead; else as {@link #closeAfterwards()}. */
	public final void shutdownAfterwards() {
		this.afterwards = Transport::shutdownOutput;
	}

	/** Writes what is waiting, unless somebody does already. */
	public final void flush() {
		ByteBuffer bytes = this.source.beginWriting();
		if (bytes != null) {
			write(bytes);
		}
		else {
			finish();
		}
	}

	/** The socket can be written again. On the transport's thread. */
	public final void writable() {
		if (unpark()) {
			write(this.source.next(0));
		}
	}

	/** Whether bytes wait for a socket that takes no more. */
	public final boolean isStalled() {
		return this.parked;
	}

	/** For the one in the role: writes until nothing is left or the socket is full. */
	private void write(@Nullable ByteBuffer first) {
		try {
			for (ByteBuffer bytes = first; bytes != null;) {
				int before = bytes.remaining();
				boolean open = transport().write(bytes);
				int written = before - bytes.remaining();
				if (!open) {
					this.source.stalled(written);
					stalled();
					if (park()) {
						return;
					}
					written = 0;
				}
				bytes = this.source.next(written);
			}
		}
		catch (Throwable ex) {
			// A TLS engine or a container in a state of its own, or the heap is full.
			failed((ex instanceof IOException io) ? io : new IOException("socket could not be written", ex));
			return;
		}
		drained();
		finish();
	}

	/**
	 * Gives the role to whoever is told that the socket is writable; false to keep it and
	 * try again. The transport's thread may have been told since the write that found the
	 * socket full, while this one was still busy with the bytes.
	 */
	private synchronized boolean park() {
		this.parked = !this.woken;
		this.woken = false;
		return this.parked;
	}

	private synchronized boolean unpark() {
		boolean taken = this.parked;
		this.parked = false;
		this.woken = !taken;
		return taken;
	}

	/**
	 * Does what is to follow, if everything is written. Since the role ended, other
	 * threads may have added bytes and may be writing them; the last of them comes here.
	 */
	private void finish() {
		// Nothing is added once it is known what follows, so what is idle stays so.
		if (this.afterwards == null || !this.source.isIdle()) {
			return;
		}
		Consumer<Transport> action;
		synchronized (this) {
			action = this.afterwards;
			this.afterwards = null;
		}
		if (action != null) {
			action.accept(transport());
		}
	}

	/** The socket's transport, which may be another one after {@link #hold()}. */
	protected abstract Transport transport();

	/** The socket cannot be written any more. Called by the writer, on any thread. */
	protected abstract void failed(IOException cause);

	/** The socket is full. Called by the one in the role, before it is parked. */
	protected void stalled() {
	}

	/** Everything was written, and the role is free again. */
	protected void drained() {
	}

}
