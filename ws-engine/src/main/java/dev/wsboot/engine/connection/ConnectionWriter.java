package dev.wsboot.engine.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.protocol.Outbound;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of one connection from {@link Outbound} to its transport. Whoever finds
 * no writer at work writes, on its own thread and outside of any lock; when the socket is
 * full, the role is parked until the transport calls {@link #writable()}.
 */
final class ConnectionWriter {

	/** Backlog of replies from which on a peer that does not take them is not read. */
	private static final long REPLY_BACKLOG = 256 * 1024;

	private final EngineConnection connection;

	private final ConnectionReader reader;

	private final Outbound outbound;

	private final WsOverflow overflow;

	private final long replyBacklog;

	private volatile AfterFlush afterFlush = AfterFlush.NOTHING;

	/** Where senders wait for room; guarded by this. */
	private volatile @Nullable CompletableFuture<Void> room;

	/** Whether the role waits for the socket; written under the monitor. */
	private volatile boolean parked;

	/** Whether the socket became writable before the role was parked; guarded by this. */
	private boolean woken;

	ConnectionWriter(EngineConnection connection, ConnectionReader reader, Outbound outbound, WsOptions options) {
		this.connection = connection;
		this.reader = reader;
		this.outbound = outbound;
		this.overflow = options.overflow();
		this.replyBacklog = Math.min(REPLY_BACKLOG, Math.max(1, options.sendBufferLimit() / 2));
	}

	/** Keeps everything back until {@link #writable()}: there is no socket yet. */
	void hold() {
		this.outbound.hold();
		this.parked = true;
	}

	/** Closes the socket once everything is written. */
	void closeAfterwards() {
		this.afterFlush = AfterFlush.CLOSE;
	}

	/** Shuts the output down once everything is written. */
	void shutdownAfterwards() {
		this.afterFlush = AfterFlush.SHUTDOWN;
	}

	/** Writes what is waiting, unless somebody does already. */
	void flush() {
		if (this.outbound.beginWriting()) {
			write();
		}
		else if (this.afterFlush != AfterFlush.NOTHING && this.outbound.size() == 0) {
			finish();
		}
	}

	/** The socket can be written again. On the transport's thread. */
	void writable() {
		if (unpark()) {
			write();
		}
	}

	/** For the one in the role: writes until nothing is left or the socket is full. */
	private void write() {
		try {
			while (!writeAll()) {
				stalled();
				if (park()) {
					return;
				}
			}
		}
		catch (IOException ex) {
			this.connection.writeFailed(ex);
			return;
		}
		catch (RuntimeException ex) {
			// A TLS engine or a container in a state of its own.
			this.connection.writeFailed(new IOException("socket could not be written", ex));
			return;
		}
		this.reader.resume(ConnectionReader.PAUSED_BY_BACKLOG);
		releaseRoom();
		this.connection.drained();
		if (this.afterFlush != AfterFlush.NOTHING) {
			finish();
		}
	}

	private boolean writeAll() throws IOException {
		for (ByteBuffer bytes; (bytes = this.outbound.next()) != null;) {
			int before = bytes.remaining();
			boolean open = this.connection.transport().write(bytes);
			this.outbound.written(before - bytes.remaining());
			if (!open) {
				return false;
			}
		}
		return true;
	}

	private void stalled() {
		this.outbound.stalled();
		if (this.outbound.size() >= this.replyBacklog) {
			this.reader.pause(ConnectionReader.PAUSED_BY_BACKLOG);
		}
		if (!this.outbound.isFull()) {
			releaseRoom();
		}
	}

	/**
	 * Gives the role to whoever is told that the socket is writable. That may have
	 * happened on the transport's thread between the write that found the socket full and
	 * here, while this thread was still busy with the segment.
	 * @return false to keep the role and try again
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

	/** Whether bytes wait for a socket that takes no more. */
	boolean isStalled() {
		return this.parked;
	}

	/**
	 * For the reader, behind a batch: a peer that does not take its replies is not read,
	 * or the Pongs to its Pings would pile up without bound.
	 */
	void limitReplies() {
		if (this.parked && this.outbound.size() >= this.replyBacklog) {
			this.reader.pause(ConnectionReader.PAUSED_BY_BACKLOG);
		}
	}

	private void finish() {
		AfterFlush action;
		synchronized (this) {
			action = this.afterFlush;
			this.afterFlush = AfterFlush.NOTHING;
		}
		switch (action) {
			case CLOSE -> this.connection.transport().close();
			case SHUTDOWN -> this.connection.transport().shutdownOutput();
			case NOTHING -> {
			}
		}
	}

	/**
	 * For a sender that found the send buffer full: writes what the socket takes, then
	 * does what the policy says.
	 * @return true to try again
	 */
	boolean makeRoom() {
		flush();
		if (!this.outbound.isFull()) {
			return true;
		}
		if (this.overflow == WsOverflow.DROP) {
			return false;
		}
		if (this.overflow == WsOverflow.BLOCK && this.connection.mayBlock()) {
			awaitRoom();
			return true;
		}
		this.connection.overflowed();
		return false;
	}

	/**
	 * For who sends a message in fragments, which is there to wait: writes what the
	 * socket takes, then waits for room, whatever the policy says.
	 * @throws IllegalStateException on an event loop, which must not wait
	 */
	void waitForRoom() {
		flush();
		if (this.outbound.isFull()) {
			if (!this.connection.mayBlock()) {
				throw new IllegalStateException("send buffer is full (send-buffer-limit), and an event loop must not "
						+ "wait: send messages in fragments on another thread");
			}
			awaitRoom();
		}
	}

	private void awaitRoom() {
		SendBatch current = SendBatch.current();
		if (current != null) {
			// The other connections of the batch do not wait for this one.
			current.flush();
		}
		CompletableFuture<Void> wait;
		synchronized (this) {
			wait = this.room;
			if (wait == null) {
				wait = new CompletableFuture<>();
				this.room = wait;
			}
		}
		if (!this.outbound.isFull()) {
			// Room was made before the future could be seen.
			releaseRoom();
		}
		wait.join();
	}

	private void releaseRoom() {
		if (this.room == null) {
			return;
		}
		CompletableFuture<Void> wait;
		synchronized (this) {
			wait = this.room;
			this.room = null;
		}
		if (wait != null) {
			wait.complete(null);
		}
	}

	/** The socket is closed and what was waiting discarded. */
	void closed() {
		releaseRoom();
	}

	private enum AfterFlush {

		NOTHING, SHUTDOWN, CLOSE

	}

}
