package dev.wsboot.engine.internal.connection;

import java.lang.System.Logger.Level;
import java.util.Arrays;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.internal.dispatch.Dispatcher;
import dev.wsboot.engine.internal.dispatch.Handoff;
import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.protocol.WsProtocol;
import org.jspecify.annotations.Nullable;

/**
 * The way in: takes what the transport of one connection reads to the protocol, and what
 * the protocol makes of it to the handler, on the spot (inline) or through the
 * {@link Dispatcher}. Stops when bytes are not wanted: then the transport reads no more,
 * which slows the peer down by TCP, and what was read already waits here. On the
 * scheduler's thread, but for {@link #pause} and {@link #resume}.
 */
final class ConnectionReader implements WsProtocol.Events, Dispatcher.Receiver {

	/** The handler lags behind. */
	static final int PAUSED_BY_HANDLER = 1;

	/** The peer does not take its replies. */
	static final int PAUSED_BY_BACKLOG = 2;

	/** The application wants no more for now. */
	static final int PAUSED_BY_APPLICATION = 4;

	/**
	 * Bytes of messages from which on the replies to them are written, though not all of
	 * what was read is decoded: 64 KiB of compressed messages may hold a thousand times
	 * as much.
	 */
	private static final int MOST_BATCH_BYTES = 256 * 1024;

	/** Least that a message counts for while it waits for its handler. */
	private static final long MESSAGE_OVERHEAD = 64;

	private static final Log log = Log.of(WsConnection.class);

	private static final byte[] NOTHING = new byte[0];

	private final EngineConnection connection;

	private final Delivery delivery;

	/** Null if the reader's thread calls the handler. */
	private final @Nullable Dispatcher dispatcher;

	/** Why reading is paused, as bits; written under the monitor. */
	private volatile int pauses;

	/** What was read but not decoded. */
	private byte[] unread = NOTHING;

	/** Whether the input has ended behind {@link #unread}. */
	private boolean inputEnded;

	/** Whether the peer's Close frame or a breach has arrived, the last of all events. */
	private boolean lastReceived;

	/** Bytes of messages since replies were written, counted up to the most. */
	private int delivered;

	ConnectionReader(EngineConnection connection, Handoff handoff) {
		this.connection = connection;
		this.delivery = new Delivery(connection, connection.endpoint.handler());
		WsOptions options = connection.endpoint.options();
		this.dispatcher = (options.dispatch() == WsDispatch.INLINE) ? null
				: new Dispatcher(this, handoff, options.maxPendingMessages(), options.maxPendingBytes());
	}

	// Bytes.

	void received(byte[] bytes, int offset, int length) {
		if (this.unread.length == 0) {
			decode(bytes, offset, length);
			return;
		}
		// Read before the transport knew that reading was paused.
		int kept = this.unread.length;
		this.unread = Arrays.copyOf(this.unread, kept + length);
		System.arraycopy(bytes, offset, this.unread, kept, length);
	}

	private void decode(byte[] bytes, int offset, int length) {
		this.delivered = 0;
		// What the handler sends is flushed at the batch's end, not the round's.
		this.connection.beginReceiving();
		int taken = this.connection.protocol.receive(bytes, offset, length);
		this.unread = (taken == length) ? NOTHING : Arrays.copyOfRange(bytes, offset + taken, offset + length);
		endBatch();
	}

	private void endBatch() {
		this.connection.endReceiving();
		submit();
		flushReplies();
	}

	private void flushReplies() {
		this.connection.writer.flush();
		this.connection.writer.limitReplies();
	}

	/** Replies to what was decoded go out first, if that is much. */
	@Override
	public boolean admitFrame() {
		if (this.delivered >= MOST_BATCH_BYTES) {
			this.delivered = 0;
			flushReplies();
		}
		return this.pauses == 0;
	}

	/** The peer sends no more. */
	void endOfInput() {
		this.inputEnded = this.unread.length > 0;
		if (this.inputEnded) {
			// What it sent before has not been decoded yet.
			return;
		}
		if (this.lastReceived) {
			// Answered behind the messages before it, which may still be handled.
			emit(ConnectionEvent.INPUT_ENDED);
			endBatch();
		}
		else {
			this.connection.transport().close();
		}
	}

	/** No message follows. On any thread. */
	void terminate() {
		this.delivery.terminate();
	}

