package dev.wsboot.engine.server;

import java.nio.charset.StandardCharsets;

import dev.wsboot.engine.Headers;

/**
 * An answer to an ordinary HTTP request.
 *
 * @param status the HTTP status
 * @param headers its fields; {@code Content-Length} and {@code Connection} are added
 * @param body its body, possibly empty; not copied
 */
public record HttpAnswer(int status, Headers headers, byte[] body) {

	/**
	 * An answer of plain text.
	 * @param status the HTTP status
	 * @param text the text
	 * @return the answer
	 */
	public static HttpAnswer text(int status, String text) {
		return of(status, "text/plain; charset=utf-8", text);
	}

	/**
	 * A page, with status 200.
	 * @param html its source
	 * @return the answer
	 */
	public static HttpAnswer html(String html) {
		return of(200, "text/html; charset=utf-8", html);
	}

	private static HttpAnswer of(int status, String type, String text) {
		return new HttpAnswer(status, Headers.builder().add("Content-Type", type).build(),
				text.getBytes(StandardCharsets.UTF_8));
	}

}
