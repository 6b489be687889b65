package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.internal.dispatch.SendBatch;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.protocol.Outbound;
import org.jspecify.annotations.Nullable;

/**
 * The way out: takes messages to {@link Outbound}, which encodes them, and the bytes from
 * there to the transport of one connection. Whoever finds no writer at work writes, on
 * its own thread and outside of any lock; when the socket is full, the role is parked
 * until the transport calls {@link #writable()}. On any thread.
 */
final class ConnectionWriter {

	private static final Logger logger = System.getLogger(WsConnection.class.getName());

	/** Backlog of replies from which on a peer that does not take them is not read. */
	private static final long REPLY_BACKLOG = 256 * 1024;

	private final EngineConnection connection;

	private final Outbound outbound;

	private volatile AfterFlush afterFlush = AfterFlush.NOTHING;

	/**
	 * Whether reading was paused for the peer's backlog of replies; set by the one in the
	 * role, or on the scheduler's thread while the role is parked.
	 */
	private volatile boolean pausedReader;

	/** Where senders wait for room; guarded by this. */
	private volatile @Nullable CompletableFuture<Void> room;

	/** Whether the role waits for the socket; written under the monitor. */
	private volatile boolean parked;

	/** Whether the socket became writable before the role was parked; guarded by this. */
	private boolean woken;

	ConnectionWriter(EngineConnection connection, Outbound outbound) {
		this.connection = connection;
		this.outbound = outbound;
	}

	// Messages.

	boolean text(String text, boolean compress) {
		this.connection.message();
		Outbound.Result result = this.outbound.text(text, compress);
		while (result == Outbound.Result.FULL && makeRoom()) {
			result = this.outbound.text(text, compress);
		}
		return sent(result);
	}

	boolean binary(byte[] bytes, int offset, int length, boolean compress) {
		this.connection.message();
		Outbound.Result result = this.outbound.binary(bytes, offset, length, compress);
		while (result == Outbound.Result.FULL && makeRoom()) {
			result = this.outbound.binary(bytes, offset, length, compress);
		}
		return sent(result);
	}

	boolean shared(WsBroadcast message) {
		this.connection.message();
		Outbound.Result result = this.outbound.shared(message);
		while (result == Outbound.Result.FULL && makeRoom()) {
			result = this.outbound.shared(message);
		}
		return sent(result);
	}

	/**
	 * Begins a message that is sent in fragments.
	 * @param opcode text or binary
	 * @throws IllegalStateException if there is one already
	 */
	OutputStream output(int opcode) {
		if (!this.outbound.beginFragments(opcode)) {
			throw new IllegalStateException("a message is being sent in fragments already");
		}
		return new MessageOutput(this);
	}

	/** Sends a fragment of the message that {@link #output} began. */
	Outbound.Result fragment(byte[] bytes, int length, boolean last) {
		this.connection.message();
		Outbound.Result result = this.outbound.fragment(bytes, 0, length, last);
		while (result == Outbound.Result.FULL) {
			waitForRoom();
			result = this.outbound.fragment(bytes, 0, length, last);
		}
		flush();
		return result;
	}

	void ping(byte[] data) {
		if (this.outbound.ping(data)) {
			flushLater();
		}
	}

	/** Sends a Ping now, on the scheduler's thread. */
	void keepAlivePing(byte[] data) {
		this.outbound.ping(data);
		flush();
	}

	private boolean sent(Outbound.Result result) {
		if (result != Outbound.Result.ACCEPTED) {
			return false;
		}
		flushLater();
		return true;
	}

	// Bytes.

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

	/** Writes at the end of the calling thread's batch, or at once if it is in none. */
	void flushLater() {
		SendBatch current = SendBatch.current();
		if (current != null) {
			current.add(this.connection);
		}
		else {
			flush();
		}
	}

	/** Writes what is waiting, unless somebody does already. */
	void flush() {
		ByteBuffer bytes = this.outbound.beginWriting();
		if (bytes != null) {
			write(bytes);
		}
		else if (this.afterFlush != AfterFlush.NOTHING && this.outbound.size() == 0) {
			finish();
		}
	}

	/** The socket can be written again. On the transport's thread. */
	void writable() {
		if (unpark()) {
			write(this.outbound.next(0));
		}
	}

	/** For the one in the role: writes until nothing is left or the socket is full. */
	private void write(@Nullable ByteBuffer first) {
		try {
			for (ByteBuffer bytes = first; bytes != null;) {
				int before = bytes.remaining();
				boolean open = this.connection.transport().write(bytes);
				int written = before - bytes.remaining();
				if (!open) {
					stalled(written);
					if (park()) {
						return;
					}
					written = 0;
				}
				bytes = this.outbound.next(written);
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
		resumeReader();
		releaseRoom();
		this.connection.drainedNow();
		if (this.afterFlush != AfterFlush.NOTHING) {
			finish();
		}
	}

	private void stalled(int written) {
		this.outbound.stalled(written);
		if (this.outbound.size() >= replyBacklog()) {
			pauseReader();
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
		if (this.parked && this.outbound.size() >= replyBacklog()) {
			pauseReader();
		}
	}

	private void pauseReader() {
		this.pausedReader = true;
		this.connection.reader.pause(ConnectionReader.PAUSED_BY_BACKLOG);
	}

	private void resumeReader() {
		if (this.pausedReader) {
			this.pausedReader = false;
			this.connection.reader.resume(ConnectionReader.PAUSED_BY_BACKLOG);
		}
	}

	private long replyBacklog() {
		return Math.min(REPLY_BACKLOG, Math.max(1, options().sendBufferLimit() / 2));
	}

	private WsOptions options() {
		return this.connection.endpoint.options();
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

	// Room.

	/**
	 * For a sender that found the send buffer full: writes what the socket takes, then
	 * does what the policy says.
	 * @return true to try again
	 */
	private boolean makeRoom() {
		flush();
		if (!this.outbound.isFull()) {
			return true;
		}
		WsOverflow overflow = options().overflow();
		if (overflow == WsOverflow.DROP) {
			return false;
		}
		if (overflow == WsOverflow.BLOCK && this.connection.mayBlock()) {
			awaitRoom();
			return true;
		}
		overflowed();
		return false;
	}

	private void overflowed() {
		Close close = new Close(CloseCode.POLICY_VIOLATION, "send buffer full (send-buffer-limit)");
		if (this.connection.startClosing(close)) {
			logger.log(Level.WARNING, () -> this.connection.describe()
					+ ": the peer reads too slowly, or a message sent in fragments is not ended; "
					+ "send-buffer-limit of " + options().sendBufferLimit() + " bytes reached; closing with 1008");
		}
	}

	/**
	 * For who sends a message in fragments, which is there to wait: writes what the
	 * socket takes, then waits for room, whatever the policy says.
	 * @throws IllegalStateException on an event loop, which must not wait
	 */
	private void waitForRoom() {
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
