package dev.wsboot.engine.conformance;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import dev.wsboot.engine.testing.DeflateStream;

/**
 * Compresses and decompresses the messages of one connection with the JDK's zlib (RFC
 * 7692 section 7.2). What it sends keeps to the negotiated window; of what it receives
 * the first messages are examined whether they do.
 */
final class Deflation implements Closeable {

	/** The examination is thorough and slow. */
	private static final int EXAMINED_BYTES = 64 * 1024;

	private static final int LARGEST_WINDOW = 1 << 15;

	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

	private final Inflater inflater = new Inflater(true);

	private final boolean sendTakeover;

	private final int sendWindow;

	private final boolean receiveTakeover;

	private final int receiveWindow;

	/** Input since the deflater last forgot what was before. */
	private int sinceForgotten;

	/** Received while it is examined. */
	private byte[] history = new byte[0];

	private int examined;

	Deflation(boolean sendTakeover, int sendBits, boolean receiveTakeover, int receiveBits) {
		this.sendTakeover = sendTakeover;
		this.sendWindow = (sendBits != 0) ? 1 << sendBits : LARGEST_WINDOW;
		this.receiveTakeover = receiveTakeover;
		this.receiveWindow = (receiveBits != 0) ? 1 << receiveBits : LARGEST_WINDOW;
	}

	/** The payload of a message, RFC 7692 section 7.2.1. */
	byte[] compress(byte[] message) {
		if (message.length == 0) {
			return new byte[] { 0 };
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[4096];
		for (int at = 0; at < message.length;) {
			int length = message.length - at;
			boolean forget = false;
			if (this.sendWindow < LARGEST_WINDOW) {
				// The JDK cannot limit the window: it is made to forget as often.
				length = Math.min(length, this.sendWindow - this.sinceForgotten);
				this.sinceForgotten += length;
				forget = this.sinceForgotten == this.sendWindow;
			}
			this.deflater.setInput(message, at, length);
			at += length;
			int mode = forget ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH;
			for (int count; (count = this.deflater.deflate(buffer, 0, buffer.length, mode)) > 0;) {
				out.write(buffer, 0, count);
				if (count < buffer.length) {
					break;
				}
			}
			if (forget) {
				this.sinceForgotten = 0;
			}
		}
		if (!this.sendTakeover) {
			this.deflater.reset();
			this.sinceForgotten = 0;
		}
		return Arrays.copyOf(out.toByteArray(), out.size() - TAIL.length);
	}

	/** The message of a payload, RFC 7692 section 7.2.2. */
	byte[] decompress(byte[] payload) {
		byte[] whole = Arrays.copyOf(payload, payload.length + TAIL.length);
		System.arraycopy(TAIL, 0, whole, payload.length, TAIL.length);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[4096];
		try {
			this.inflater.setInput(whole);
			while (true) {
				int count = this.inflater.inflate(buffer);
				out.write(buffer, 0, count);
				if (this.inflater.finished()) {
					// A final block ends its message.
					this.inflater.reset();
					break;
				}
				if (count == 0) {
					break;
				}
			}
		}
		catch (DataFormatException ex) {
			throw new AssertionError("7.2.1: a message can be decompressed, not: " + ex.getMessage(), ex);
		}
		if (!this.receiveTakeover) {
			this.inflater.reset();
		}
		byte[] message = out.toByteArray();
		examine(payload, message);
		return message;
	}

	private void examine(byte[] payload, byte[] message) {
		if (this.receiveWindow == LARGEST_WINDOW || this.examined + message.length > EXAMINED_BYTES) {
			this.examined = EXAMINED_BYTES;
			return;
		}
		this.examined += message.length;
		DeflateStream stream = DeflateStream.ofMessage(payload, this.history);
		if (stream.maxDistance() > this.receiveWindow) {
			throw new AssertionError(
					"7.1.2: no distance is above " + this.receiveWindow + ", as is " + stream.maxDistance());
		}
		if (this.receiveTakeover) {
			int before = this.history.length;
			this.history = Arrays.copyOf(this.history, before + message.length);
			System.arraycopy(message, 0, this.history, before, message.length);
		}
	}

	@Override
	public void close() {
		this.deflater.end();
		this.inflater.end();
	}

}
