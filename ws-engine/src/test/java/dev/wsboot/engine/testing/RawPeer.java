package dev.wsboot.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One end of a connection that says exactly what it is told to, and shows what the other
 * end says as it stands on the wire. Works on any socket, with TLS or without; a read
 * waits for 20 seconds at most. One thread may send while another reads.
 *
 * @param <P> the kind of peer
 */
public abstract class RawPeer<P extends RawPeer<P>> implements Closeable {

	private final Socket socket;

	private final boolean masks;

	/**
	 * Creates a peer on a socket that is connected.
	 * @param masks whether its frames are masked, as a client's have to be
	 */
	RawPeer(Socket socket, boolean masks) throws IOException {
		this.socket = socket;
		this.masks = masks;
		socket.setSoTimeout(20_000);
		socket.setTcpNoDelay(true);
	}

	abstract P self();

	/** The socket, for what is done to it besides. */
	public Socket socket() {
		return this.socket;
	}

	/** Sends bytes, in one write. */
	public P send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		return self();
	}

	/** Sends bytes that are written as hexadecimal digits, in one write. */
	public P sendHex(String hex) throws IOException {
		return send(Frame.hex(hex));
	}

	/** Sends frames, in one write. */
	public P send(Frame... frames) throws IOException {
		return send(Frame.bytes(this.masks, frames));
	}

	/**
	 * Sends text whose every character is a byte, with frames right behind it, in one
	 * write.
	 */
	public P send(String text, Frame... frames) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		all.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
		all.writeBytes(Frame.bytes(this.masks, frames));
		return send(all.toByteArray());
	}

	/** Sends lines that end in LF here and in CR LF on the wire, in one write. */
	public P sendLines(String lines) throws IOException {
		return send(lines.replace("\n", "\r\n"));
	}

	/** Reads the head of a request or of an answer, up to the empty line. */
	public String readHead() throws IOException {
		StringBuilder head = new StringBuilder();
		InputStream in = this.socket.getInputStream();
		while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
			int b = in.read();
			if (b < 0) {
				throw new EOFException("end after '" + head + "'");
			}
			head.append((char) b);
		}
		return head.toString();
	}

	/** Reads the body that a head announces. */
	public String readBody(String head) throws IOException {
		for (String line : head.split("\r\n")) {
			if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
				int length = Integer.parseInt(line.substring(15).strip());
				return new String(this.socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
			}
		}
		throw new AssertionError("no length in: " + head);
	}

	/** Reads the next frame: a client's has to be masked, a server's must not be. */
	public Frame readFrame() throws IOException {
		Frame frame = Frame.read(this.socket.getInputStream(), !this.masks);
		if (frame == null) {
			throw new EOFException("end instead of a frame");
		}
		return frame;
	}

	/** Reads a number of bytes, as hexadecimal digits. */
	public String readHex(int count) throws IOException {
		return HexFormat.of().formatHex(this.socket.getInputStream().readNBytes(count));
	}

	/** Reads a number of bytes, each as a character. */
	public String readText(int count) throws IOException {
		return new String(this.socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
	}

	/** Reads up to the end, each byte as a character. */
	public String readRest() throws IOException {
		return new String(this.socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	/** Ends the output and leaves the input open. */
	public void endOutput() throws IOException {
		this.socket.shutdownOutput();
	}

	/** Vanishes: the other end sees a reset. */
	public void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
