package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

import dev.wsboot.engine.internal.protocol.Outbound;

/**
 * Sends one message in fragments (RFC 6455 section 5.4), each as it is full or flushed.
 * Not thread-safe.
 */
final class FragmentStream extends OutputStream {

	private static final int FRAGMENT = 16 * 1024;

	private final ConnectionWriter writer;

	private final byte[] fragment = new byte[FRAGMENT];

	private int length;

	private boolean closed;

	FragmentStream(ConnectionWriter writer) {
		this.writer = writer;
	}

	@Override
	public void write(int b) throws IOException {
		requireOpen();
		if (this.length == FRAGMENT) {
			send(false);
		}
		this.fragment[this.length++] = (byte) b;
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		requireOpen();
		Objects.checkFromIndexSize(offset, length, bytes.length);
		int from = offset;
		int left = length;
		while (left > 0) {
			if (this.length == FRAGMENT) {
				send(false);
			}
			int part = Math.min(left, FRAGMENT - this.length);
			System.arraycopy(bytes, from, this.fragment, this.length, part);
			this.length += part;
			from += part;
			left -= part;
		}
	}

	@Override
	public void flush() throws IOException {
		if (!this.closed && this.length > 0) {
			send(false);
		}
	}

	@Override
	public void close() throws IOException {
		if (!this.closed) {
			this.closed = true;
			send(true);
		}
	}

	private void requireOpen() throws IOException {
		if (this.closed) {
			throw new IOException("message is ended");
		}
	}

	private void send(boolean last) throws IOException {
		if (this.writer.fragment(this.fragment, this.length, last) != Outbound.Result.ACCEPTED) {
			this.closed = true;
			throw new IOException("connection is closed");
		}
		this.length = 0;
	}

}
