package dev.wsboot.benchmarks.load;

import java.nio.ByteBuffer;

/**
 * Finds the ends of a server's messages (RFC 6455 section 5.2), checks that each has the
 * size or the compression that is expected, and looks at nothing else. Pings and Pongs
 * are skipped. Not thread-safe.
 */
final class MessageReader {

	private final Load load;

	private final byte[] header = new byte[10];

	private int headerLength;

	private boolean inPayload;

	private int first;

	private long remaining;

	private long messageSize;

	private boolean closed;

	MessageReader(Load load) {
		this.load = load;
	}

	/**
	 * Takes all bytes between position and limit.
	 * @return messages that ended in them
	 */
	int accept(ByteBuffer bytes) {
		int messages = 0;
		int at = bytes.position();
		int end = bytes.limit();
		while (at < end) {
			if (!this.inPayload) {
				this.header[this.headerLength++] = bytes.get(at++);
				if (this.headerLength < 2 || this.headerLength < headerSize()) {
					continue;
				}
				begin();
			}
			int step = (int) Math.min(this.remaining, end - at);
			at += step;
			this.remaining -= step;
			if (this.remaining == 0) {
				this.inPayload = false;
				messages += endOfFrame();
			}
		}
		bytes.position(end);
		return messages;
	}

	/**
	 * Whether a Close frame has arrived.
	 * @return true if it has
	 */
	boolean closed() {
		return this.closed;
	}

	private int headerSize() {
		int length = this.header[1];
		if (length < 0) {
			throw new LoadException("sent a masked frame");
		}
		return (length == 126) ? 4 : (length == 127) ? 10 : 2;
	}

	private void begin() {
		long length = this.header[1];
		if (length >= 126) {
			int size = headerSize();
			length = 0;
			for (int i = 2; i < size; i++) {
				length = length << 8 | (this.header[i] & 0xFF);
			}
		}
		this.first = this.header[0];
		this.headerLength = 0;
		this.remaining = length;
		this.inPayload = true;
		int opcode = this.first & 0x0F;
		if (opcode == 0x1 && this.load.compressed() != ((this.first & 0x40) != 0)) {
			throw new LoadException(this.load.compressed() ? "answered uncompressed" : "answered compressed");
		}
		if (opcode < 0x8) {
			this.messageSize += length;
		}
	}

	private int endOfFrame() {
		int opcode = this.first & 0x0F;
		this.closed |= opcode == 0x8;
		if (opcode >= 0x8 || (this.first & 0x80) == 0) {
			return 0;
		}
		if (!this.load.compressed() && this.messageSize != this.load.size()) {
			throw new LoadException("answered " + this.messageSize + " bytes");
		}
		this.messageSize = 0;
		return 1;
	}

}
