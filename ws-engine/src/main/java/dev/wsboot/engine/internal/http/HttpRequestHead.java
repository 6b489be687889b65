package dev.wsboot.engine.internal.http;

import dev.wsboot.engine.Headers;

/**
 * Request line and header fields of an HTTP/1.1 request (RFC 9112 section 3). A target
 * that was read is path and query, beginning with a slash.
 */
public record HttpRequestHead(String method, String target, int minorVersion, Headers headers) {

	/**
	 * Reads a complete head.
	 * @throws HttpHeadException if it is malformed
	 */
	public static HttpRequestHead parse(HttpHeadCollector head) {
		String text = head.text();
		String line = HttpHead.startLine(text);
		int first = line.indexOf(' ');
		int last = line.lastIndexOf(' ');
		if (first < 0 || first == last) {
			throw HttpHeadException.malformed("request line is to be method, target and version");
		}
		String method = line.substring(0, first);
		if (!Headers.isToken(method)) {
			throw HttpHeadException.malformed("request method is not a token");
		}
		int minorVersion = HttpHead.minorVersion(line.substring(last + 1));
		String target = originForm(line.substring(first + 1, last));
		Headers headers = HttpHead.fields(text);
		// RFC 9112 section 3.2: 400 to an HTTP/1.1 request that has not one Host field.
		if (headers.all("Host").size() != 1 && (minorVersion > 0 || headers.first("Host") != null)) {
			throw HttpHeadException.malformed("Host is to be there once");
		}
		return new HttpRequestHead(method, target, minorVersion, headers);
	}

	public byte[] toBytes() {
		return HttpHead.write(this.method + ' ' + this.target + " HTTP/1." + this.minorVersion, this.headers);
	}

	/** RFC 9112 section 3.2.2: a server has to accept the absolute form as well. */
	private static String originForm(String target) {
		if (!target.chars().allMatch((c) -> c > ' ' && c <= '~')) {
			throw HttpHeadException.malformed("request target holds a character that is to be encoded");
		}
		if (target.startsWith("/")) {
			return target;
		}
		int authority = target.indexOf("://");
		if (authority < 1 || !Headers.isToken(target.substring(0, authority))) {
			throw HttpHeadException.malformed("request target is to be a path");
		}
		String path = target.substring(authority + 3).replaceFirst("^[^/?]*", "");
		return path.startsWith("/") ? path : "/" + path;
	}

}
