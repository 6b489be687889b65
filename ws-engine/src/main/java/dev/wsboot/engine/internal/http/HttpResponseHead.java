package dev.wsboot.engine.internal.http;

import java.util.regex.Pattern;

import dev.wsboot.engine.Headers;

/** Status line and header fields of an HTTP/1.1 response (RFC 9112 section 4). */
public record HttpResponseHead(int status, Headers headers) {

	private static final Pattern STATUS = Pattern.compile("[1-9]\\d\\d( .*)?", Pattern.DOTALL);

	/**
	 * Reads a complete head.
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
		String status = line.substring(space + 1);
		// The space before an absent reason phrase is often left out.
		if (!STATUS.matcher(status).matches()) {
			throw HttpHeadException.malformed("status code is to be three digits");
		}
		return new HttpResponseHead(Integer.parseInt(status.substring(0, 3)), HttpHead.fields(text));
	}

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
