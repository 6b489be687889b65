package dev.wsboot.engine.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.protocol.Outbound;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of one connection from {@link Outbound} to its transport. Whoever finds
 * no writer at work writes, on its own thread and outside of any lock; when the socket is
 * full, the role waits for it to become writable.
 */
final class ConnectionWriter {

	/** Backlog of replies from which on a peer that does not read them is not read. */
	private static final long REPLY_BACKLOG = 256 * 1024;

	private final EngineConnection connection;

	private final Outbound outbound;

	private final WsOverflow overflow;

	private volatile AfterFlush afterFlush = AfterFlush.NOTHING;

	/** Where senders wait for room; guarded by this. */
	private volatile @Nullable CompletableFuture<Void> room;

	ConnectionWriter(EngineConnection connection, Outbound outbound, WsOverflow overflow) {
		this.connection = connection;
		this.outbound = outbound;
		this.overflow = overflow;
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

	/** For the one in the role: writes until nothing is left or the socket is full. */
	void write() {
		try {
			for (ByteBuffer bytes; (bytes = this.outbound.next()) != null;) {
				int before = bytes.remaining();
				boolean open = this.connection.transport().write(bytes);
				this.outbound.written(before - bytes.remaining());
				if (!open) {
					stalled();
					return;
				}
			}
		}
		catch (IOException ex) {
			this.connection.writeFailed(ex);
			return;
		}
		this.connection.resume(EngineConnection.PAUSED_BY_BACKLOG);
		releaseRoom();
		if (this.afterFlush != AfterFlush.NOTHING) {
			finish();
		}
	}

	private void stalled() {
		this.outbound.stalled();
		if (this.outbound.size() >= REPLY_BACKLOG) {
			this.connection.pause(EngineConnection.PAUSED_BY_BACKLOG);
		}
		if (!this.outbound.isFull()) {
			releaseRoom();
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

	private void awaitRoom() {
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
