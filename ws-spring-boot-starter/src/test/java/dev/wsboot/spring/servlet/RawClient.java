package dev.wsboot.spring.servlet;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client that says exactly what it is told to.
 */
final class RawClient implements AutoCloseable {

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	private RawClient(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(20_000);
		this.socket.setTcpNoDelay(true);
		this.in = socket.getInputStream();
		this.out = socket.getOutputStream();
	}

	static RawClient connect(TestServer server) throws IOException {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		Socket socket = server.tls() ? TestKeys.clientContext().getSocketFactory().createSocket(loopback, server.port())
				: new Socket(loopback, server.port());
		return new RawClient(socket);
	}

	/** Connects to a port, without TLS. */
	static RawClient connect(int port) throws IOException {
		return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	/** TLS over a socket that is connected already. */
	static RawClient secure(Socket connected) throws IOException {
		return new RawClient(TestKeys.clientContext()
			.getSocketFactory()
			.createSocket(connected, "localhost", connected.getPort(), true));
	}

	/** Connects and does the opening handshake. */
	static RawClient open(TestServer server, String path) throws IOException {
		return connect(server).open(path);
	}

	/** Connects to a port, without TLS, and does the opening handshake. */
	static RawClient open(int port, String path) throws IOException {
		return connect(port).open(path);
	}

	RawClient open(String path) throws IOException {
		send(request(path));
		String response = readHead();
		if (!response.startsWith("HTTP/1.1 101")) {
			throw new IOException("not opened: " + response);
		}
		return this;
	}

	static String request(String path, String... fields) {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
		for (String field : fields) {
			request.append(field).append("\r\n");
		}
		return request.append("\r\n").toString();
	}

	/** Sends a request with frames right behind it, in one piece. */
	void send(String request, byte[]... frames) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		all.writeBytes(request.getBytes(StandardCharsets.ISO_8859_1));
		for (byte[] frame : frames) {
			all.writeBytes(frame);
		}
		send(all.toByteArray());
	}

	void send(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	void sendFrame(boolean fin, int opcode, byte[] payload) throws IOException {
		send(frame(fin, opcode, payload));
	}

	void sendText(String text) throws IOException {
		send(text(text));
	}

	static byte[] text(String text) {
		return frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] frame(boolean fin, int opcode, byte[] payload) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write((fin ? 0x80 : 0) | opcode);
		if (payload.length < 126) {
			frame.write(0x80 | payload.length);
		}
		else if (payload.length < 65536) {
			frame.write(0x80 | 126);
			frame.write(payload.length >> 8);
			frame.write(payload.length);
		}
		else {
			frame.write(0x80 | 127);
			for (int shift = 56; shift >= 0; shift -= 8) {
				frame.write((int) ((long) payload.length >>> shift));
			}
		}
		byte[] key = { 0x37, (byte) 0xfa, 0x21, 0x3d };
		frame.writeBytes(key);
		for (int i = 0; i < payload.length; i++) {
			frame.write(payload[i] ^ key[i & 3]);
		}
		return frame.toByteArray();
	}

	/** The response up to the empty line. */
	String readHead() throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int b = this.in.read();
			if (b < 0) {
				throw new EOFException("ended in: " + head);
			}
			head.append((char) b);
		}
		return head.toString();
	}

	String readBody(String head) throws IOException {
		for (String line : head.split("\r\n")) {
			if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
				return new String(this.in.readNBytes(Integer.parseInt(line.substring(15).strip())),
						StandardCharsets.UTF_8);
			}
		}
		throw new IOException("no length in: " + head);
	}

	Frame readFrame() throws IOException {
		int first = readByte();
		int length = readByte();
		long size = length;
		if (length == 126 || length == 127) {
			size = 0;
			for (int i = (length == 126) ? 2 : 8; i > 0; i--) {
				size = size << 8 | readByte();
			}
		}
		return new Frame(first & 0xF, this.in.readNBytes((int) size));
	}

	private int readByte() throws IOException {
		int b = this.in.read();
		if (b < 0) {
			throw new EOFException("connection ended");
		}
		return b;
	}

	/** Reads until the server closes; how many bytes that were. */
	long readToEnd() throws IOException {
		return this.in.transferTo(OutputStream.nullOutputStream());
	}

	Socket socket() {
		return this.socket;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	record Frame(int opcode, byte[] payload) {

		String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		int closeCode() {
			return (this.payload[0] & 0xFF) << 8 | this.payload[1] & 0xFF;
		}

	}

}
