package dev.wsboot.spring.servlet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A connection that stays in the hands of the servlet container. The container says when
 * there is something to do, on its threads; the bytes are read on the connection's event
 * loop, where the listener is called. The monitor guards both streams.
 */
final class ServletTransport implements Transport {

	private static final Log logger = LogFactory.getLog(ServletTransport.class);

	/**
	 * Reads of one connection in a row, after which the loop's others have their turn.
	 */
	private static final int MAX_READS = 8;

	private static final int READ_BUFFER_SIZE = 16 * 1024;

	private static final int MILLIS_BETWEEN_CALLS = 10;

	/** One for each event loop. */
	private static final ThreadLocal<byte[]> READ_BUFFER = ThreadLocal.withInitial(() -> new byte[READ_BUFFER_SIZE]);

	private final EventLoop loop;

	private final TransportListener listener;

	private final WebConnection connection;

	private final ServletInputStream input;

	private final ServletOutputStream output;

	/**
	 * Tomcat polls for input again as soon as its thread has left the listener, and fills
	 * buffers that are not guarded: they may be read only while that thread is inside.
	 */
	private final boolean readsOnlyInside;

	// Loop thread only.

	private boolean started;

	private boolean inputEnded;

	// Guarded by this.

	/** Whether a thread of Tomcat is inside, waiting for the loop to read. */
	private boolean readerInside;

	/** Whether such a thread has left before everything was read. */
	private boolean leftUnread;

	private boolean paused;

	private boolean writePossible;

	private boolean unflushed;

	private boolean stalled;

	private boolean closed;

	ServletTransport(EventLoop loop, TransportListener listener, WebConnection connection) throws IOException {
		this.loop = loop;
		this.listener = listener;
		this.connection = connection;
		this.input = connection.getInputStream();
		this.output = connection.getOutputStream();
		this.readsOnlyInside = connection.getClass().getName().startsWith("org.apache.coyote.");
	}

	// Called by the container.

	void dataAvailable() {
		enter();
		onLoop(this::read);
		awaitRead();
	}

	void writePossible() {
		synchronized (this) {
			this.writePossible = true;
			if (this.leftUnread) {
				enter();
			}
		}
		onLoop(() -> {
			writable();
			read();
		});
		awaitRead();
	}

	void failed(Throwable cause) {
		// Tomcat reports the end of input as an error.
		onLoop((cause instanceof EOFException) ? this::endInput : () -> fail(cause));
	}

	private synchronized void enter() {
		this.readerInside = this.readsOnlyInside && !this.closed;
		this.leftUnread = false;
	}

	/**
	 * Keeps Tomcat's thread until everything is read, also while reading is paused. But
	 * Tomcat will not tell that the output can be written before the thread has left: so
	 * it leaves when that is waited for, and comes back with that news.
	 */
	private synchronized void awaitRead() {
		try {
			while (this.readerInside) {
				if (this.paused && this.stalled) {
					// Lest Tomcat, which calls again at once, spins.
					wait(MILLIS_BETWEEN_CALLS);
					this.leftUnread = this.readerInside;
					this.readerInside = false;
				}
				else {
					wait();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.readerInside = false;
			close();
		}
	}

	private synchronized void leave() {
		this.readerInside = false;
		notifyAll();
	}

	// Reading, on the loop.

	@Override
	public void start() {
		onLoop(() -> {
			this.started = true;
			read();
		});
	}

	private void read() {
		byte[] buffer = READ_BUFFER.get();
		try {
			for (int reads = 0; reads < MAX_READS; reads++) {
				if (!this.started || this.inputEnded || isPaused()) {
					return;
				}
				int count = read(buffer);
				if (count < 0) {
					endInput();
					return;
				}
				if (count == 0) {
					leave();
					return;
				}
				this.listener.received(buffer, 0, count);
			}
			this.loop.execute(this::read);
		}
		catch (IOException | IllegalStateException ex) {
			fail(ex);
		}
	}

	private synchronized int read(byte[] buffer) throws IOException {
		if (this.closed || (this.readsOnlyInside && !this.readerInside)) {
			return 0;
		}
		if (this.input.isFinished()) {
			return -1;
		}
		return this.input.isReady() ? this.input.read(buffer) : 0;
	}

	private void endInput() {
		leave();
		if (!this.inputEnded && !isClosed()) {
			this.inputEnded = true;
			this.listener.endOfInput();
		}
	}

	@Override
	public synchronized void pauseReading() {
		this.paused = true;
		notifyAll();
	}

	@Override
	public void resumeReading() {
		synchronized (this) {
			this.paused = false;
		}
		onLoop(this::read);
	}

	private synchronized boolean isPaused() {
		return this.paused;
	}

	// Writing, on any thread.

	@Override
	public synchronized boolean write(ByteBuffer source) throws IOException {
		if (this.closed) {
			throw new ClosedChannelException();
		}
		// Tomcat refuses to write for an interrupted thread, which a handler's may be.
		boolean interrupted = Thread.interrupted();
		try {
			return writeAll(source) || stall();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private boolean writeAll(ByteBuffer source) throws IOException {
		if (source.hasRemaining()) {
			if (!isWritable()) {
				return false;
			}
			// The container may hold on to the array for as long as it is not ready.
			byte[] copy = new byte[source.remaining()];
			source.get(copy);
			this.unflushed = true;
			this.output.write(copy);
		}
		return isFlushed();
	}

	private boolean stall() {
		this.stalled = true;
		notifyAll();
		return false;
	}

	private boolean isWritable() {
		return this.writePossible && this.output.isReady();
	}

	private boolean isFlushed() throws IOException {
		if (!isWritable()) {
			return false;
		}
		if (this.unflushed) {
			this.unflushed = false;
			this.output.flush();
			return this.output.isReady();
		}
		return true;
	}

	private void writable() {
		try {
			synchronized (this) {
				if (this.closed || !this.stalled || !isFlushed()) {
					return;
				}
				this.stalled = false;
			}
			this.listener.writable();
		}
		catch (IOException | IllegalStateException ex) {
			fail(ex);
		}
	}

	// The end.

	@Override
	public void shutdownOutput() {
		onLoop(() -> {
			try {
				synchronized (this) {
					if (this.closed) {
						return;
					}
					this.output.close();
				}
			}
			catch (IOException ex) {
				fail(ex);
				return;
			}
			resumeReading();
		});
	}

	private void fail(Throwable cause) {
		if (!isClosed()) {
			this.listener.failed((cause instanceof IOException io) ? io : new IOException(cause));
			closeNow();
		}
	}

	/**
	 * Closes both streams. Tomcat then closes the socket when one of its threads is
	 * inside or comes again, which may be not before the peer's next byte, or its end.
	 */
	@Override
	public void close() {
		onLoop(this::closeNow);
	}

	private void closeNow() {
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			closeStreams();
			leave();
		}
		this.listener.closed();
	}

	private void closeStreams() {
		try {
			this.connection.close();
		}
		catch (Exception ex) {
			logger.debug("Connection did not close", ex);
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
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
			closeStreams();
			leave();
		}
	}

}
