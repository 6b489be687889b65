package dev.wsboot.engine.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The tester's part in the opening handshake (RFC 6455 section 4), in either role.
 */
final class OpeningHandshake {

	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	private static final String EXTENSIONS = "sec-websocket-extensions";

	private OpeningHandshake() {
	}

	/**
	 * Asks a server.
	 * @return what was agreed, or null if nothing was wanted
	 */
	static Compression asClient(InputStream in, OutputStream out, String path, Compression wanted) throws IOException {
		send(out,
				"GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n"
						+ ((wanted != null) ? "Sec-WebSocket-Extensions: " + wanted.offer() + "\r\n" : "") + "\r\n");
		Head head = Head.read(in);
		if (!head.firstLine.startsWith("HTTP/1.1 101 ") || !accept(KEY).equals(head.field("sec-websocket-accept"))) {
			throw new AssertionError("4.2.2: the handshake is accepted, not answered " + head);
		}
		if (wanted == null) {
			if (head.field(EXTENSIONS) != null) {
				throw new AssertionError("9.1: no extension is used that was not offered, as in " + head);
			}
			return null;
		}
		return wanted.agree(head.field(EXTENSIONS));
	}

	/**
	 * Answers a client.
	 * @param wanted tells for a path and its query what is answered, or null for nothing
	 * @return what was answered
	 */
	static Compression asServer(InputStream in, OutputStream out, Function<String, Compression> wanted)
			throws IOException {
		Head head = Head.read(in);
		String key = head.field("sec-websocket-key");
		if (!head.firstLine.startsWith("GET /") || key == null) {
			throw new AssertionError("4.1: a client sends a handshake, not " + head);
		}
		Compression compression = wanted.apply(head.firstLine.split(" ")[1]);
		String offer = head.field(EXTENSIONS);
		if (compression != null && (offer == null || !offer.contains("permessage-deflate; client_max_window_bits"))) {
			throw new AssertionError("permessage-deflate is offered with any window, not " + offer);
		}
		send(out,
				"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Accept: " + accept(key) + "\r\n"
						+ ((compression != null) ? "Sec-WebSocket-Extensions: " + compression.element() + "\r\n" : "")
						+ "\r\n");
		return compression;
	}

	private static void send(OutputStream out, String text) throws IOException {
		out.write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static String accept(String key) {
		try {
			byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
			return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The lines of a request or an answer. */
	private record Head(String firstLine, Map<String, String> fields) {

		static Head read(InputStream in) throws IOException {
			StringBuilder text = new StringBuilder();
			while (!text.toString().endsWith("\r\n\r\n")) {
				int b = in.read();
				if (b < 0) {
					throw new AssertionError("the connection ends within the handshake, after '" + text + "'");
				}
				text.append((char) b);
			}
			String[] lines = text.toString().split("\r\n");
			Map<String, String> fields = new TreeMap<>();
			for (int i = 1; i < lines.length; i++) {
				int colon = lines[i].indexOf(':');
				fields.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
						lines[i].substring(colon + 1).strip());
			}
			return new Head(lines[0], fields);
		}

		String field(String name) {
			return this.fields.get(name);
		}

	}

}
