package dev.wsboot.engine.client;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsReadyState;
import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.protocol.Close;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a {@link WsLink} on their way to whichever connection there is. One
 * sender at a time hands over, outside of the lock; what the others bring meanwhile, or
 * what finds no connection or a busy one, is kept in order. A message that a connection
 * did not take is first in the queue again, so none is sent twice and none overtakes
 * another. Thread-safe by its monitor, which is not held while a connection is called to
 * send.
 */
final class KeptMessages {

	private static final Log log = Log.of(WsLink.class);

	/** What a kept message counts for beside its content. */
	static final int OVERHEAD = 64;

	/** Bytes that wait in a connection from which on it is given no more. */
	private static final long ENOUGH = 64 * 1024;

	private final long limit;

	private final long enough;

	// Guarded by this.

	private final ArrayDeque<Object> kept = new ArrayDeque<>();

	private long keptBytes;

	private @Nullable WsConnection connection;

	/** The connection that is to tell when it is drained. */
	private @Nullable WsConnection waiting;

	/** Whether somebody hands over. */
	private boolean sending;

	/** What is to be sent behind the last message. */
	private @Nullable Close close;

	private boolean ended;

	KeptMessages(long limit, long sendBufferLimit) {
		this.limit = limit;
		// No more than a connection takes without resorting to its overflow policy.
		this.enough = Math.min(ENOUGH, sendBufferLimit);
	}

	/**
	 * Sends a {@code String}, a {@code byte[]}, a {@code WsMessage} or a
	 * {@code WsBroadcast}, or keeps it, copied. False if it was dropped: too much is kept
	 * already, or this has ended.
	 */
	boolean send(Object message) {
		WsConnection free;
		synchronized (this) {
			if (this.ended || this.close != null) {
				return false;
			}
			free = this.connection;
			if (free == null || this.sending || !this.kept.isEmpty() || isBusy(free)) {
				if (!keep(message)) {
					return false;
				}
				free = null;
			}
			else {
				this.sending = true;
			}
		}
		if (free == null) {
			// Asks a busy connection to tell when there is room.
			proceed();
			return true;
		}
		try {
			return give(free, message) || keepFirst(message);
		}
		finally {
			// Also behind a message that cannot be encoded, which is its sender's affair.
			handOverAll();
		}
	}

	private boolean keep(Object message) {
		if (this.keptBytes >= this.limit) {
			return false;
		}
		this.kept.add(own(message));
		this.keptBytes += size(message);
		return true;
	}

	private synchronized boolean keepFirst(Object message) {
		if (this.ended || this.keptBytes >= this.limit) {
			return false;
		}
		putBack(own(message));
		return true;
	}

	/** There is a connection: sends what is kept. */
	void connected(WsConnection connection) {
		synchronized (this) {
			this.connection = connection;
		}
		proceed();
	}

	/** The connection is closed: what is sent from now on is kept. */
	synchronized void disconnected() {
		this.connection = null;
	}

	/** Sends what is kept, unless somebody does already. */
	private void proceed() {
		synchronized (this) {
			if (this.sending) {
				return;
			}
			this.sending = true;
		}
		handOverAll();
	}

	/** Takes no more; closes the connection behind what is kept. */
	void close(Close close) {
		synchronized (this) {
			this.close = close;
		}
		proceed();
	}

	void discard() {
		synchronized (this) {
			forget();
		}
		proceed();
	}

	/** Discards what is kept and takes no more. */
	synchronized void end() {
		this.ended = true;
		forget();
	}

	private void forget() {
		this.kept.clear();
		this.keptBytes = 0;
	}

	/** Bytes kept, and those that wait in the connection. */
	synchronized long bufferedAmount() {
		return this.keptBytes + ((this.connection != null) ? this.connection.bufferedAmount() : 0);
	}

	/**
	 * For the one who sends: hands over what is kept until nothing is left or the
	 * connection takes no more.
	 */
	private void handOverAll() {
		WsConnection to;
		while ((to = free()) != null) {
			handOver(to);
		}
		closeIfDone();
	}

	/** The connection if it takes more and there is more, else the end of the role. */
	private @Nullable WsConnection free() {
		WsConnection busy;
		synchronized (this) {
			WsConnection to = this.connection;
			if (to == null || this.kept.isEmpty() || to.readyState() != WsReadyState.OPEN) {
				this.sending = false;
				return null;
			}
			if (!isBusy(to)) {
				return to;
			}
			this.sending = false;
			if (this.waiting == to) {
				return null;
			}
			this.waiting = to;
			busy = to;
		}
		busy.drained().thenRun(() -> drained(busy));
		return null;
	}

	/** The connection has taken all that it was given: sends what is kept. */
	private void drained(WsConnection from) {
		synchronized (this) {
			if (this.waiting == from) {
				this.waiting = null;
			}
		}
		proceed();
	}

	private void handOver(WsConnection to) {
		Object message = takeFirst();
		try {
			if (message != null && !give(to, message)) {
				putBack(message);
			}
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "a kept message cannot be sent", ex);
		}
	}

	private synchronized @Nullable Object takeFirst() {
		Object message = this.kept.poll();
		if (message != null) {
			this.keptBytes -= size(message);
		}
		return message;
	}

	private synchronized void putBack(Object message) {
		if (!this.ended) {
			this.kept.addFirst(message);
			this.keptBytes += size(message);
		}
	}

	private void closeIfDone() {
		WsConnection last;
		Close how;
		synchronized (this) {
			last = this.connection;
			how = this.close;
			if (last == null || how == null || !this.kept.isEmpty() || this.sending) {
				return;
			}
		}
		last.close(how.code(), how.reason());
	}

	private boolean isBusy(WsConnection connection) {
		return connection.bufferedAmount() >= this.enough;
	}

	private static boolean give(WsConnection to, Object message) {
		if (message instanceof String text) {
			return to.send(text);
		}
		if (message instanceof byte[] data) {
			return to.send(data);
		}
		if (message instanceof WsBroadcast broadcast) {
			return to.send(broadcast);
		}
		return to.send((WsMessage) message);
	}

	/** The message apart from its sender, who may change a binary one afterwards. */
	private static Object own(Object message) {
		if (message instanceof byte[] data) {
			return data.clone();
		}
		if (message instanceof WsMessage.Binary binary) {
			return new WsMessage.Binary(binary.data().clone(), binary.compress());
		}
		return message;
	}

	private static long size(Object message) {
		Object content = (message instanceof WsBroadcast broadcast) ? broadcast.message() : message;
		if (content instanceof String text) {
			return OVERHEAD + text.length();
		}
		if (content instanceof byte[] data) {
			return OVERHEAD + data.length;
		}
		return (content instanceof WsMessage.Text text) ? size(text.text()) : size(((WsMessage.Binary) content).data());
	}

}
