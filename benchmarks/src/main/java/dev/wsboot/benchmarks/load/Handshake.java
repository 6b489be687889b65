package dev.wsboot.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Opens connections (RFC 6455 section 4.1), blocking.
 */
final class Handshake {

	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	/** What RFC 6455 section 1.3 computes from that key. */
	private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

	private Handshake() {
	}

	/**
	 * Connects.
	 * @return an open connection, in blocking mode
	 */
	static SocketChannel open(Subject subject, Load load) throws IOException {
		SocketChannel channel = SocketChannel
			.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), subject.port()));
		try {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.write(ByteBuffer.wrap(request(subject, load).getBytes(StandardCharsets.US_ASCII)));
			check(readHead(channel), load);
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static String request(Subject subject, Load load) {
		String extensions = load.compressed() ? "Sec-WebSocket-Extensions: permessage-deflate; "
				+ "client_no_context_takeover; server_no_context_takeover\r\n" : "";
		return "GET " + load.path() + " HTTP/1.1\r\nHost: localhost:" + subject.port()
				+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + KEY
				+ "\r\nSec-WebSocket-Version: 13\r\n" + extensions + "\r\n";
	}

	private static String readHead(SocketChannel channel) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(4096);
		while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
			String head = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
			if (head.endsWith("\r\n\r\n")) {
				return head;
			}
		}
		throw new LoadException("closed or sent too much during the handshake");
	}

	private static void check(String head, Load load) {
		String status = head.substring(0, head.indexOf('\r'));
		if (!status.startsWith("HTTP/1.1 101")) {
			throw new LoadException("answered the handshake with " + status);
		}
		if (!head.contains(ACCEPT)) {
			throw new LoadException("sent a wrong Sec-WebSocket-Accept");
		}
		if (load.compressed() != head.toLowerCase(Locale.ROOT).contains("permessage-deflate")) {
			throw new LoadException("declines permessage-deflate");
		}
	}

}
