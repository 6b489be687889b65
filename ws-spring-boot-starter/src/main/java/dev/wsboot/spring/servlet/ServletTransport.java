package dev.wsboot.spring.servlet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.transport.EventLoop;
import dev.wsboot.engine.transport.Transport;
import dev.wsboot.engine.transport.TransportListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

	/** One for each event loop. */
	private static final ThreadLocal<byte[]> READ_BUFFER = ThreadLocal.withInitial(() -> new byte[READ_BUFFER_SIZE]);

	private final EventLoop loop;

	private final TransportListener listener;

	private final WebConnection connection;

	private final ServletInputStream input;

	private final ServletOutputStream output;

	/**
	 * Tomcat polls for input again as soon as its thread returns, and touches its buffers
	 * when there is some: they can be read only while that thread is kept waiting.
	 */
	private final boolean keepsReaderWaiting;

	// Loop thread only.

	private boolean started;

	private boolean paused;

	private boolean inputEnded;

	// Guarded by this.

	private boolean readerWaiting;

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
		this.keepsReaderWaiting = connection.getClass().getName().startsWith("org.apache.coyote.");
	}

	// Called by the container.

	void dataAvailable() {
		if (!this.keepsReaderWaiting) {
			onLoop(this::read);
			return;
		}
		synchronized (this) {
			this.readerWaiting = !this.closed;
		}
		onLoop(this::read);
		awaitReader();
	}

	private synchronized void awaitReader() {
		try {
			while (this.readerWaiting) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.readerWaiting = false;
			close();
		}
	}

	private synchronized void releaseReader() {
		this.readerWaiting = false;
		notifyAll();
	}

	void writePossible() {
		synchronized (this) {
			this.writePossible = true;
		}
		onLoop(this::writable);
	}

	void failed(Throwable cause) {
		// Tomcat reports the end of input as an error.
		onLoop((cause instanceof EOFException) ? this::endInput : () -> fail(cause));
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
				if (!this.started || this.paused || this.inputEnded) {
					return;
				}
				int count = read(buffer);
				if (count < 0) {
					endInput();
					return;
				}
				if (count == 0) {
					releaseReader();
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
		if (this.closed || (this.keepsReaderWaiting && !this.readerWaiting)) {
			return 0;
		}
		if (this.input.isFinished()) {
			return -1;
		}
		return this.input.isReady() ? this.input.read(buffer) : 0;
	}

	private void endInput() {
		releaseReader();
		if (!this.inputEnded && !isClosed()) {
			this.inputEnded = true;
			this.listener.endOfInput();
		}
	}

	@Override
	public void pauseReading() {
		onLoop(() -> this.paused = true);
	}

	@Override
	public void resumeReading() {
		onLoop(() -> {
			this.paused = false;
			read();
		});
	}

	// Writing, on any thread.

	@Override
	public synchronized boolean write(ByteBuffer source) throws IOException {
		if (this.closed) {
			throw new ClosedChannelException();
		}
		if (source.hasRemaining()) {
			if (!isWritable()) {
				return stall();
			}
			// The container may hold on to the array for as long as it is not ready.
			byte[] copy = new byte[source.remaining()];
			source.get(copy);
			this.unflushed = true;
			this.output.write(copy);
		}
		return isFlushed() || stall();
	}

	private boolean stall() {
		this.stalled = true;
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
			this.paused = false;
			read();
		});
	}

	private void fail(Throwable cause) {
		if (!isClosed()) {
			this.listener.failed((cause instanceof IOException io) ? io : new IOException(cause));
			closeNow();
		}
	}

	/**
	 * Closes both streams. Tomcat closes the socket when its thread comes back from here,
	 * or else with the next byte that the peer sends, or the peer's end.
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
			releaseReader();
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
			releaseReader();
		}
	}

}