	/** The socket is closed. */
	void closed() {
		this.unread = NOTHING;
	}

	// What the protocol makes of them.

	@Override
	public void text(String text) {
		count();
		emit(text, MESSAGE_OVERHEAD + text.length());
	}

	@Override
	public void binary(byte[] data) {
		count();
		emit(data, MESSAGE_OVERHEAD + data.length);
	}

	private void count() {
		this.connection.message();
		this.connection.handled();
	}

	@Override
	public void pong(byte[] data) {
		emit(new ConnectionEvent.Pong(data, System.nanoTime()), MESSAGE_OVERHEAD);
	}

	@Override
	public void closeReceived(Close close) {
		this.lastReceived = true;
		this.connection.lifetime.closing();
		if (this.connection.isCloseSent()) {
			this.connection.lifetime.endsAs(new WsClose(close.code(), close.reason(), Initiator.LOCAL));
			this.connection.lifetime.answer(close);
		}
		else {
			this.connection.lifetime.endsAs(new WsClose(close.code(), close.reason(), Initiator.REMOTE));
			emit(new ConnectionEvent.PeerClosed(close));
		}
	}

	@Override
	public void failed(WsProtocolException cause) {
		this.lastReceived = true;
		log.log(Level.DEBUG, () -> this.connection.describe() + " failed: " + cause.getMessage());
		if (cause.closeCode() == CloseCode.TRY_AGAIN_LATER) {
			this.connection.engine.noMemory();
		}
		this.connection.lifetime
			.endsAs(new WsClose(cause.closeCode(), String.valueOf(cause.getMessage()), Initiator.LOCAL));
		this.connection.lifetime.closing();
		emit(new ConnectionEvent.Failed(cause));
	}

	/** Has what is no message delivered, in its turn. */
	void emit(ConnectionEvent event) {
		emit(event, 0);
	}

	private void emit(Object event, long size) {
		if (this.dispatcher == null) {
			this.delivered = (int) Math.min(MOST_BATCH_BYTES, this.delivered + size);
			this.delivery.deliver(event);
		}
		else if (!this.dispatcher.add(event, size) && event instanceof ConnectionEvent dropped) {
			dropped.drop(this.connection.lifetime);
		}
	}

	/** What was emitted is all for now. */
	void submit() {
		if (this.dispatcher != null) {
			this.dispatcher.submit();
		}
	}

	// For the dispatcher.

	@Override
	public void deliver(Object event) {
		this.delivery.deliver(event);
	}

	@Override
	public void pause() {
		pause(PAUSED_BY_HANDLER);
	}

	@Override
	public void resume() {
		resume(PAUSED_BY_HANDLER);
	}

	@Override
	public boolean isClosed() {
		return this.connection.isClosed();
	}

	@Override
	public boolean isOwed(Object event) {
		return event instanceof ConnectionEvent other && other.isOwed();
	}

	@Override
	public void refused(Throwable cause) {
		this.connection.lifetime.rejected(cause);
	}

	// Pausing, on any thread unless said otherwise.

	/**
	 * Whether the socket is not read for now; what was read before comes first, though
	 * nobody has it paused. On the scheduler's thread.
	 */
	boolean isHeldUp() {
		return this.pauses != 0 || this.unread.length > 0;
	}

	/** For the application: while the connection closes, the peer's answer is read. */
	void pauseUnlessClosing() {
		if (!this.connection.isClosing()) {
			pause(PAUSED_BY_APPLICATION);
			if (this.connection.isClosing()) {
				resume(PAUSED_BY_APPLICATION);
			}
		}
	}

	synchronized void pause(int reason) {
		this.pauses |= reason;
		this.connection.transport().pauseReading();
	}

	void resume(int reason) {
		if ((this.pauses & reason) == 0) {
			return;
		}
		synchronized (this) {
			this.pauses &= ~reason;
		}
		this.connection.onScheduler(this::readOn);
	}

	private void readOn() {
		if (this.pauses != 0 || this.connection.isClosed()) {
			return;
		}
		byte[] rest = this.unread;
		decode(rest, 0, rest.length);
		if (this.unread.length > 0) {
			return;
		}
		if (this.inputEnded) {
			endOfInput();
			return;
		}
		synchronized (this) {
			if (this.pauses == 0) {
				this.connection.transport().resumeReading();
			}
		}
	}

}
