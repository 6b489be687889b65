package dev.wsboot.engine.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import dev.wsboot.engine.Headers;

/** The lines of an HTTP/1.1 head (RFC 9112 sections 2 to 5), read strictly. */
final class HttpHead {

	private static final String LINE_BREAK = "\r\n";

	private static final Pattern VERSION = Pattern.compile("HTTP/\\d\\.\\d");

	private HttpHead() {
	}

	static String startLine(String head) {
		return head.substring(0, head.indexOf(LINE_BREAK));
	}

	static Headers fields(String head) {
		Headers.Builder fields = Headers.builder();
		int at = head.indexOf(LINE_BREAK) + 2;
		while (at < head.length()) {
			int end = head.indexOf(LINE_BREAK, at);
			addField(fields, head.substring(at, end));
			at = end + 2;
		}
		return fields.build();
	}

	private static void addField(Headers.Builder fields, String line) {
		// RFC 9112 section 5.2: a server must reject a folded line, or unfold it.
		if (line.startsWith(" ") || line.startsWith("\t")) {
			throw HttpHeadException.malformed("folded header field");
		}
		int colon = line.indexOf(':');
		// RFC 9112 section 5.1: no white space between name and colon.
		if (colon < 0 || !Headers.isToken(line.substring(0, colon))) {
			throw HttpHeadException.malformed("header field without a name");
		}
		fields.add(line.substring(0, colon), line.substring(colon + 1));
	}

	/** The minor version of {@code HTTP/1.x}. */
	static int minorVersion(String version) {
		if (!VERSION.matcher(version).matches()) {
			throw HttpHeadException.malformed("HTTP version is missing");
		}
		if (version.charAt(5) != '1') {
			throw new HttpHeadException(505, "HTTP version is to be HTTP/1.1");
		}
		return version.charAt(7) - '0';
	}

	static byte[] write(String startLine, Headers fields) {
		StringBuilder head = new StringBuilder(256).append(startLine).append(LINE_BREAK);
		fields.forEach((name, value) -> head.append(name).append(": ").append(value).append(LINE_BREAK));
		return head.append(LINE_BREAK).toString().getBytes(StandardCharsets.ISO_8859_1);
	}

}
