package dev.wsboot.engine.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;

import dev.wsboot.engine.testing.Frame;

/**
 * The peer of a tested endpoint on one connection, past the opening handshake: sends what
 * a case says and demands what has to come back, in order and nothing besides. It shares
 * no code with the product.
 */
public final class Tester implements Closeable {

	/** Milliseconds that the tested endpoint may take for whatever is awaited. */
	static final int DEADLINE = 20_000;

	private final Socket socket;

	private final OutputStream out;

	private final FrameReader reader;

	private final boolean isServer;

	private final Deflation deflation;

	private final Random keys = new Random(6455);

	private Delivery delivery;

	private long sent;

	/** The tested endpoint does not take any more; what it says tells why. */
	private boolean isBroken;

	/**
	 * Creates the tester of a connection whose opening handshake is done.
	 * @param compression what was negotiated, or null
	 */
	Tester(Socket socket, InputStream in, boolean isServer, Compression compression, Delivery delivery)
			throws IOException {
		this.socket = socket;
		this.out = socket.getOutputStream();
		this.isServer = isServer;
		this.deflation = (compression != null) ? compression.deflation(isServer) : null;
		this.reader = new FrameReader(new BufferedInputStream(in, 64 * 1024), isServer, this.deflation);
		this.delivery = delivery;
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(DEADLINE);
	}

	boolean isServer() {
		return this.isServer;
	}

	/** Bytes sent since the opening handshake. */
	long sent() {
		return this.sent;
	}

	/** From now on, no more than so many bytes are written at once. */
	public Tester inChopsOf(int bytes) {
		this.delivery = Delivery.inChopsOf(bytes);
		return this;
	}

	// What is sent.

	/** Sends frames in one piece, if the delivery does not say otherwise. */
	public Tester sends(Frame... frames) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (Frame frame : frames) {
			bytes.writeBytes(frame.bytes(key()));
		}
		return write(bytes.toByteArray());
	}

	/** Sends each frame in a write of its own. */
	public Tester sendsOneByOne(Frame... frames) {
		for (Frame frame : frames) {
			sends(frame);
		}
		return this;
	}

	/** Sends a frame but for the last bytes of its payload. */
	Tester sendsAllBut(int missing, Frame frame) {
		byte[] bytes = frame.bytes(key());
		return write(Arrays.copyOf(bytes, bytes.length - missing));
	}

	/** Sends a frame as only the other side may: a server masked, a client not. */
	Tester sendsMaskedWrongly(Frame frame) {
		return write(frame.bytes(this.isServer ? new byte[] { 1, 2, 3, 4 } : null));
	}

	/** The frame of a message that is compressed. */
	Frame compressed(Frame message) {
		return Frame.of(message.opcode(), this.deflation.compress(message.payload())).rsv(Frame.RSV1);
	}

	private byte[] key() {
		if (this.isServer) {
			return null;
		}
		byte[] key = new byte[4];
		this.keys.nextBytes(key);
		return key;
	}

	private Tester write(byte[] bytes) {
		for (int at = 0; at < bytes.length && !this.isBroken;) {
			int length = (int) Math.min(bytes.length - at, this.delivery.cutAfter(this.sent) - this.sent);
			try {
				this.out.write(bytes, at, length);
			}
			catch (IOException ex) {
				this.isBroken = true;
			}
			at += length;
			this.sent += length;
		}
		return this;
	}

	// What is demanded.

	/** Demands messages and control frames. */
	public Tester receives(Frame... expected) {
		for (Frame frame : expected) {
			Frame received = next(frame);
			if (received == null || !received.saysTheSame(frame)) {
				throw new AssertionError("expected " + frame + " but was " + orEnd(received));
			}
		}
		return this;
	}

	/** Sends the frames of one message and demands the message back. */
	public Tester echoes(Frame... fragments) {
		return sends(fragments).receives(Frame.messageOf(fragments));
	}

	/** Demands a Close frame with one of these codes, 0 being none, and the end. */
	public void failsWith(int... codes) {
		Frame received = next("a Close with " + Arrays.toString(codes));
		if (received == null || received.opcode() != Frame.CLOSE
				|| Arrays.stream(codes).noneMatch((code) -> code == received.closeCode())) {
			throw new AssertionError("expected Close " + Arrays.toString(codes) + " but was " + orEnd(received));
		}
		ends();
	}

	/** Does the closing handshake (RFC 6455 section 7.1.2). */
	public void closes() {
		closes(Frame.close(1000, ""));
	}

	/** Does the closing handshake: demands that the code is echoed, and the end. */
	public void closes(Frame close) {
		sends(close).answersClose(close.closeCode());
	}

	/** Demands the answer to a Close frame that was sent, and the end. */
	public void answersClose(int code) {
		Frame received = next("a Close in answer");
		if (received == null || received.opcode() != Frame.CLOSE || received.closeCode() != code) {
			throw new AssertionError("expected Close " + code + " in answer but was " + orEnd(received));
		}
		if (this.isServer) {
			// RFC 6455 section 7.1.1: it is the server that closes TCP.
			try {
				this.socket.shutdownOutput();
			}
			catch (IOException ex) {
				throw new AssertionError("7.1.1: the client waits for the server to close", ex);
			}
		}
		ends();
	}

	private void ends() {
		Frame more = next("the end of the stream");
		if (more != null) {
			throw new AssertionError("5.5.1: nothing follows a Close frame, as did " + more);
		}
	}

	private Frame next(Object awaited) {
		try {
			return this.reader.next();
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("waited " + DEADLINE + " ms for " + awaited, ex);
		}
		catch (EOFException ex) {
			throw new AssertionError("the stream ends within a frame, instead of " + awaited, ex);
		}
		catch (SocketException ex) {
			throw new AssertionError("the socket was reset, instead of " + awaited, ex);
		}
		catch (IOException ex) {
			throw new AssertionError("reading failed, instead of " + awaited, ex);
		}
	}

	private static String orEnd(Frame frame) {
		return (frame != null) ? frame.toString() : "the end of the stream";
	}

	@Override
	public void close() throws IOException {
		if (this.deflation != null) {
			this.deflation.close();
		}
		this.socket.close();
	}

}
