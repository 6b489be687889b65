package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import dev.wsboot.engine.internal.buffer.LoanPool;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Tomcat's TLS for one socket. Once that is taken over, its two buffers for encrypted
 * bytes are on loan, and only while there are such bytes in them. The monitor guards them
 * from then on: a buffer that was given back may be another channel's.
 */
final class TomcatTlsChannel extends SecureNioChannel {

	/** The longest record, RFC 5246 section 6.2.3: 2^14 + 2048 bytes and 5 in front. */
	static final int BUFFER_SIZE = 18_437;

	private static final ByteBuffer NONE = ByteBuffer.allocate(0);

	private final LoanPool<ByteBuffer> pool;

	private volatile boolean taken;

	/**
	 * Creates a channel.
	 * @param buffers for bytes that are not encrypted
	 * @param endpoint what it belongs to
	 * @param pool lends buffers of {@link #BUFFER_SIZE}
	 */
	TomcatTlsChannel(SocketBufferHandler buffers, NioEndpoint endpoint, LoanPool<ByteBuffer> pool) {
		super(buffers, endpoint);
		this.pool = pool;
	}

	/** The socket is taken over: buffers are needed for single calls only. */
	synchronized void takeOver() {
		// Direct buffers are freed by Tomcat, and not by the collector.
		this.taken = !this.netInBuffer.isDirect() && getSslEngine().getSession().getPacketBufferSize() <= BUFFER_SIZE;
		giveBack();
	}

	/** Whether there are buffers. */
	synchronized boolean holdsBuffers() {
		return this.netInBuffer != NONE || this.netOutBuffer != NONE;
	}

	private void borrow() {
		if (this.netInBuffer == NONE) {
			this.netInBuffer = this.pool.borrow().clear();
		}
		if (this.netOutBuffer == NONE) {
			// Tomcat leaves it to be read from, and there is nothing.
			this.netOutBuffer = this.pool.borrow().clear().limit(0);
		}
	}

	private void giveBack() {
		if (!this.taken) {
			return;
		}
		if (this.netInBuffer.position() == 0) {
			giveBack(this.netInBuffer);
			this.netInBuffer = NONE;
		}
		if (!this.netOutBuffer.hasRemaining()) {
			giveBack(this.netOutBuffer);
			this.netOutBuffer = NONE;
		}
		if (getBufHandler() instanceof ReturnableBuffers buffers) {
			// A key update (RFC 8446 section 4.6.3) is answered through them.
			buffers.release();
		}
	}

	private void giveBack(ByteBuffer buffer) {
		// Tomcat's own, of before, goes to the collector.
		if (buffer.capacity() == BUFFER_SIZE) {
			this.pool.giveBack(buffer);
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (!this.taken) {
			return super.read(target);
		}
		synchronized (this) {
			borrow();
			try {
				return super.read(target);
			}
			finally {
				giveBack();
			}
		}
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		if (!this.taken) {
			return super.write(source);
		}
		synchronized (this) {
			borrow();
			try {
				return super.write(source);
			}
			finally {
				giveBack();
			}
		}
	}

	@Override
	public synchronized void close() throws IOException {
		borrow();
		try {
			super.close();
		}
		finally {
			giveBack();
		}
	}

	/** Tomcat uses it for another socket, whose buffers are its own again. */
	@Override
	public synchronized void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
		this.taken = false;
		borrow();
		super.reset(channel, wrapper);
	}

}
