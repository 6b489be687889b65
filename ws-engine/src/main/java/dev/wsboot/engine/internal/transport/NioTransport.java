package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.internal.log.Log;
import org.jspecify.annotations.Nullable;

/** A socket driven by an event loop. */
public final class NioTransport extends Selectable implements Transport {

	private static final Log log = Log.of(NioTransport.class);

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	/** Reads of one socket in a row, then the loop's other sockets have their turn. */
	private static final int MAX_READS = 8;

	private final EventLoop loop;

	private final StreamSocket socket;

	/** Loop thread only, once started. */
	private TransportListener listener;

	private volatile @Nullable SelectionKey key;

	// Loop thread only.

	private boolean paused;

	private boolean awaitsWritable;

	private boolean inputEnded;

	private boolean closed;

	/** The listener is called on the loop's thread, once {@link #start()} was called. */
	public NioTransport(EventLoop loop, StreamSocket socket, TransportListener listener) {
		this.loop = loop;
		this.socket = socket;
		this.listener = listener;
	}

	@Override
	public void start() {
		onLoop(this::register);
	}

	/** Tells another listener from now on what happens. On the loop's thread only. */
	public void handOver(TransportListener successor) {
		this.listener = successor;
	}

	/**
	 * Gives the socket back: nothing more is read from it here, and nobody is told.
	 * Another transport may be started on it. On the loop's thread only.
	 */
	public StreamSocket release() {
		this.closed = true;
		this.loop.sockets().remove(this);
		return this.socket;
	}

	private void register() {
		if (this.closed || this.key != null) {
			return;
		}
		try {
			int interest = (this.paused ? 0 : SelectionKey.OP_READ) | (this.awaitsWritable ? SelectionKey.OP_WRITE : 0);
			this.key = this.loop.sockets().register(this.socket.channel(), interest, this);
			if (this.socket.holdsInput() && !this.paused) {
				read();
			}
		}
		catch (Throwable ex) {
			lost(asIOException(ex));
		}
	}

	@Override
	void ready(SelectionKey key) {
		try {
			if (key.isWritable() && this.socket.write(NOTHING)) {
				key.interestOpsAnd(~SelectionKey.OP_WRITE);
				this.listener.writable();
			}
			if (!this.closed && key.isReadable()) {
				read();
			}
		}
		catch (Throwable ex) {
			// The socket stays ready: without an end the loop would spin on it.
			lost(asIOException(ex));
		}
	}

	private static IOException asIOException(Throwable thrown) {
		if (thrown instanceof IOException io) {
			return io;
		}
		// The channel was closed by somebody else: the container, or its pool.
		return (thrown instanceof CancelledKeyException) ? new ClosedChannelException()
				: new IOException("connection could not be served", thrown);
	}

	/** As a task: what the selector knows nothing of. */
	private void readOn() {
		try {
			read();
		}
		catch (Throwable ex) {
			lost(asIOException(ex));
		}
	}

	private void read() throws IOException {
		readAvailable();
		if (!this.closed && this.socket.wantsWrite()) {
			awaitWritable();
		}
	}

	private void readAvailable() throws IOException {
		ByteBuffer buffer = this.loop.readBuffer;
		byte[] bytes = this.loop.received;
		for (int reads = 0; reads < MAX_READS; reads++) {
			if (this.paused || this.closed || this.inputEnded) {
				return;
			}
			int count = this.socket.read(buffer.clear());
			if (count < 0) {
				endInput();
				return;
			}
			if (count == 0) {
				return;
			}
			buffer.flip().get(bytes, 0, count);
			this.listener.received(bytes, 0, count);
			if (count < bytes.length && !this.socket.holdsInput()) {
				return;
			}
		}
		if (this.socket.holdsInput()) {
			this.loop.execute(this::readOn);
		}
	}

	private void endInput() {
		this.inputEnded = true;
		setReading(false);
		this.listener.endOfInput();
	}

	@Override
	void lost(IOException cause) {
		if (this.closed) {
			return;
		}
		try {
			this.listener.failed(cause);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "connection could not be told that its socket failed", ex);
		}
		closeNow();
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		if (this.socket.write(source)) {
			return true;
		}
		if (this.key == null) {
			onLoop(this::awaitWritable);
		}
		else {
			awaitWritable();
		}
		return false;
	}

	/** On any thread, once it is registered. */
	private void awaitWritable() {
		SelectionKey registered = this.key;
		if (registered == null) {
			this.awaitsWritable = true;
			return;
		}
		try {
			registered.interestOpsOr(SelectionKey.OP_WRITE);
			this.loop.wakeup();
		}
		catch (CancelledKeyException ex) {
			// Closed meanwhile: closed() is on its way.
		}
	}

	@Override
	public void pauseReading() {
		onLoop(() -> {
			this.paused = true;
			setReading(false);
		});
	}

	@Override
	public void resumeReading() {
		onLoop(() -> {
			if (this.paused) {
				this.paused = false;
				setReading(true);
				if (this.socket.holdsInput()) {
					this.loop.execute(this::readOn);
				}
			}
		});
	}

	private void setReading(boolean reading) {
		SelectionKey registered = this.key;
		if (registered == null || !registered.isValid()) {
			return;
		}
		if (reading && !this.inputEnded) {
			registered.interestOpsOr(SelectionKey.OP_READ);
		}
		else {
			registered.interestOpsAnd(~SelectionKey.OP_READ);
		}
	}

	@Override
	public void shutdownOutput() {
		onLoop(() -> {
			if (this.closed) {
				return;
			}
			try {
				this.socket.shutdownOutput();
			}
			catch (IOException ex) {
				lost(ex);
				return;
			}
			this.paused = false;
			setReading(true);
		});
	}

	@Override
	public void close() {
		onLoop(this::closeNow);
	}

	private void closeNow() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		SelectionKey registered = this.key;
		if (registered != null) {
			registered.cancel();
		}
		this.loop.sockets().remove(this);
		this.socket.close();
		this.listener.closed();
	}

	private void onLoop(Runnable action) {
		if (this.loop.isCurrent()) {
			action.run();
			return;
		}
		try {
			this.loop.execute(action);
		}
		catch (RejectedExecutionException ex) {
			// The engine has stopped, and with it all of its connections.
			this.socket.close();
		}
	}

}
