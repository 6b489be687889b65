package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.internal.dispatch.SendBatch;
import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.internal.protocol.Outbound;
import dev.wsboot.engine.internal.transport.SocketWriter;
import dev.wsboot.engine.internal.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The way out: takes messages to {@link Outbound}, which encodes them, makes room for
 * them as the options say, and does not let replies to a peer that does not read them
 * pile up. On any thread.
 */
final class ConnectionWriter extends SocketWriter<Outbound> {

	private static final Log log = Log.of(WsConnection.class);

	/** Backlog of replies from which on a peer that does not take them is not read. */
	private static final long REPLY_BACKLOG = 256 * 1024;

	private final EngineConnection connection;

	/**
	 * Whether reading was paused for the peer's backlog of replies; set by the one in the
	 * role, or on the scheduler's thread while the role is parked.
	 */
	private volatile boolean pausedReader;

	/** Where senders wait for room; guarded by this. */
	private volatile @Nullable CompletableFuture<Void> room;

	ConnectionWriter(EngineConnection connection, Outbound outbound) {
		super(outbound);
		this.connection = connection;
	}

	// Messages.

	boolean text(String text, boolean compress) {
		this.connection.message();
		try {
			Outbound.Result result = this.source.text(text, compress);
			while (result == Outbound.Result.FULL && makeRoom()) {
				result = this.source.text(text, compress);
			}
			return sent(result);
		}
		catch (Error ex) {
			this.connection.lifetime.encodingFailed(ex);
			throw ex;
		}
	}

	boolean binary(byte[] bytes, int offset, int length, boolean compress) {
		this.connection.message();
		try {
			Outbound.Result result = this.source.binary(bytes, offset, length, compress);
			while (result == Outbound.Result.FULL && makeRoom()) {
				result = this.source.binary(bytes, offset, length, compress);
			}
			return sent(result);
		}
		catch (Error ex) {
			this.connection.lifetime.encodingFailed(ex);
			throw ex;
		}
	}

	boolean binary(ByteBuffer data) {
		if (data.hasArray()) {
			return binary(data.array(), data.arrayOffset() + data.position(), data.remaining(), true);
		}
		byte[] copy = new byte[data.remaining()];
		data.duplicate().get(copy);
		return binary(copy, 0, copy.length, true);
	}

	boolean message(WsMessage message) {
		if (message instanceof WsMessage.Text text) {
			return text(text.text(), text.compress());
		}
		WsMessage.Binary binary = (WsMessage.Binary) message;
		return binary(binary.data(), 0, binary.data().length, binary.compress());
	}

	boolean shared(WsBroadcast message) {
		this.connection.message();
		try {
			Outbound.Result result = this.source.shared(message);
			while (result == Outbound.Result.FULL && makeRoom()) {
				result = this.source.shared(message);
			}
			return sent(result);
		}
		catch (Error ex) {
			this.connection.lifetime.encodingFailed(ex);
			throw ex;
		}
	}

	/**
	 * Begins a message that is sent in fragments.
	 * @param opcode text or binary
	 * @throws IllegalStateException if there is one already
	 */
	OutputStream output(int opcode) {
		if (!this.source.beginFragments(opcode)) {
			throw new IllegalStateException("a message is being sent in fragments already");
		}
		return new FragmentStream(this);
	}

	Writer textOutput() {
		return new OutputStreamWriter(output(Opcode.TEXT), StandardCharsets.UTF_8);
	}

	/** Sends a fragment of the message that {@link #output} began. */
	Outbound.Result fragment(byte[] bytes, int length, boolean last) {
		this.connection.message();
		Outbound.Result result = this.source.fragment(bytes, 0, length, last);
		while (result == Outbound.Result.FULL) {
			waitForRoom();
			result = this.source.fragment(bytes, 0, length, last);
		}
		flush();
		return result;
	}

	void ping(byte[] data) {
		if (this.source.ping(data)) {
			flushLater();
		}
	}

	/** Sends a Ping now, on the scheduler's thread. */
	void keepAlivePing(byte[] data) {
		this.source.ping(data);
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

	@Override
	protected Transport transport() {
		return this.connection.transport();
	}

	@Override
	protected void failed(IOException cause) {
		this.connection.onScheduler(() -> {
			this.connection.failed(cause);
			this.connection.transport().close();
		});
	}

	@Override
	protected void stalled() {
		if (this.source.size() >= replyBacklog()) {
			pauseReader();
		}
		if (!this.source.isFull()) {
			releaseRoom();
		}
	}

	@Override
	protected void drained() {
		resumeReader();
		releaseRoom();
		tellDrained();
	}

	/**
	 * For the reader, behind a batch: a peer that does not take its replies is not read,
	 * or the Pongs to its Pings would pile up without bound.
	 */
	void limitReplies() {
		if (isStalled() && this.source.size() >= replyBacklog()) {
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

	// Room.

	/**
	 * For a sender that found the send buffer full: writes what the socket takes, then
	 * does what the policy says.
	 * @return true to try again
	 */
	private boolean makeRoom() {
		flush();
		if (!this.source.isFull()) {
			return true;
		}
		WsOverflow overflow = options().overflow();
		if (overflow == WsOverflow.DROP) {
			return false;
		}
		if (overflow == WsOverflow.BLOCK && mayBlock()) {
			awaitRoom();
			return true;
		}
		overflowed();
		return false;
	}

	private void overflowed() {
		Close close = new Close(CloseCode.POLICY_VIOLATION, "send buffer full (send-buffer-limit)");
		if (this.connection.lifetime.startClosing(close)) {
			log.log(Level.WARNING, () -> this.connection.describe()
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
		if (this.source.isFull()) {
			if (!mayBlock()) {
				throw new IllegalStateException("send buffer is full (send-buffer-limit), and an event loop must not "
						+ "wait: send messages in fragments on another thread");
			}
			awaitRoom();
		}
	}

	private boolean mayBlock() {
		return !this.connection.engine.isLoopThread();
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
		if (!this.source.isFull()) {
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

	private void tellDrained() {
		Extras some = this.connection.extrasIfAny();
		if (some != null) {
			some.drainedNow(this.connection.engine.fallback());
		}
	}

	/** The socket is closed and what was waiting discarded. */
	void closed() {
		releaseRoom();
		tellDrained();
	}

}
