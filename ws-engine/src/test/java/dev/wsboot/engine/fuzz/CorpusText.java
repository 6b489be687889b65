package dev.wsboot.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An input as a line of text: bytes in hex and quoted ASCII, with {@code #} before a
 * comment. <pre>
 * 00 00 81 85 37fa213d 7f9f4d5158   # a masked "Hello"
 * 01 "GET /chat HTTP/1.1\r\nHost: \"a\"\r\n\r\n"
 * </pre>
 */
final class CorpusText {

	private static final Pattern TOKEN = Pattern
		.compile("\\s++|#.*+|((?:[0-9a-fA-F]{2})++)|\"((?:[^\"\\\\]|\\\\.)*+)\"");

	/** Shorter runs of ASCII are easier to read in hex, amid other bytes. */
	private static final int SHORTEST_QUOTED = 3;

	private CorpusText() {
	}

	/** Whether the line holds an input and not only a comment. */
	static boolean isInput(String line) {
		return !line.isBlank() && !line.strip().startsWith("#");
	}

	/** What the line says behind {@code #}. */
	static String comment(String line) {
		Matcher matcher = TOKEN.matcher(line);
		int at = 0;
		while (at < line.length() && matcher.find(at) && line.charAt(matcher.start()) != '#') {
			at = matcher.end();
		}
		return (at < line.length()) ? line.substring(at + 1).strip() : "";
	}

	static byte[] read(String line) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Matcher matcher = TOKEN.matcher(line);
		for (int at = 0; at < line.length(); at = matcher.end()) {
			if (!matcher.region(at, line.length()).lookingAt()) {
				throw new IllegalArgumentException("neither hex nor quoted at column " + (at + 1) + ": " + line);
			}
			if (matcher.group(1) != null) {
				bytes.writeBytes(HexFormat.of().parseHex(matcher.group(1)));
			}
			else if (matcher.group(2) != null) {
				bytes.writeBytes(unescape(matcher.group(2)).getBytes(StandardCharsets.US_ASCII));
			}
		}
		return bytes.toByteArray();
	}

	private static String unescape(String quoted) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < quoted.length(); i++) {
			char c = quoted.charAt(i);
			if (c == '\\') {
				c = quoted.charAt(++i);
				c = (c == 'r') ? '\r' : (c == 'n') ? '\n' : (c == 't') ? '\t' : c;
			}
			text.append(c);
		}
		return text.toString();
	}

	static String write(byte[] bytes) {
		StringBuilder line = new StringBuilder();
		for (int at = 0; at < bytes.length;) {
			int end = at;
			while (end < bytes.length && isText(bytes[end])) {
				end++;
			}
			line.append(at == 0 ? "" : " ");
			if (end - at >= SHORTEST_QUOTED) {
				line.append('"').append(escape(bytes, at, end)).append('"');
				at = end;
			}
			else {
				end = Math.max(end, at + 1);
				line.append(HexFormat.of().formatHex(bytes, at, end));
				at = end;
			}
		}
		return line.toString();
	}

	private static boolean isText(byte b) {
		return (b >= ' ' && b <= '~') || b == '\r' || b == '\n' || b == '\t';
	}

	private static String escape(byte[] bytes, int from, int end) {
		return new String(bytes, from, end - from, StandardCharsets.US_ASCII).replace("\\", "\\\\")
			.replace("\"", "\\\"")
			.replace("\r", "\\r")
			.replace("\n", "\\n")
			.replace("\t", "\\t");
	}

}
