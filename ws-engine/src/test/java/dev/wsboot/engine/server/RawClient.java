package dev.wsboot.engine.server;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes to and from a server on this machine, blocking, with a timeout on reads.
 */
final class RawClient implements Closeable {

	static final String HANDSHAKE = """
			Host: localhost
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
			Sec-WebSocket-Version: 13
			""";

	private final Socket socket;

	RawClient(WsServer server) throws IOException {
		this(new Socket(InetAddress.getLoopbackAddress(), server.port()));
	}

	RawClient(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(20_000);
		this.socket.setTcpNoDelay(true);
	}

	/** Sends a head: its lines end in LF here and in CR LF on the wire. */
	RawClient head(String lines) throws IOException {
		return text((lines + "\n").replace("\n", "\r\n"));
	}

	/** Sends a handshake for a path. */
	RawClient handshake(String path) throws IOException {
		return head("GET " + path + " HTTP/1.1\n" + HANDSHAKE);
	}

	RawClient text(String text) throws IOException {
		return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	RawClient hex(String hex) throws IOException {
		return bytes(HexFormat.of().parseHex(hex.replace(" ", "")));
	}

	private RawClient bytes(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		return this;
	}

	/** Reads up to the empty line. */
	String head() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		InputStream input = this.socket.getInputStream();
		while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			int b = input.read();
			if (b < 0) {
				throw new IOException("end after '" + bytes.toString(StandardCharsets.ISO_8859_1) + "'");
			}
			bytes.write(b);
		}
		return bytes.toString(StandardCharsets.ISO_8859_1);
	}

	/** Reads a number of bytes, as hexadecimal digits. */
	String read(int count) throws IOException {
		return HexFormat.of().formatHex(this.socket.getInputStream().readNBytes(count));
	}

	/** Reads a number of bytes, as text. */
	String text(int count) throws IOException {
		return new String(this.socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
	}

	/** Reads up to the end. */
	String rest() throws IOException {
		return new String(this.socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
