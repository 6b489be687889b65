package dev.wsboot.engine.internal.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;

/**
 * A socket in memory, whose peer is the test: it reads as much as it is told to.
 */
final class MemoryTransport implements Transport {

	private final TransportListener listener;

	private final ManualScheduler scheduler;

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	/** Bytes that the peer still takes. */
	private long room = Long.MAX_VALUE;

	private boolean awaitsWritable;

	/** How many times it becomes writable before a write has told that it is full. */
	int takesAnew;

	/** Sizes of the writes. */
	final List<Integer> writes = new ArrayList<>();

	/** What the operating system does meanwhile. */
	Runnable whileWriting = () -> {
	};

	boolean started;

	boolean paused;

	boolean outputShut;

	boolean closed;

	boolean broken;

	MemoryTransport(TransportListener listener, ManualScheduler scheduler) {
		this.listener = listener;
		this.scheduler = scheduler;
	}

	@Override
	public void start() {
		this.started = true;
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		if (this.broken || this.closed || this.outputShut) {
			throw new IOException("broken pipe");
		}
		if (this.awaitsWritable) {
			throw new IllegalStateException("written before writable");
		}
		int count = (int) Math.min(this.room, source.remaining());
		byte[] bytes = new byte[count];
		source.get(bytes);
		this.written.writeBytes(bytes);
		this.room -= count;
		this.writes.add(count);
		this.whileWriting.run();
		this.awaitsWritable = source.hasRemaining();
		if (this.awaitsWritable && this.takesAnew > 0) {
			// As when the event loop is faster than the thread that writes.
			this.takesAnew--;
			takes(source.remaining() / 2 + 1);
			return false;
		}
		return !this.awaitsWritable;
	}

	@Override
	public void pauseReading() {
		this.paused = true;
	}

	@Override
	public void resumeReading() {
		this.paused = false;
	}

	@Override
	public void shutdownOutput() {
		this.outputShut = true;
		this.paused = false;
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.listener.closed();
		}
	}

	// The peer.

	/** Reads nothing more until {@link #takes}. */
	void stopsReading() {
		this.room = 0;
	}

	void takes(long bytes) {
		this.room = bytes;
		if (this.awaitsWritable) {
			this.awaitsWritable = false;
			this.listener.writable();
			this.scheduler.runTasks();
		}
	}

	byte[] takeWritten() {
		byte[] bytes = this.written.toByteArray();
		this.written.reset();
		return bytes;
	}

	void sends(byte[] bytes) {
		if (!this.started || this.paused || this.closed) {
			throw new IllegalStateException("nobody reads");
		}
		this.listener.received(bytes.clone(), 0, bytes.length);
	}

	void endsInput() {
		this.listener.endOfInput();
	}

	void resets() {
		this.broken = true;
		this.listener.failed(new IOException("connection reset"));
		close();
	}

}
