package dev.wsboot.engine.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.ssl.SSLContext;

/**
 * A client that says exactly what it is told to.
 */
public final class RawClient extends RawPeer<RawClient> {

	/**
	 * Creates a client on a socket that is connected.
	 * @throws IOException if it is not
	 */
	public RawClient(Socket socket) throws IOException {
		super(socket, true);
	}

	/** Connects to a server on this machine. */
	public static RawClient connect(int port) throws IOException {
		return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	/** Connects to a server on this machine, with TLS. */
	public static RawClient connect(int port, SSLContext context) throws IOException {
		return new RawClient(context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
	}

	/** Begins TLS on a socket that is connected to this machine. */
	public static RawClient secure(Socket connected, SSLContext context) throws IOException {
		return new RawClient(
				context.getSocketFactory().createSocket(connected, "localhost", connected.getPort(), true));
	}

	/**
	 * The request of an opening handshake (RFC 6455 section 4.1), whose key is that of
	 * the example in section 1.3.
	 * @param fields further header fields, such as {@code Origin: https://example.com}
	 */
	public static String request(String path, String... fields) {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
		for (String field : fields) {
			request.append(field).append("\r\n");
		}
		return request.append("\r\n").toString();
	}

	/** Does the opening handshake, which has to be accepted. */
	public RawClient open(String path) throws IOException {
		String answer = send(request(path)).readHead();
		if (!answer.startsWith("HTTP/1.1 101 ")) {
			throw new AssertionError("not opened: " + answer);
		}
		return this;
	}

	@Override
	RawClient self() {
		return this;
	}

}
