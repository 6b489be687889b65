package dev.wsboot.spring.servlet;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The two buffers that Tomcat reads and writes a socket with, to be given back when the
 * socket is taken over, since event loops have buffers of their own. Tomcat keeps this
 * object all the same, and gives it to another connection when this one is closed: so
 * there are new buffers as soon as anything needs one again, while to close, to reset or
 * to ask whether something is buffered needs none. Like Tomcat's own, reading and writing
 * may go on in two threads, but not two of the same.
 */
final class ReturnableBuffers extends SocketBufferHandler {

	private final Supplier<SocketBufferHandler> source;

	/** Null after they were given back. */
	private volatile @Nullable SocketBufferHandler buffers;

	/**
	 * Wraps buffers.
	 * @param buffers those of a new channel
	 * @param source makes others like them, whenever they were given back and are needed
	 */
	ReturnableBuffers(SocketBufferHandler buffers, Supplier<SocketBufferHandler> source) {
		// What the superclass itself would have is never used.
		super(0, 0, false);
		this.buffers = buffers;
		this.source = source;
	}

	/**
	 * Gives the buffers back, unless they hold bytes that Tomcat has not yet passed on.
	 */
	synchronized void release() {
		SocketBufferHandler held = this.buffers;
		if (held != null && held.isReadBufferEmpty() && held.isWriteBufferEmpty()) {
			free();
		}
	}

	/** Whether there are buffers. */
	boolean areHeld() {
		return this.buffers != null;
	}

	private SocketBufferHandler needed() {
		SocketBufferHandler held = this.buffers;
		return (held != null) ? held : renewed();
	}

	private synchronized SocketBufferHandler renewed() {
		SocketBufferHandler held = this.buffers;
		if (held == null) {
			held = this.source.get();
			this.buffers = held;
		}
		return held;
	}

	@Override
	public void configureReadBufferForWrite() {
		needed().configureReadBufferForWrite();
	}

	@Override
	public void configureReadBufferForRead() {
		needed().configureReadBufferForRead();
	}

	@Override
	public ByteBuffer getReadBuffer() {
		return needed().getReadBuffer();
	}

	@Override
	public boolean isReadBufferEmpty() {
		SocketBufferHandler held = this.buffers;
		return held == null || held.isReadBufferEmpty();
	}

	@Override
	public void unReadReadBuffer(ByteBuffer returnedData) {
		needed().unReadReadBuffer(returnedData);
	}

	@Override
	public void configureWriteBufferForWrite() {
		needed().configureWriteBufferForWrite();
	}

	@Override
	public void configureWriteBufferForRead() {
		needed().configureWriteBufferForRead();
	}

	@Override
	public boolean isWriteBufferWritable() {
		SocketBufferHandler held = this.buffers;
		return held == null || held.isWriteBufferWritable();
	}

	@Override
	public ByteBuffer getWriteBuffer() {
		return needed().getWriteBuffer();
	}

	@Override
	public boolean isWriteBufferEmpty() {
		SocketBufferHandler held = this.buffers;
		return held == null || held.isWriteBufferEmpty();
	}

	@Override
	public void reset() {
		SocketBufferHandler held = this.buffers;
		if (held != null) {
			held.reset();
		}
	}

	@Override
	public void expand(int newSize) {
		needed().expand(newSize);
	}

	@Override
	public synchronized void free() {
		SocketBufferHandler held = this.buffers;
		this.buffers = null;
		if (held != null) {
			held.free();
		}
	}

}
