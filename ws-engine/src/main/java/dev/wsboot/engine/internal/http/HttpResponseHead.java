package dev.wsboot.engine.internal.http;

import dev.wsboot.engine.Headers;

/**
 * Status line and header fields of an HTTP/1.1 response (RFC 9112 section 4).
 *
 * @param status the status code
 * @param headers the header fields
 */
public record HttpResponseHead(int status, Headers headers) {

	/**
	 * Reads a response's head.
	 * @param head a complete head
	 * @return the response
	 * @throws HttpHeadException if it is malformed
	 */
	public static HttpResponseHead parse(HttpHeadCollector head) {
		String text = head.text();
		String line = HttpHead.startLine(text);
		int space = line.indexOf(' ');
		if (space < 0) {
			throw HttpHeadException.malformed("status line is to be version and status code");
		}
		HttpHead.minorVersion(line.substring(0, space));
		return new HttpResponseHead(status(line, space + 1), HttpHead.fields(text));
	}

	private static int status(String line, int at) {
		int status = 0;
		for (int i = at; i < at + 3; i++) {
			if (i >= line.length() || !HttpHead.isDigit(line.charAt(i))) {
				throw HttpHeadException.malformed("status code is to be three digits");
			}
			status = 10 * status + line.charAt(i) - '0';
		}
		// The space before an absent reason phrase is often left out.
		if (status < 100 || (line.length() > at + 3 && line.charAt(at + 3) != ' ')) {
			throw HttpHeadException.malformed("status code is to be three digits");
		}
		return status;
	}

	/**
	 * The head as it goes over the wire.
	 * @return its bytes
	 */
	public byte[] toBytes() {
		return HttpHead.write("HTTP/1.1 " + this.status + ' ' + reason(this.status), this.headers);
	}

	private static String reason(int status) {
		return switch (status) {
			case 101 -> "Switching Protocols";
			case 200 -> "OK";
			case 204 -> "No Content";
			case 301 -> "Moved Permanently";
			case 302 -> "Found";
			case 304 -> "Not Modified";
			case 400 -> "Bad Request";
			case 401 -> "Unauthorized";
			case 403 -> "Forbidden";
			case 404 -> "Not Found";
			case 405 -> "Method Not Allowed";
			case 408 -> "Request Timeout";
			case 426 -> "Upgrade Required";
			case 429 -> "Too Many Requests";
			case 431 -> "Request Header Fields Too Large";
			case 500 -> "Internal Server Error";
			case 503 -> "Service Unavailable";
			case 505 -> "HTTP Version Not Supported";
			default -> "";
		};
	}

}
